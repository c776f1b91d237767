package worker

import (
	"context"
	"errors"
	"time"
)

// errLess breaks a visit off that brings everything, when somebody wants what fits.
var errLess = errors.New("less is to be fetched")

// yielding has the visit give way to a Fit that comes in until done is called: it asks for nothing more, and is broken off
// if what is on its way takes long.
func (f *fetcher) yielding(ctx context.Context) (less context.Context, done func()) {
	if f.less == nil || f.only {
		return ctx, func() {}
	}
	less, cancel := context.WithCancelCause(ctx)
	f.less(func() {
		f.enough.Store(true)
		time.AfterFunc(f.w.yield, func() { cancel(errLess) })
	})
	return less, func() { f.less(nil) }
}
