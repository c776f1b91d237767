package worker

import (
	"context"

	"poplin/cache"
)

// memory is what the cache knows of the server's messages. All of it is much to read of a big mailbox, and most visits
// only want to be told that nothing waits.
type memory struct {
	v       *visit
	settled bool // every message is whole here, and none is to go
	leaving bool // removals wait
	known   []cache.Known
	err     error
	reading chan struct{} // closed when known was read; nil if that has not begun
	stale   bool          // what was recorded since makes more of it than the ledger's part another
}

// all is everything that is known.
func (m *memory) all(ctx context.Context) ([]cache.Known, error) {
	if m.reading == nil {
		m.reading = make(chan struct{})
		m.read(ctx)
	}
	<-m.reading
	return m.known, m.err
}

func (m *memory) read(ctx context.Context) {
	defer close(m.reading)
	m.err = m.v.safely(func() (err error) {
		m.known, err = m.v.ledger.Known(ctx)
		return err
	})
}

// fresh says that nothing but the ledger's part of known may have changed.
func (m *memory) fresh() bool { return m.reading != nil && m.known != nil && !m.stale }

// taught says that c was recorded. Only removals have a use for what was known before.
func (m *memory) taught(c cache.Changes) {
	if len(c.New)+len(c.Missing)+len(c.Back)+len(c.Adopt)+len(c.Verified) > 0 || !m.leaving {
		m.stale, m.known = true, nil
	}
}

// writeDown has the ledger know of the visit.
func (v *visit) writeDown(ctx context.Context) error {
	if v.entered {
		return nil
	}
	err := v.ledger.Enter(ctx)
	v.entered = err == nil
	return err
}

// recall writes the visit down and begins to remember, while the connection is being made. The first answer is whether
// everything is settled; where it is not, all that is known is read while the server lists what it has, and the copies
// of what is to leave are read back. end waits until nothing of that is under way.
func (v *visit) recall(ctx context.Context) (first func() (*memory, error), end func()) {
	ctx, cancel := context.WithCancel(ctx)
	var (
		m       = &memory{v: v}
		err     error
		done    = make(chan struct{})
		reading = make(chan struct{})
	)
	if !v.only {
		v.copies.reading = v.beginReading(ctx, v.ledger.Departing)
	}
	go func() {
		defer close(reading)
		err = v.safely(func() error { return v.glance(ctx, m) })
		more := err == nil && !m.settled
		if more {
			m.reading = make(chan struct{})
		}
		close(done) // from here on m is the session's, but for what read brings
		if !more {
			return
		}
		m.read(ctx)
	}()
	first = func() (*memory, error) {
		<-done
		return m, err
	}
	end = func() {
		cancel()
		<-reading
		v.copies.reading.end()
	}
	return first, end
}

// glance finds out whether everything is settled.
func (v *visit) glance(ctx context.Context, m *memory) (err error) {
	if err := v.writeDown(ctx); err != nil {
		return err
	}
	if m.leaving, err = v.ledger.Leaving(ctx); err != nil || m.leaving {
		return err
	}
	lasting := v.w.a.Keep.Mode != cache.Never && v.w.a.Keep.Mode != cache.KeepDays // nothing leaves as time goes by
	if v.latches.mark.last != "" && lasting {
		m.settled, err = v.ledger.Settled(ctx)
	}
	return err
}
