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
	read    bool
	known   []cache.Known
}

// all is everything that is known.
func (m *memory) all(ctx context.Context) (_ []cache.Known, err error) {
	if !m.read {
		m.known, err = m.v.ledger.Known(ctx)
		m.read = err == nil
	}
	return m.known, err
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

// recall writes the visit down and begins to remember while the connection is being made.
func (v *visit) recall(ctx context.Context) func() (*memory, error) {
	var (
		m    = &memory{v: v}
		err  error
		done = make(chan struct{})
	)
	go func() {
		defer close(done)
		err = v.safely(func() (err error) {
			if err := v.writeDown(ctx); err != nil {
				return err
			}
			lasting := v.w.a.Keep.Mode != cache.Never && v.w.a.Keep.Mode != cache.KeepDays // nothing leaves as time goes by
			if v.latches.mark.last != "" && lasting {
				if m.settled, err = v.ledger.Settled(ctx); err != nil || m.settled {
					return err
				}
			}
			_, err = m.all(ctx)
			return err
		})
	}()
	return func() (*memory, error) {
		<-done
		return m, err
	}
}
