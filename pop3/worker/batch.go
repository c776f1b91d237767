package worker

import (
	"sync"

	"poplin/cache"
)

// batch is what one transaction makes durable: messages side by side in one arena, and big ones staged on disk.
type batch struct {
	arena  []byte
	items  []*item
	stages []staged
}

type item struct {
	mail     *mail
	top      bool
	from, to int // in the arena

	parsing sync.WaitGroup
	parsed  *cache.Parsed // once that is done
}

type staged struct {
	mail  *mail
	size  int64
	stage *cache.Stage
}

func (b *batch) empty() bool { return len(b.items)+len(b.stages) == 0 }

func (b *batch) reset() {
	clear(b.items)
	b.arena, b.items, b.stages = b.arena[:0], b.items[:0], b.stages[:0]
}

// append puts octets of the open message, the last of items, into the arena, which grows once. The messages before it
// stay in the old one, where they are being worked out and may be written over.
func (b *batch) append(p []byte) {
	if need := len(b.arena) + len(p); need > cap(b.arena) {
		size := arenaStart
		if need > arenaStart {
			size = max(arenaSize, 2*need)
		}
		open := b.items[len(b.items)-1].from
		grown := make([]byte, len(b.arena), size)
		copy(grown[open:], b.arena[open:])
		b.arena = grown
	}
	b.arena = append(b.arena, p...)
}

const (
	fullBatch  = 4 << 20              // octets of an arena that is worth a transaction even if the disk is busy
	fullCount  = 256                  // messages of the same
	arenaStart = 64 << 10             // most visits bring a few letters or none
	arenaSize  = fullBatch + 2*medium // grows no further unless a window is bigger than it was listed
	maxBatches = 2                    // one being filled, one being written
	maxParsers = 4
)

// empty gives a batch to fill; it waits while all are full.
func (s *store) empty() *batch { return <-s.free }

// recycle takes a batch back that was written, or holds nothing to write. Its bytes are still read while it is parsed.
func (s *store) recycle(b *batch) {
	for _, it := range b.items {
		it.parsing.Wait()
	}
	b.reset()
	if cap(b.arena) > arenaSize {
		b.arena = make([]byte, 0, arenaSize)
	}
	s.free <- b
}

// offer hands b over if the disk is idle, or b full or urgent; it says whether it did.
func (s *store) offer(b *batch, urgent bool) (bool, error) {
	if urgent || len(b.arena) >= fullBatch || len(b.items) >= fullCount || len(b.stages) > 0 || s.idle() {
		s.give(b)
		return true, s.failed()
	}
	return false, s.failed()
}

// give hands b over.
func (s *store) give(b *batch) {
	s.do(func() error {
		defer s.recycle(b)
		return s.write(b)
	})
}
