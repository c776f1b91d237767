package cache

import "encoding/binary"

// segment makes of words and their lists, which come in the order of the words' bytes, what FTS4 keeps of them: a tree of
// nodes. A leaf holds words, each without what it shares with the one before, and their lists; a node above leaves holds
// between each two of the nodes below it the shortest word that parts them. See "Segment B-Tree Format" in SQLite's
// documentation of FTS3; what is made here is to the byte what FTS4 makes of the same words.
type segment struct {
	nodeSize int
	first    int64                    // id of the first block
	emit     func(block []byte) error // takes the leaves, from the first to the last, and then the nodes above them

	leaf   []byte
	last   []byte // word in the leaf
	leaves int64
	bytes  int64 // of all leaves
	above  []tier
}

// tier is one height of the tree above the leaves.
type tier struct {
	full []inner
	open inner
}

// inner is a node above leaves; its head is written when it is known where the nodes below it are.
type inner struct {
	words int
	body  []byte
	last  []byte
}

// nodeHead is how much room FTS4 keeps for the head of a node.
const nodeHead = 1 + 10

func (s *segment) add(word, list []byte) error {
	shared := shared(s.last, word)
	if len(s.leaf) > 0 && len(s.leaf)+entrySize(len(word), shared, len(list)) > s.nodeSize {
		if err := s.endLeaf(); err != nil {
			return err
		}
		s.part(0, word[:shared+1])
		s.leaf, shared = s.leaf[:0], 0
	}
	was := len(s.leaf)
	s.leaf = binary.AppendUvarint(s.leaf, uint64(shared))
	s.leaf = appendBytes(s.leaf, word[shared:])
	s.leaf = appendBytes(s.leaf, list)
	s.bytes += int64(len(s.leaf) - was)
	s.last = append(s.last[:0], word...)
	return nil
}

func (s *segment) endLeaf() error {
	s.leaves++
	return s.emit(s.leaf)
}

// part puts a word between the node that has been filled at the height below and the one that follows it.
func (s *segment) part(height int, word []byte) {
	if height == len(s.above) {
		s.above = append(s.above, tier{})
	}
	t := &s.above[height]
	n := &t.open
	shared := shared(n.last, word)
	size := nodeHead + len(n.body) + uvarintLen(shared) + uvarintLen(len(word)-shared) + len(word) - shared
	if n.words > 0 && size > s.nodeSize {
		t.full = append(t.full, *n)
		*n = inner{}
		s.part(height+1, word)
		return
	}
	if n.words > 0 {
		n.body = binary.AppendUvarint(n.body, uint64(shared))
	}
	n.body = appendBytes(n.body, word[shared:])
	n.last = append(n.last[:0], word...)
	n.words++
}

// end emits what is left and gives the root. A segment that is one leaf is its root, and nothing is emitted.
func (s *segment) end() (root []byte, err error) {
	if len(s.above) == 0 {
		return s.leaf, nil
	}
	if err := s.endLeaf(); err != nil {
		return nil, err
	}
	blocks := s.leaves
	below := int64(0) // the first of the nodes below, counted from the first leaf
	for h, t := range s.above {
		first := blocks
		for _, n := range append(t.full, t.open) {
			root = n.block(h+1, s.first+below)
			below += int64(n.words) + 1
			if h == len(s.above)-1 {
				break
			}
			if err := s.emit(root); err != nil {
				return nil, err
			}
			blocks++
		}
		below = first
	}
	return root, nil
}

func (n inner) block(height int, below int64) []byte {
	return append(binary.AppendUvarint([]byte{byte(height)}, uint64(below)), n.body...)
}

func appendBytes(b, s []byte) []byte { return append(binary.AppendUvarint(b, uint64(len(s))), s...) }

// shared is how many bytes two words begin with alike.
func shared(a, b []byte) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}

func uvarintLen(n int) int {
	size := 1
	for ; n >= 0x80; n >>= 7 {
		size++
	}
	return size
}

func entrySize(word, shared, list int) int {
	return uvarintLen(shared) + uvarintLen(word-shared) + word - shared + uvarintLen(list) + list
}
