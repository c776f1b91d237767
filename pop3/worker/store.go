package worker

import (
	"context"
	"sync"

	"poplin/cache"
)

// batch is what one transaction makes durable: messages side by side in one arena, and big ones staged on disk.
type batch struct {
	arena  []byte
	items  []item
	stages []staged
}

type item struct {
	mail     mail
	top      bool
	from, to int // in the arena
}

type staged struct {
	mail  mail
	size  int64
	stage *cache.Stage
}

func (b *batch) empty() bool { return len(b.items)+len(b.stages) == 0 }

func (b *batch) reset() { b.arena, b.items, b.stages = b.arena[:0], b.items[:0], b.stages[:0] }

const (
	fullBatch  = 4 << 20              // octets of an arena that is worth a transaction even if the disk is busy
	fullCount  = 256                  // messages of the same
	arenaSize  = fullBatch + 2*medium // grows no further unless a window is bigger than it was listed
	maxBatches = 2                    // one being filled, one being written
)

// store writes batches in its own goroutine, so that the next window is on the line while the last one goes to disk.
// It is bounded: when the disk is slower than the line, the line waits.
type store struct {
	ctx       context.Context
	ledger    *cache.Visit
	in        chan *batch
	free      chan *batch
	done      chan struct{}
	closing   sync.Once
	pending   sync.WaitGroup
	committed func(*batch) // called after the commit

	mu  sync.Mutex
	err error // the first; nothing is written after it
}

// newStore starts the writer; close ends it. What is handed over is written even if ctx ends meanwhile.
func newStore(ctx context.Context, v *visit, committed func(*batch)) *store {
	s := &store{
		ctx: context.WithoutCancel(ctx), ledger: v.ledger, in: make(chan *batch), free: make(chan *batch, maxBatches),
		done: make(chan struct{}), committed: committed,
	}
	for range maxBatches {
		s.free <- &batch{arena: make([]byte, 0, arenaSize)}
	}
	go func() {
		defer close(s.done)
		for b := range s.in {
			s.note(v.safely(func() error { return s.write(b) }))
			s.recycle(b)
			s.pending.Done()
		}
	}()
	return s
}

func (s *store) write(b *batch) error {
	if s.failed() != nil {
		return nil
	}
	arrivals := make([]cache.Arrival, len(b.items))
	for i, it := range b.items {
		arrivals[i] = cache.Arrival{ID: it.mail.id, Raw: b.arena[it.from:it.to:it.to], Top: it.top}
	}
	if len(arrivals) > 0 {
		if err := s.ledger.Put(s.ctx, arrivals); err != nil {
			return err
		}
	}
	for _, st := range b.stages {
		if err := st.stage.Commit(s.ctx); err != nil {
			return err
		}
	}
	s.committed(b)
	return nil
}

// empty gives a batch to fill; it waits while all are full.
func (s *store) empty() *batch { return <-s.free }

func (s *store) recycle(b *batch) {
	b.reset()
	if cap(b.arena) > arenaSize {
		b.arena = make([]byte, 0, arenaSize)
	}
	s.free <- b
}

// offer hands b over if the writer is idle, or b full or urgent; it says whether it did.
func (s *store) offer(b *batch, urgent bool) (bool, error) {
	if urgent || len(b.arena) >= fullBatch || len(b.items) >= fullCount || len(b.stages) > 0 {
		return true, s.give(b)
	}
	s.pending.Add(1)
	select {
	case s.in <- b:
		return true, s.failed()
	default:
		s.pending.Done()
		return false, s.failed()
	}
}

// give hands b over, waiting for the writer.
func (s *store) give(b *batch) error {
	s.pending.Add(1)
	s.in <- b
	return s.failed()
}

// drain waits until everything handed over is durable.
func (s *store) drain() error {
	s.pending.Wait()
	return s.failed()
}

// close ends the writer and returns its first error; any number of times.
func (s *store) close() error {
	s.closing.Do(func() { close(s.in) })
	<-s.done
	return s.failed()
}

func (s *store) note(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err == nil {
		s.err = err
	}
}

func (s *store) failed() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}
