package cache

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
)

// having finds the messages that have a word which begins with prefix, from the index itself. FTS4 merges the lists of all
// such words first, places and all, which for the beginning of one letter or two is most of what it costs: here a list is
// only asked whom it is of. How it is kept, segment tells.
func (c *Cache) having(ctx context.Context, prefix string) (found idBits, err error) {
	tx, err := c.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true}) // segments may be merged meanwhile
	if err != nil {
		return nil, c.suspect(err)
	}
	defer tx.Rollback()
	var newest int64
	if err := tx.QueryRowContext(ctx, "SELECT coalesce(max(id), 0) FROM message").Scan(&newest); err != nil {
		return nil, c.suspect(err)
	}
	rows, err := tx.QueryContext(ctx, "SELECT leaves_end_block, root FROM word_segdir")
	if err != nil {
		return nil, c.suspect(err)
	}
	defer rows.Close()
	var ends []int64
	var roots [][]byte
	for rows.Next() {
		var end int64
		var root []byte
		if err := rows.Scan(&end, &root); err != nil {
			return nil, c.suspect(err)
		}
		ends, roots = append(ends, end), append(roots, root)
	}
	if err := rows.Err(); err != nil {
		return nil, c.suspect(err)
	}
	found = newIDBits(newest)
	for i, root := range roots {
		if err := (&prefixScan{ctx, tx, []byte(prefix), found, nil}).segment(root, ends[i]); err != nil {
			return nil, c.suspect(err)
		}
	}
	return found, nil
}

// prefixScan reads a segment's words from a prefix on.
type prefixScan struct {
	ctx    context.Context
	tx     *sql.Tx
	prefix []byte
	found  idBits
	word   []byte // the last that was read
}

var errSegment = errors.New("a segment of the index makes no sense")

func (s *prefixScan) segment(node []byte, lastLeaf int64) error {
	if len(node) > 0 && node[0] == 0 {
		_, err := s.leaf(node)
		return err
	}
	first, height, err := s.child(node)
	for ; err == nil && height > 1; first, height, err = s.child(node) {
		if err = s.tx.QueryRowContext(s.ctx, "SELECT block FROM word_segments WHERE blockid = ?", first).Scan(&node); err != nil {
			break
		}
	}
	if err != nil {
		return err
	}
	rows, err := s.tx.QueryContext(s.ctx, "SELECT block FROM word_segments WHERE blockid BETWEEN ? AND ? ORDER BY blockid", first, lastLeaf)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var leaf sql.RawBytes
		if err := rows.Scan(&leaf); err != nil {
			return err
		}
		if over, err := s.leaf(leaf); over || err != nil {
			return err
		}
	}
	return rows.Err()
}

// child gives the node below an inner one in which the words from the prefix on begin, and the height of node.
func (s *prefixScan) child(node []byte) (block int64, height int, err error) {
	r := nodeReader{node}
	height, block = r.number(), int64(r.number())
	var word []byte
	for first := true; len(r.b) > 0; first = false {
		shared := 0
		if !first {
			shared = r.number()
		}
		if shared > len(word) {
			return 0, 0, errSegment
		}
		word = append(word[:shared], r.bytes()...)
		if bytes.Compare(word, s.prefix) > 0 {
			break
		}
		block++
	}
	if r.b == nil || height < 1 {
		return 0, 0, errSegment
	}
	return block, height, nil
}

// leaf reads a leaf; over says that it holds a word behind those with the prefix.
func (s *prefixScan) leaf(node []byte) (over bool, err error) {
	r := nodeReader{node}
	for len(r.b) > 0 {
		shared := r.number()
		if shared > len(s.word) {
			return false, errSegment
		}
		s.word = append(s.word[:shared], r.bytes()...)
		list := r.bytes()
		switch {
		case r.b == nil:
			return false, errSegment
		case bytes.HasPrefix(s.word, s.prefix):
			if err := s.found.addList(list); err != nil {
				return false, err
			}
		case bytes.Compare(s.word, s.prefix) > 0:
			return true, nil
		}
	}
	return false, nil
}

// nodeReader reads numbers and strings; at the first that makes no sense b becomes nil.
type nodeReader struct{ b []byte }

func (r *nodeReader) number() int {
	n, size := binary.Uvarint(r.b)
	if size <= 0 || n > 1<<62 {
		r.b = nil
		return 0
	}
	r.b = r.b[size:]
	return int(n)
}

func (r *nodeReader) bytes() []byte {
	n := r.number()
	if n > len(r.b) {
		r.b = nil
		return nil
	}
	b := r.b[:n]
	r.b = r.b[n:]
	return b
}

// idBits is a set of ids up to one, a bit for each.
type idBits []uint64

func newIDBits(most int64) idBits { return make(idBits, most/64+1) }

// addList adds those whom a list is of: each follows the one before it by a difference, and behind it come its places, which
// hold no octet that is 0 before their end.
func (s idBits) addList(list []byte) error {
	for id := uint64(0); len(list) > 0; {
		d, n := binary.Uvarint(list)
		end := bytes.IndexByte(list[max(n, 0):], 0)
		if id += d; n <= 0 || end < 0 {
			return errSegment
		}
		if w := id / 64; w < uint64(len(s)) { // the index remembers messages that were purged
			s[w] |= 1 << (id % 64)
		}
		list = list[n+end+1:]
	}
	return nil
}

func (s idBits) has(id ID) bool { return id >= 0 && int(id/64) < len(s) && s[id/64]&(1<<(id%64)) != 0 }
