package worker

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"

	"poplin/cache"
)

// batch is what one transaction makes durable: messages side by side in one arena, and big ones staged on disk.
type batch struct {
	arena  []byte
	items  []*item
	stages []staged
}

type item struct {
	mail     mail
	top      bool
	from, to int // in the arena

	parsing sync.WaitGroup
	parsed  *cache.Parsed // once that is done
}

type staged struct {
	mail  mail
	size  int64
	stage *cache.Stage
}

func (b *batch) empty() bool { return len(b.items)+len(b.stages) == 0 }

func (b *batch) reset() {
	clear(b.items)
	b.arena, b.items, b.stages = b.arena[:0], b.items[:0], b.stages[:0]
}

// append puts octets of the open message into the arena, which grows once. What is parsed meanwhile keeps the old one.
func (b *batch) append(p []byte) {
	if need := len(b.arena) + len(p); need > cap(b.arena) {
		size := arenaStart
		if need > arenaStart {
			size = max(arenaSize, 2*need)
		}
		b.arena = append(make([]byte, 0, size), b.arena...)
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

// store makes durable what comes, beside the line: parsers work messages out as soon as they are whole, and one writer
// does everything that goes to disk, in the order in which it was handed over. It is bounded: when the disk is slower
// than the line, the line waits.
type store struct {
	ctx       context.Context
	v         *visit
	jobs      chan func()
	waiting   atomic.Int32 // jobs handed over and not done
	parse     chan func()
	free      chan *batch
	done      chan struct{}
	closing   sync.Once
	pending   sync.WaitGroup
	committed func(*batch) // called after the commit

	mu   sync.Mutex
	next *pledge // to be noted with the next batch
	err  error   // the first; nothing is written after it
}

// newStore starts the writer and the parsers; close ends them. What is handed over is written even if ctx ends meanwhile.
func newStore(ctx context.Context, v *visit, committed func(*batch)) *store {
	s := &store{
		ctx: context.WithoutCancel(ctx), v: v, jobs: make(chan func(), 4*maxBatches), parse: make(chan func()),
		free: make(chan *batch, maxBatches), done: make(chan struct{}), committed: committed,
	}
	for range maxBatches {
		s.free <- &batch{}
	}
	for range min(runtime.NumCPU(), maxParsers) {
		go func() {
			s.aside()
			for job := range s.parse {
				job()
			}
		}()
	}
	go func() {
		defer close(s.done)
		s.aside()
		for job := range s.jobs {
			job()
			s.waiting.Add(-1)
			s.pending.Done()
		}
	}()
	return s
}

// aside is called by a goroutine that works for as long as the store lives.
func (s *store) aside() {
	if s.v.w.aside {
		giveWay()
	}
}

// do hands a job to the writer. It is run even after an error, so that what it holds is let go of.
func (s *store) do(job func() error) {
	s.pending.Add(1)
	s.waiting.Add(1)
	s.jobs <- func() { s.note(s.v.safely(job)) }
}

// work has a message of b worked out, which is whole; its bytes stay where they are until b was written.
func (s *store) work(b *batch, it *item) {
	raw := b.arena[it.from:it.to:it.to]
	it.parsing.Add(1)
	s.parse <- func() {
		defer it.parsing.Done()
		s.note(s.v.safely(func() error {
			it.parsed = s.v.ledger.Parse(cache.Arrival{ID: it.mail.id, Raw: raw, Top: it.top})
			return nil
		}))
	}
}

func (s *store) write(b *batch) error {
	parsed := make([]*cache.Parsed, len(b.items))
	for i, it := range b.items {
		it.parsing.Wait()
		parsed[i] = it.parsed
	}
	next := s.takePledge()
	defer next.kept()
	if s.failed() != nil {
		return nil
	}
	if len(parsed)+len(next.ids) > 0 {
		if err := s.v.ledger.Store(s.ctx, parsed, next.ids); err != nil {
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

// offer hands b over if the writer is idle, or b full or urgent; it says whether it did.
func (s *store) offer(b *batch, urgent bool) (bool, error) {
	if urgent || len(b.arena) >= fullBatch || len(b.items) >= fullCount || len(b.stages) > 0 || s.waiting.Load() == 0 {
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

// drain waits until everything handed over is durable.
func (s *store) drain() error {
	s.pending.Wait()
	return s.failed()
}

// close ends the writer and returns its first error; any number of times.
func (s *store) close() error {
	s.closing.Do(func() {
		close(s.jobs)
		close(s.parse)
	})
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
