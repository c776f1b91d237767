package worker

import (
	"context"
	"time"

	"poplin/cache"
)

// Options for New; the zero value is good.
type Options struct {
	Now  func() time.Time
	Rand func() float64 // for jitter
}

// Worker visits one account.
type Worker struct{}

// New makes a worker; it does nothing before Run.
func New(a Account, c *cache.Cache, o Options) *Worker { panic("worker: not built yet") }

// Run serves commands and the poll until ctx ends, then closes Events. At most one Run.
func (w *Worker) Run(ctx context.Context) error { panic("worker: not built yet") }

// Visit makes one visit and returns its outcome; for commands that have no use for Run. Events still come, if anybody
// drains them: pass nil for silence.
func (w *Worker) Visit(ctx context.Context, hear func(Event)) (cache.Outcome, error) {
	panic("worker: not built yet")
}

// Post queues a command; it never blocks and keeps the order.
func (w *Worker) Post(c Command) { panic("worker: not built yet") }

// Stop abandons what is under way, at once and safely (no QUIT); the queue stands.
func (w *Worker) Stop() { panic("worker: not built yet") }

// Events is closed when Run returns.
func (w *Worker) Events() <-chan Event { panic("worker: not built yet") }

// Name of the account.
func (w *Worker) Name() string { panic("worker: not built yet") }
