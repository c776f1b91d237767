package cache

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"
)

// each gives the words in the order of their bytes with their lists, which are good until the next. f's error ends it.
func (p *postings) each(f func(word, list []byte) error) error {
	var list []byte
	for _, i := range p.sorted() {
		list = p.appendList(list[:0], &p.terms[i])
		if err := f(p.word(i), append(list, 0)); err != nil {
			return err
		}
	}
	return nil
}

// appendList puts the pieces of a list together.
func (p *postings) appendList(b []byte, t *term) []byte {
	at := t.list
	for piece := firstPiece; ; piece = min(piece+1, lastPiece) {
		end := at + 1<<piece - linkSize
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
	for i := range all {
		var start [8]byte
		copy(start[:], p.word(uint32(i)))
		all[i] = entry{binary.BigEndian.Uint64(start[:]), uint32(i)}
	}
	slices.SortFunc(all, func(a, b entry) int {
		if c := cmp.Compare(a.start, b.start); c != 0 {
			return c
		}
		return bytes.Compare(p.word(a.term), p.word(b.term))
	})
	order := make([]uint32, len(all))
	for i, e := range all {
		order[i] = e.term
	}
	return order
}
