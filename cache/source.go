package cache

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"sync"

	"poplin/cache/message"
)

// Source is the raw form of a message: bytes on demand, from chunks.
type Source interface {
	io.ReaderAt
	Size() int64
}

// source reads a stored body. It holds on to the last chunk, since whoever reads one part reads on.
type source struct {
	c    *Cache
	ctx  context.Context // ReadAt has none; the source lives as long as the message that was opened with it
	body int64
	size int64

	mu    sync.Mutex
	n     int // number of the chunk held
	chunk []byte
	lines *unfolder // what of the chunk is not in chunk yet; nil for none
}

func (s *source) Size() int64 { return s.size }

func (s *source) ReadAt(p []byte, off int64) (read int, err error) {
	if off < 0 {
		return 0, errors.New("cache: negative offset")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for read < len(p) {
		if off >= s.size {
			return read, io.EOF
		}
		from := int(off % chunkSize)
		if err := s.load(int(off/chunkSize), from+len(p)-read); err != nil {
			return read, err
		}
		got := copy(p[read:], s.chunk[from:])
		read, off = read+got, off+int64(got)
	}
	return read, nil
}

// load has the first octets of chunk n at hand, upTo of them or, if it has no more, all.
func (s *source) load(n, upTo int) error {
	if s.chunk == nil || s.n != n {
		if err := s.take(n); err != nil {
			return err
		}
	}
	if s.lines != nil && len(s.chunk) < upTo {
		s.chunk = s.lines.upTo(upTo)
	}
	return nil
}

func (s *source) take(n int) (err error) {
	codec, kept, err := s.c.readChunk(s.ctx, s.body, n)
	if err != nil {
		return err
	}
	var size int
	s.chunk, s.lines = nil, nil
	if codec == lined {
		if s.lines, err = newUnfolder(kept); err == nil {
			s.chunk, size = []byte{}, s.lines.size
		}
	} else {
		s.chunk, err = s.c.pack.unpack(codec, kept)
		size = len(s.chunk)
	}
	if err == nil && int64(size) != min(chunkSize, s.size-int64(n)*chunkSize) {
		err = fmt.Errorf("%w: a part is too short", ErrDamaged)
	}
	if err != nil {
		s.chunk = nil
	}
	s.n = n
	return err
}

// stored is what the tables say of a message's bytes.
type stored struct {
	body, size int64
	sum        []byte
	structure  []byte
	piece      bool // not the whole message
}

func (c *Cache) stored(ctx context.Context, id ID) (s stored, err error) {
	err = c.read.QueryRowContext(ctx, `SELECT b.id, b.size, b.sha256, d.structure, b.top > 0 FROM detail d
		JOIN body b ON b.id = d.raw WHERE d.message = ?`, id).Scan(&s.body, &s.size, &s.sum, &s.structure, &s.piece)
	if err == sql.ErrNoRows {
		err = ErrNotFound
	}
	if err != nil {
		return s, fmt.Errorf("cache: message %d: %w", id, c.suspect(err))
	}
	return s, nil
}

// Open gives a message to read. Only the needed chunks are read from disk. For Body Headers the source is the header
// block, or a Piece; for None it is ErrNotFound.
func (c *Cache) Open(ctx context.Context, id ID) (*message.Message, error) {
	s, err := c.stored(ctx, id)
	if err != nil {
		return nil, err
	}
	m, err := c.openStored(ctx, s)
	if err != nil {
		return nil, fmt.Errorf("cache: message %d: %w", id, err)
	}
	return m, nil
}

// openStored is Open for one of which it is known where it lies.
func (c *Cache) openStored(ctx context.Context, s stored) (*message.Message, error) {
	var st *message.Structure
	if len(s.structure) > 0 {
		st = new(message.Structure)
		if json.Unmarshal(s.structure, st) != nil || st.Size != s.size || len(st.Parts) == 0 {
			st = nil // it can be learnt again from the bytes
		}
	}
	src := &source{c: c, ctx: context.WithoutCancel(ctx), body: s.body, size: s.size}
	if s.size > 0 { // a damaged message must not pass for an empty one
		if err := src.load(0, 0); err != nil {
			return nil, err
		}
	}
	return message.Open(src, s.size, st), nil
}

// inOneGo is how big a message may be to be held in memory while it is checked.
const inOneGo = 1 << 20

// Raw writes the exact bytes as received to w, after checking them against their SHA-256 (ErrDamaged).
func (c *Cache) Raw(ctx context.Context, id ID, w io.Writer) error {
	s, err := c.stored(ctx, id)
	if err != nil {
		return err
	}
	src := &source{c: c, ctx: ctx, body: s.body, size: s.size}
	if err := src.raw(w, s.sum); err != nil {
		return fmt.Errorf("cache: message %d: %w", id, err)
	}
	return nil
}

// raw checks all before it writes any: a reader at the other end of w must not see a damaged message as a short one.
func (s *source) raw(w io.Writer, sum []byte) error {
	if s.size <= inOneGo {
		b := make([]byte, s.size)
		if _, err := io.ReadFull(io.NewSectionReader(s, 0, s.size), b); err != nil {
			return err
		}
		if got := sha256.Sum256(b); string(got[:]) != string(sum) {
			return ErrDamaged
		}
		_, err := w.Write(b)
		return err
	}
	if err := s.check(sha256.New(), sum); err != nil {
		return err
	}
	_, err := io.Copy(w, io.NewSectionReader(s, 0, s.size))
	return err
}

func (s *source) check(h hash.Hash, sum []byte) error {
	if _, err := io.Copy(h, io.NewSectionReader(s, 0, s.size)); err != nil {
		return err
	}
	if string(h.Sum(nil)) != string(sum) {
		return ErrDamaged
	}
	return nil
}
