package worker

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"

	"poplin/cache"
)

// store makes durable what comes, beside the line: parsers work messages out as soon as they are whole, one writer
// does everything that is written, in the order in which it was handed over, and another waits for the disk meanwhile.
// It is bounded: when the disk is slower than the line, the line waits.
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

	wet    chan struct{} // holds one token while something written is not synced
	drying atomic.Bool   // the disk is waited for
	dry    chan struct{} // closed when nobody waits for it any more

	mu   sync.Mutex
	next *pledge // to be noted with the next batch
	err  error   // the first; nothing is written after it
}

// newStore starts the writer and the parsers; close ends them. What is handed over is written even if ctx ends meanwhile.
func newStore(ctx context.Context, v *visit, committed func(*batch)) *store {
	s := &store{
		ctx: context.WithoutCancel(ctx), v: v, jobs: make(chan func(), 4*maxBatches), parse: make(chan func()),
		free: make(chan *batch, maxBatches), done: make(chan struct{}), committed: committed,
		wet: make(chan struct{}, 1), dry: make(chan struct{}),
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
		defer close(s.wet)
		for job := range s.jobs {
			job()
			s.waiting.Add(-1)
			s.pending.Done()
		}
	}()
	go func() {
		defer close(s.dry)
		for range s.wet {
			s.drying.Store(true)
			s.note(s.v.safely(func() error { return s.v.ledger.Sync(s.ctx) }))
			s.drying.Store(false)
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

// wetted notes that something was written.
func (s *store) wetted() {
	select {
	case s.wet <- struct{}{}:
	default:
	}
}

// idle says that neither the writer nor the disk has anything to do.
func (s *store) idle() bool { return s.waiting.Load() == 0 && len(s.wet) == 0 && !s.drying.Load() }

// do hands a job to the writer. It is run even after an error, so that what it holds is let go of.
func (s *store) do(job func() error) {
	s.pending.Add(1)
	s.waiting.Add(1)
	s.jobs <- func() {
		s.note(s.v.safely(job))
		s.wetted()
	}
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

// drain waits until everything handed over is written.
func (s *store) drain() error {
	s.pending.Wait()
	return s.failed()
}

// close ends the writer and returns its first error; any number of times. Without one, everything handed over is durable.
func (s *store) close() error {
	s.closing.Do(func() {
		close(s.jobs)
		close(s.parse)
	})
	<-s.done
	<-s.dry
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
