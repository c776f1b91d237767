package cache

import (
	"encoding/binary"
	"errors"
	"io"
	"math"
	"os"
)

// A damaged file is read page by page where SQLite itself gives up. See sqlite.org/fileformat2.html: 1.3 the header,
// 1.6 b-tree pages, 1.7 overflow pages, 2.1 records.

// Kinds of b-tree pages.
const (
	indexInner = 0x02
	tableInner = 0x05
	indexLeaf  = 0x0a
	tableLeaf  = 0x0d
)

// biggestRecord is more than any row of ours takes: a chunk and its key.
const biggestRecord = 2 * chunkSize

var errPage = errors.New("not a page of that kind")

// pages gives access to the pages of a database file.
type pages struct {
	f     io.ReaderAt
	size  int
	count uint32
}

// pageSizeOf is how big the pages of a database file are.
func pageSizeOf(path string) (int, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	p, err := openPages(f)
	if err != nil {
		return 0, err
	}
	return p.size, nil
}

func openPages(f *os.File) (*pages, error) {
	st, err := f.Stat()
	if err != nil {
		return nil, err
	}
	p := &pages{f: f, size: pageSize} // if the header does not say
	var head [18]byte
	if _, err := f.ReadAt(head[:], 0); err == nil && string(head[:15]) == "SQLite format 3" {
		if n := int(binary.BigEndian.Uint16(head[16:])); n >= 512 && n&(n-1) == 0 {
			p.size = n
		}
	}
	p.count = uint32(min(st.Size()/int64(p.size), math.MaxUint32))
	return p, nil
}

func (p *pages) read(n uint32) ([]byte, error) {
	if n == 0 || n > p.count {
		return nil, errPage
	}
	b := make([]byte, p.size)
	_, err := p.f.ReadAt(b, int64(n-1)*int64(p.size))
	return b, err
}

// btree is a b-tree page taken apart.
type btree struct {
	kind  byte
	page  []byte
	cells []int  // offsets
	right uint32 // last child of an inner page
}

func (p *pages) btree(n uint32) (*btree, error) {
	page, err := p.read(n)
	if err != nil {
		return nil, err
	}
	at := 0
	if n == 1 {
		at = 100
	}
	t := &btree{kind: page[at], page: page}
	cells := at + 8
	switch t.kind {
	case indexInner, tableInner:
		t.right = binary.BigEndian.Uint32(page[at+8:])
		cells += 4
	case indexLeaf, tableLeaf:
	default:
		return nil, errPage
	}
	n16 := int(binary.BigEndian.Uint16(page[at+3:]))
	if cells+2*n16 > len(page) {
		return nil, errPage
	}
	for i := range n16 {
		if c := int(binary.BigEndian.Uint16(page[cells+2*i:])); c >= cells+2*n16 && c < len(page) {
			t.cells = append(t.cells, c)
		}
	}
	return t, nil
}

// child is the page below an inner cell.
func (t *btree) child(cell int) uint32 {
	if cell+4 > len(t.page) {
		return 0
	}
	return binary.BigEndian.Uint32(t.page[cell:])
}

// payload reads a cell's record, following its overflow pages, and its rowid where it has one.
func (p *pages) payload(t *btree, cell int) (rowid int64, b []byte, err error) {
	rest := t.page[cell:]
	if t.kind == indexInner {
		rest = rest[min(4, len(rest)):]
	}
	total, rest, ok := varint(rest)
	if ok && t.kind == tableLeaf {
		rowid, rest, ok = varint(rest)
	}
	if !ok || total < 0 || total > biggestRecord {
		return 0, nil, errPage
	}
	local := p.local(t.kind, int(total))
	if local > len(rest) {
		return 0, nil, errPage
	}
	b = append(make([]byte, 0, total), rest[:local]...)
	if local == int(total) {
		return rowid, b, nil
	}
	if local+4 > len(rest) {
		return 0, nil, errPage
	}
	for next := binary.BigEndian.Uint32(rest[local:]); len(b) < int(total); {
		page, err := p.read(next)
		if err != nil {
			return 0, nil, err
		}
		next = binary.BigEndian.Uint32(page)
		b = append(b, page[4:4+min(len(page)-4, int(total)-len(b))]...)
	}
	return rowid, b, nil
}

// local is how much of a record of that many bytes lies in its cell.
func (p *pages) local(kind byte, total int) int {
	most := p.size - 35
	if kind != tableLeaf {
		most = (p.size-12)*64/255 - 23
	}
	if total <= most {
		return total
	}
	least := (p.size-12)*32/255 - 23
	if n := least + (total-least)%(p.size-4); n <= most {
		return n
	}
	return least
}

// varint reads SQLite's integers of one to nine bytes.
func varint(b []byte) (n int64, rest []byte, ok bool) {
	var u uint64
	for i := range min(len(b), 9) {
		if i == 8 {
			return int64(u<<8 | uint64(b[8])), b[9:], true
		}
		u = u<<7 | uint64(b[i]&0x7f)
		if b[i] < 0x80 {
			return int64(u), b[i+1:], true
		}
	}
	return 0, nil, false
}
