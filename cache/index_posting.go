package cache

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"hash/maphash"
	"math/bits"
	"slices"
)

// postings gathers the words of messages, and for each word the list of where it stands, in the form in which FTS4 keeps
// it: for every message its id as the distance from the one before, for every column but the first 1 and its number, then
// the places of the word as distances plus 2, and 0 at the end. All numbers are varints as encoding/binary has them.
//
// FTS4 does the same for what is inserted into its table. Done here, no text goes to SQLite, and as many messages make
// one segment as memory allows: FTS4 stops at 1 MiB and then merges what it has written, most of it more than once.
type postings struct {
	slots []slot // the words by their hash; a power of two, at most half of them taken
	terms []term
	keys  []byte // the bytes of all words
	lists []byte // pieces of lists; each but the last of a list ends with where the next is

	id     ID // where the next word stands
	column uint8
	place  uint32
	cutter wordCutter
	seed   maphash.Seed // unknown to those who write mail, as is salt
	salt   uint64
}

// slot is free while term is 0, else term is its place in terms plus one. Short words are their own key.
type slot struct {
	key    uint64
	term   uint32
	length uint32
}

const shortWord = 8

// term is a word and the end of its list.
type term struct {
	id       ID     // of the last message in it
	key      uint32 // where the word begins in keys
	list     uint32 // where the list begins in lists
	at, end  uint32 // what is free of its last piece
	place    uint32 // the last place
	length   uint8  // of the word
	column   uint8  // the last column
	pieceLog uint8  // of the size of the last piece
}

// A list begins with a piece of 16 bytes, and every further piece has twice the size of the one before, up to 256.
const (
	firstPiece = 4
	lastPiece  = 8
	linkSize   = 4
)

func newPostings() *postings {
	p := &postings{slots: make([]slot, 1<<14), seed: maphash.MakeSeed()}
	p.salt = maphash.String(p.seed, "salt")
	p.cutter.yield = p.add
	return p
}

func (p *postings) empty() bool { return len(p.terms) == 0 }

// size is about how much memory is used.
func (p *postings) size() int { return len(p.lists) + len(p.keys) + 48*len(p.terms) }

// reset forgets all words and keeps the memory.
func (p *postings) reset() {
	clear(p.slots)
	p.terms, p.keys, p.lists = p.terms[:0], p.keys[:0], p.lists[:0]
}

// text takes in what a message has in a column. Messages come by rising id, and columns by rising number.
func (p *postings) text(id ID, column int, s string) {
	p.id, p.column, p.place = id, uint8(column), 0
	p.cutter.cut(s)
}

// add notes that a word stands at the next place.
func (p *postings) add(word []byte) {
	t := p.find(word)
	if t.id != p.id {
		if t.id != 0 {
			p.put(t, 0)
		}
		p.putNumber(t, uint64(p.id-t.id))
		t.id, t.column, t.place = p.id, 0, 0
	}
	if t.column != p.column {
		p.put(t, 1)
		p.put(t, p.column)
		t.column, t.place = p.column, 0
	}
	p.putNumber(t, uint64(2+p.place-t.place))
	t.place = p.place
	p.place++
}

func (p *postings) find(word []byte) *term {
	var short [shortWord]byte
	var key uint64
	if len(word) <= len(short) {
		copy(short[:], word)
		key = binary.LittleEndian.Uint64(short[:])
	} else {
		key = maphash.Bytes(p.seed, word)
	}
	mask := uint64(len(p.slots) - 1)
	for i := p.hash(key) & mask; ; i = (i + 1) & mask {
		s := &p.slots[i]
		if s.term == 0 {
			*s = slot{key, uint32(len(p.terms) + 1), uint32(len(word))}
			return p.newTerm(word)
		}
		if s.key == key && int(s.length) == len(word) {
			t := &p.terms[s.term-1]
			if len(word) <= len(short) || string(p.key(t)) == string(word) {
				return t
			}
		}
	}
}

func (p *postings) hash(key uint64) uint64 {
	high, low := bits.Mul64(key^p.salt, 0x9E3779B97F4A7C15)
	return high ^ low
}

func (p *postings) newTerm(word []byte) *term {
	at := uint32(len(p.lists))
	p.lists = append(p.lists, make([]byte, 1<<firstPiece)...)
	p.terms = append(p.terms, term{key: uint32(len(p.keys)), length: uint8(len(word)), list: at, at: at,
		end: at + 1<<firstPiece - linkSize, pieceLog: firstPiece})
	p.keys = append(p.keys, word...)
	if len(p.terms)*2 > len(p.slots) {
		p.rehash()
	}
	return &p.terms[len(p.terms)-1]
}

func (p *postings) rehash() {
	old := p.slots
	p.slots = make([]slot, 2*len(old))
	mask := uint64(len(p.slots) - 1)
	for _, s := range old {
		if s.term == 0 {
			continue
		}
		i := p.hash(s.key) & mask
		for p.slots[i].term != 0 {
			i = (i + 1) & mask
		}
		p.slots[i] = s
	}
}

func (p *postings) putNumber(t *term, n uint64) {
	for ; n >= 0x80; n >>= 7 {
		p.put(t, byte(n)|0x80)
	}
	p.put(t, byte(n))
}

func (p *postings) put(t *term, b byte) {
	if t.at == t.end {
		t.pieceLog = min(t.pieceLog+1, lastPiece)
		at, size := uint32(len(p.lists)), uint32(1)<<t.pieceLog
		p.lists = append(p.lists, make([]byte, size)...)
		binary.LittleEndian.PutUint32(p.lists[t.end:], at)
		t.at, t.end = at, at+size-linkSize
	}
	p.lists[t.at] = b
	t.at++
}

// each gives the words in the order of their bytes with their lists, which are good until the next. f's error ends it.
func (p *postings) each(f func(word, list []byte) error) error {
	var list []byte
	for _, i := range p.sorted() {
		t := &p.terms[i]
		list = p.appendList(list[:0], t)
		if err := f(p.key(t), append(list, 0)); err != nil {
			return err
		}
	}
	return nil
}

func (p *postings) key(t *term) []byte { return p.keys[t.key : t.key+uint32(t.length)] }

// appendList puts the pieces of a list together.
func (p *postings) appendList(b []byte, t *term) []byte {
	at := t.list
	for log := firstPiece; ; log = min(log+1, lastPiece) {
		end := at + 1<<log - linkSize
		if end == t.end {
			return append(b, p.lists[at:t.at]...)
		}
		b = append(b, p.lists[at:end]...)
		at = binary.LittleEndian.Uint32(p.lists[end:])
	}
}

// sorted is the order of the terms by their words.
func (p *postings) sorted() []uint32 {
	type entry struct {
		start uint64 // the first bytes of the word, which mostly decide
		term  uint32
	}
	all := make([]entry, len(p.terms))
	for i := range p.terms {
		var start [8]byte
		copy(start[:], p.key(&p.terms[i]))
		all[i] = entry{binary.BigEndian.Uint64(start[:]), uint32(i)}
	}
	slices.SortFunc(all, func(a, b entry) int {
		if c := cmp.Compare(a.start, b.start); c != 0 {
			return c
		}
		return bytes.Compare(p.key(&p.terms[a.term]), p.key(&p.terms[b.term]))
	})
	order := make([]uint32, len(all))
	for i, e := range all {
		order[i] = e.term
	}
	return order
}
