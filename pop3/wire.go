package pop3

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"time"
)

// Bounds on what an honest server sends. RFC 2449 wants 512 octets in a status line; the field exceeds it, but not by this.
const (
	maxLine   = 8 << 10
	wireSize  = 64 << 10
	trickle   = 512 // octets that must come within one patience: a drip of single bytes is no progress
	writeTime = 60 * time.Second
)

// Of streams no less than crawl may come in every span of waiting for them, whatever they are of. That is a tenth of what
// the slowest modem of the years of POP3 carried; what always comes just in time would keep a visit going for weeks.
const (
	span  = 10 * time.Minute
	crawl = 16 << 10
)

// wire is the connection below the grammar: buffered reading, and a deadline on every read and write. Patience counts
// only the time spent waiting for the server, so slow work of the caller between two reads costs nothing.
type wire struct {
	mu      sync.Mutex // guards nc, raw, cut and aborted against Abort and an ending context
	nc      net.Conn   // what is read and written: TCP or TLS
	raw     net.Conn   // the lowest layer, which Abort closes without a farewell
	cut     context.Context
	aborted bool

	buf   []byte
	r, w  int
	allow time.Duration // patience for this reply, or between two pieces of a stream
	left  time.Duration // of it
	flows bool          // a stream: patience is renewed by progress
	came  int           // octets since it was renewed

	waited time.Duration // for streams, of this span
	fed    int           // octets that came in it
}

// await gives the next reply d from now, all of it.
func (w *wire) await(d time.Duration) { w.allow, w.left, w.flows = d, d, false }

// stream gives every further trickle of octets d.
func (w *wire) stream(d time.Duration) { w.allow, w.left, w.flows, w.came = d, d, true, 0 }

// watch lets ctx cut reads and writes short until the returned function is called.
func (w *wire) watch(ctx context.Context) (stop func() bool) {
	return context.AfterFunc(ctx, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.cut = ctx
		w.nc.SetDeadline(time.Unix(1, 0))
	})
}

func (w *wire) abort() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.aborted = true
	w.raw.Close()
}

// arm sets a deadline unless a context has already set its own.
func (w *wire) arm(set func(time.Time) error, t time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.cut == nil {
		set(t)
	}
}

// secure puts another layer, TLS, on top.
func (w *wire) secure(nc net.Conn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.nc = nc
}

func (w *wire) write(b []byte) error {
	w.arm(w.nc.SetWriteDeadline, time.Now().Add(writeTime))
	if _, err := w.nc.Write(b); err != nil {
		return w.explain(err)
	}
	return nil
}

// buffered counts octets that were read and not used.
func (w *wire) buffered() int { return w.w - w.r }

// fill reads more behind what is buffered, making room first. The buffer is never full when it is called.
func (w *wire) fill() error {
	if w.r == w.w {
		w.r, w.w = 0, 0
	} else if w.r > 0 && len(w.buf)-w.w < len(w.buf)/4 {
		copy(w.buf, w.buf[w.r:w.w])
		w.r, w.w = 0, w.w-w.r
	}
	if w.left <= 0 {
		return ErrTimeout
	}
	start := time.Now()
	w.arm(w.nc.SetReadDeadline, start.Add(w.left))
	n, err := w.nc.Read(w.buf[w.w:])
	took := time.Since(start)
	w.left -= took
	w.w += n
	if w.flows && w.crawls(n, took) {
		return ErrTimeout
	}
	if w.came += n; w.flows && w.came >= trickle {
		w.left, w.came = w.allow, 0
	}
	if n > 0 {
		return nil
	}
	if err == nil {
		err = io.ErrNoProgress
	}
	return w.explain(err)
}

// crawls takes down that n octets of a stream came after so long.
func (w *wire) crawls(n int, took time.Duration) (crawls bool) {
	w.waited += took
	w.fed += n
	if w.waited < span {
		return false
	}
	crawls = w.fed < crawl
	w.waited, w.fed = 0, 0
	return crawls
}

// line returns the next line without its end, CRLF or LF; good until the next read.
func (w *wire) line() ([]byte, error) {
	seen := 0
	for {
		if i := bytes.IndexByte(w.buf[w.r+seen:w.w], '\n'); i >= 0 {
			b := w.buf[w.r : w.r+seen+i]
			w.r += seen + i + 1
			return bytes.TrimSuffix(b, []byte{'\r'}), nil
		}
		if seen = w.buffered(); seen > maxLine {
			return nil, ErrTooLong
		}
		if err := w.fill(); err != nil {
			return nil, err
		}
	}
}

// explain turns what the net package says into our own words.
func (w *wire) explain(err error) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case w.aborted:
		return net.ErrClosed
	case w.cut != nil:
		return context.Cause(w.cut)
	case errors.Is(err, os.ErrDeadlineExceeded):
		return ErrTimeout
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return ErrTruncated
	}
	return fmt.Errorf("%w: %w", ErrTruncated, err)
}
