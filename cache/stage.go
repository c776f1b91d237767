package cache

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"hash"
	"io"

	"poplin/cache/message"
)

// stageBuffer is how much of a big body is written at a time: a few chunks, so that it does not sync more often than
// it helps, nor keeps other writers waiting.
const stageBuffer = 4 * chunkSize

// Stage is a body on its way. Write, then Commit or Discard.
type Stage struct {
	c      *Cache
	ctx    context.Context // Write has none; the stage lives within the call that made it
	id     ID
	body   int64
	chunks int
	size   int64
	buf    []byte
	sum    hash.Hash
	scan   *message.Scanner
	err    error
}

// Stage streams one big body to disk in short transactions; nobody sees it before Commit.
func (v *Visit) Stage(ctx context.Context, id ID) (*Stage, error) { return v.c.stage(ctx, id) }

func (c *Cache) stage(ctx context.Context, id ID) (*Stage, error) {
	s := &Stage{c: c, ctx: ctx, id: id, buf: make([]byte, 0, stageBuffer), sum: sha256.New(), scan: message.NewScanner()}
	err := c.change(ctx, func(tx *sql.Tx) (err error) {
		s.body, err = newBody(ctx, tx, id, 0, nil, false)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("cache: stage %d: %w", id, err)
	}
	return s, nil
}

func (s *Stage) Write(p []byte) (n int, err error) {
	for n < len(p) {
		if s.err != nil {
			return n, s.err
		}
		take := min(len(p)-n, cap(s.buf)-len(s.buf))
		s.buf = append(s.buf, p[n:n+take]...)
		n += take
		if len(s.buf) == cap(s.buf) {
			s.flush()
		}
	}
	return n, s.err
}

// flush makes what is buffered durable. The buffer is a whole number of chunks, so only the last flush writes a
// chunk that is not full.
func (s *Stage) flush() {
	s.sum.Write(s.buf)
	s.scan.Write(s.buf)
	err := s.c.change(s.ctx, func(tx *sql.Tx) error { return writeChunks(s.ctx, tx, s.body, s.chunks, s.buf) })
	if err != nil {
		s.err = fmt.Errorf("cache: stage %d: %w", s.id, err)
		return
	}
	s.chunks += (len(s.buf) + chunkSize - 1) / chunkSize
	s.size += int64(len(s.buf))
	s.buf = s.buf[:0]
}

// Commit makes the body visible and durable.
func (s *Stage) Commit(ctx context.Context) error {
	a, err := s.arrival(ctx)
	if err != nil {
		return err
	}
	if err := s.c.put(ctx, []arrival{a}); err != nil {
		return fmt.Errorf("cache: stage %d: %w", s.id, err)
	}
	s.err = io.ErrClosedPipe
	return nil
}

// arrival ends the body and works it out.
func (s *Stage) arrival(ctx context.Context) (arrival, error) {
	if s.err == nil && len(s.buf) > 0 {
		s.flush()
	}
	if s.err != nil {
		return arrival{}, s.err
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
	if s.err == io.ErrClosedPipe {
		return nil
	}
	s.err = io.ErrClosedPipe
	return s.c.change(ctx, func(tx *sql.Tx) error { return dropBody(ctx, tx, s.body) })
}
