package worker

import "poplin/cache"

// idSet is a set of numbers that mostly follow each other, as the ids of messages and their numbers in a maildrop do: one
// bit each, and 16 bytes for every 64 of them.
type idSet map[cache.ID]uint64

// add says whether n is new.
func (s *idSet) add(n cache.ID) bool {
	if *s == nil {
		*s = idSet{}
	}
	word, bit := n>>6, uint64(1)<<(n&63)
	was := (*s)[word]
	(*s)[word] = was | bit
	return was&bit == 0
}

func (s idSet) has(n cache.ID) bool { return s[n>>6]&(1<<(n&63)) != 0 }

func (s idSet) drop(n cache.ID) {
	if s.has(n) {
		s[n>>6] &^= 1 << (n & 63)
	}
}
