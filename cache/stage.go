package cache

import (
	"context"
	"crypto/sha256"
	"fmt"
	"hash"
	"io"
	"sync"

	"poplin/cache/message"
)

// stageBuffer is how much of a big body is written at a time: some chunks, so that it does not sync more often than it
// helps, nor keeps other writers waiting.
const stageBuffer = 8 * chunkSize

// Stage is a body on its way. Write, End, then Commit or Discard.
type Stage struct {
	c    *Cache
	ctx  context.Context // Write has none; the stage lives within the call that made it
	id   ID
	do   func(func())
	pool chan []byte // of buffers; a nil one is still to be made
	buf  []byte      // being filled; nil after End
	size int64
	sum  hash.Hash
	scan *message.Scanner

	body   int64 // of what was written, which is for whom do runs
	chunks int

	mu   sync.Mutex
	over bool
	err  error
}

// Stage streams one big body to disk in short transactions; nobody sees it before Commit. What is to be written is
// handed to do, piece by piece in its order, which may run it later and in another goroutine; nil runs it at once.
// Commit and Discard belong behind all that.
func (v *Visit) Stage(ctx context.Context, id ID, do func(func())) *Stage {
	return v.c.stage(ctx, id, do, v.pieces)
}

// newPieces makes a pool of buffers; with two, one is filled while the other is written.
func newPieces(n int) chan []byte {
	pool := make(chan []byte, n)
	for range n {
		pool <- nil
	}
	return pool
}

func (c *Cache) stage(ctx context.Context, id ID, do func(func()), pool chan []byte) *Stage {
	if do == nil {
		do = func(f func()) { f() }
	}
	s := &Stage{c: c, ctx: ctx, id: id, do: do, pool: pool, sum: sha256.New(), scan: message.NewScanner()}
	s.buf = s.buffer()
	return s
}

// buffer takes one from the pool, waiting for it to be written if need be.
func (s *Stage) buffer() []byte {
	b := <-s.pool
	if b == nil {
		b = make([]byte, 0, stageBuffer)
	}
	return b[:0]
}

// Write hashes and scans, and hands over what fills a buffer. An error may be one of an earlier piece.
func (s *Stage) Write(p []byte) (n int, err error) {
	for n < len(p) {
		if err := s.failed(); err != nil {
			return n, err
		}
		take := min(len(p)-n, cap(s.buf)-len(s.buf))
		s.buf = append(s.buf, p[n:n+take]...)
		n += take
		if len(s.buf) == cap(s.buf) {
			s.hand()
			s.buf = s.buffer()
		}
	}
	return n, nil
}

// End hands over the last piece: nothing more comes.
func (s *Stage) End() {
	if s.buf != nil {
		s.hand()
		s.buf = nil
	}
}

// hand gives the buffer away to be written. It is a whole number of chunks, so only the last piece ends in a chunk that
// is not full.
func (s *Stage) hand() {
	buf := s.buf
	s.sum.Write(buf)
	s.scan.Write(buf)
	s.size += int64(len(buf))
	all := s.c.pack.chunks(buf)
	s.do(func() {
		defer func() { s.pool <- buf }()
		if s.failed() == nil {
			s.fail(s.flush(all))
		}
	})
}

// flush writes some chunks.
func (s *Stage) flush(all []chunk) error {
	return s.c.changeSoon(s.ctx, func(tx *txn) (err error) {
		if s.body == 0 {
			if s.body, err = newBody(s.ctx, tx, s.id, 0, nil, 0); err != nil {
				return err
			}
		}
		if err := writeChunks(s.ctx, tx, s.body, s.chunks, all); err != nil {
			return err
		}
		s.chunks += len(all)
		return nil
	})
}

func (s *Stage) failed() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

func (s *Stage) fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil && s.err == nil {
		s.err = fmt.Errorf("cache: stage %d: %w", s.id, err)
	}
}

// Commit makes the body visible; it is durable after Sync.
func (s *Stage) Commit(ctx context.Context) error {
	s.End()
	a, err := s.arrival(ctx)
	if err != nil {
		return err
	}
	if err := s.c.put(ctx, []*arrival{&a}, nil); err != nil {
		return fmt.Errorf("cache: stage %d: %w", s.id, err)
	}
	s.over = true
	return nil
}

// arrival works out a body that is whole on the disk.
func (s *Stage) arrival(ctx context.Context) (arrival, error) {
	if err := s.failed(); err != nil {
		return arrival{}, err
	}
	a := arrival{id: s.id, body: Full, staged: s.body, size: s.size, sum: s.sum.Sum(nil)}
	a.guard(func() {
		st := s.scan.Structure()
		a.print, a.telling = Fingerprint(s.scan.Header()), Telling(s.scan.Header())
		a.learn(s.scan.Header(), &source{c: s.c, ctx: ctx, body: s.body, size: s.size}, st)
	})
	return a, nil
}

// Discard drops it.
func (s *Stage) Discard(ctx context.Context) error {
	if s.over {
		return nil
	}
	s.over = true
	if s.buf != nil {
		s.pool <- s.buf
		s.buf = nil
	}
	s.fail(io.ErrClosedPipe)
	if s.body == 0 {
		return nil
	}
	return s.c.changeSoon(ctx, func(tx *txn) error { return dropBody(ctx, tx, s.body) })
}
