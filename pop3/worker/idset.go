package worker

// idSet is a set of numbers that mostly follow each other, as the ids of messages and their numbers in a maildrop do: one
// bit each, and 16 bytes for every 64 of them.
type idSet map[int64]uint64

// add says whether n is new.
func (s *idSet) add(n int64) bool {
	if *s == nil {
		*s = idSet{}
	}
	word, bit := n>>6, uint64(1)<<(n&63)
	was := (*s)[word]
	(*s)[word] = was | bit
	return was&bit == 0
}

func (s idSet) has(n int64) bool { return s[n>>6]&(1<<(n&63)) != 0 }

func (s idSet) drop(n int64) {
	if s.has(n) {
		s[n>>6] &^= 1 << (n & 63)
	}
}
