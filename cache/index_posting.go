package cache

import (
	"encoding/binary"
	"hash/maphash"
	"math/bits"
)

// postings gathers the words of messages, and for each word the list of where it stands, in the form in which FTS4 keeps
// it: for every message its id as the distance from the one before, for every column but the first 1 and its number, then
// the places of the word as distances plus 2, and 0 at the end. All numbers are varints as encoding/binary has them.
//
// FTS4 does the same for what is inserted into its table. Done here, no text goes to SQLite, and as many messages make
// one segment as memory allows: FTS4 stops at 1 MiB and then merges what it has written, most of it more than once.
type postings struct {
	slots  []slot   // the words by their hash; a power of two, at most half of them taken
	terms  []term   // small, since most of the time goes by waiting for them
	starts []uint32 // where the word of a term begins in words
	words  []byte   // the bytes of all words
	lists  []byte   // pieces of lists; each but the last of a list ends with where the next is
	ids    []ID     // the messages

	column  uint8 // where the next word stands
	place   uint32
	others  cutter
	waiting waiting
	seed    maphash.Seed // unknown to those who write mail, as is salt
	salt    uint64
}

// slot is free while term is 0, else term is its place in terms plus one.
type slot struct{ hash, term uint32 }

// term is a word and the end of its list.
type term struct {
	key     uint64 // the word itself if it is short, else its hash
	message uint32 // the last in the list, counted from 1
	place   uint32 // of the word in it
	list    uint32 // where the list begins in lists
	at, end uint32 // what is free of its last piece
	length  uint8  // of the word
	column  uint8  // the last
	piece   uint8  // logarithm of the size of the last piece
}

// shortWord is how many bytes fit a key.
const shortWord = 8

// A list begins with a piece of 16 bytes, and every further piece has twice the size of the one before, up to 256.
const (
	firstPiece = 4
	lastPiece  = 8
	linkSize   = 4
)

func newPostings() *postings {
	p := &postings{slots: make([]slot, 1<<14), seed: maphash.MakeSeed()}
	p.salt = maphash.String(p.seed, "salt")
	p.others.yield = func(t token) bool {
		p.add(t.text)
		return true
	}
	return p
}

func (p *postings) empty() bool { return len(p.terms) == 0 }

// size is about how much memory is used.
func (p *postings) size() int { return len(p.lists) + len(p.words) + 64*len(p.terms) }

// reset forgets all words and keeps the memory.
func (p *postings) reset() {
	clear(p.slots)
	p.terms, p.starts, p.words, p.lists, p.ids = p.terms[:0], p.starts[:0], p.words[:0], p.lists[:0], p.ids[:0]
}

// message begins the next, whose id is greater than those before.
func (p *postings) message(id ID) { p.ids = append(p.ids, id) }

// add notes that a word stands at the next place.
func (p *postings) add(word []byte) {
	if len(word) > shortWord {
		p.settle()
		p.note(p.findLong(word))
		return
	}
	key := uint64(0)
	for i, b := range word {
		key |= uint64(b) << (8 * i)
	}
	p.addShort(key, len(word))
}

// waiting are short words that have been read and not been noted, so that memory is asked for many of them at once.
type waiting struct {
	n     int
	words [32]struct {
		key    uint64
		hash   uint32
		length int
	}
}

func (p *postings) addShort(key uint64, length int) {
	if p.waiting.n == len(p.waiting.words) {
		p.settle()
	}
	w := &p.waiting.words[p.waiting.n]
	w.key, w.hash, w.length = key, p.hash(key), length
	p.waiting.n++
}

// settle notes the words that wait.
func (p *postings) settle() {
	var slots [len(p.waiting.words)]slot
	mask, waiting := uint32(len(p.slots)-1), p.waiting.words[:p.waiting.n]
	for i := range waiting {
		slots[i] = p.slots[waiting[i].hash&mask]
	}
	for i := range waiting {
		w := &waiting[i]
		if at := slots[i].term; at != 0 && slots[i].hash == w.hash {
			if t := &p.terms[at-1]; t.key == w.key && int(t.length) == w.length {
				p.note(t)
				continue
			}
		}
		p.note(p.findShort(w.key, w.hash, w.length))
	}
	p.waiting.n = 0
}

func (p *postings) note(t *term) {
	if now := uint32(len(p.ids)); t.message != now {
		id := p.ids[now-1]
		if t.message != 0 {
			p.put(t, 0)
			id -= p.ids[t.message-1]
		}
		p.putNumber(t, uint64(id))
		t.message, t.column, t.place = now, 0, 0
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

func (p *postings) findShort(key uint64, hash uint32, length int) *term {
	mask := uint32(len(p.slots) - 1)
	for i := hash & mask; ; i = (i + 1) & mask {
		switch s := p.slots[i]; {
		case s.term == 0:
			var word [shortWord]byte
			binary.LittleEndian.PutUint64(word[:], key)
			return p.newTerm(i, hash, key, word[:length])
		case s.hash == hash:
			if t := &p.terms[s.term-1]; t.key == key && int(t.length) == length {
				return t
			}
		}
	}
}

func (p *postings) findLong(word []byte) *term {
	key := maphash.Bytes(p.seed, word)
	mask, hash := uint32(len(p.slots)-1), p.hash(key)
	for i := hash & mask; ; i = (i + 1) & mask {
		switch s := p.slots[i]; {
		case s.term == 0:
			return p.newTerm(i, hash, key, word)
		case s.hash == hash:
			if t := &p.terms[s.term-1]; t.key == key && string(p.word(s.term-1)) == string(word) {
				return t
			}
		}
	}
}

func (p *postings) hash(key uint64) uint32 {
	high, low := bits.Mul64(key^p.salt, 0x9E3779B97F4A7C15)
	return uint32(high ^ low)
}

func (p *postings) word(term uint32) []byte {
	start := p.starts[term]
	return p.words[start : start+uint32(p.terms[term].length)]
}

func (p *postings) newTerm(slotAt, hash uint32, key uint64, word []byte) *term {
	at := uint32(len(p.lists))
	p.lists = append(p.lists, make([]byte, 1<<firstPiece)...)
	p.terms = append(p.terms, term{key: key, length: uint8(len(word)), list: at, at: at,
		end: at + 1<<firstPiece - linkSize, piece: firstPiece})
	p.starts = append(p.starts, uint32(len(p.words)))
	p.words = append(p.words, word...)
	p.slots[slotAt] = slot{hash, uint32(len(p.terms))}
	if len(p.terms)*2 > len(p.slots) {
		p.rehash()
	}
	return &p.terms[len(p.terms)-1]
}

func (p *postings) rehash() {
	old := p.slots
	p.slots = make([]slot, 2*len(old))
	mask := uint32(len(p.slots) - 1)
	for _, s := range old {
		if s.term == 0 {
			continue
		}
		i := s.hash & mask
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
		t.piece = min(t.piece+1, lastPiece)
		at, size := uint32(len(p.lists)), uint32(1)<<t.piece
		p.lists = append(p.lists, make([]byte, size)...)
		binary.LittleEndian.PutUint32(p.lists[t.end:], at)
		t.at, t.end = at, at+size-linkSize
	}
	p.lists[t.at] = b
	t.at++
}
