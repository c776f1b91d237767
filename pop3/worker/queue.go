package worker

import (
	"slices"
	"sync"
)

// queue holds commands in their order until the worker has time. Posting never blocks; a Refresh or Settle that waits
// already is not doubled, nor a Fetch of the same message.
type queue struct {
	mu    sync.Mutex
	items []Command
	bell  chan struct{} // holds one token while something waits
	fit   func()        // called when a Fit comes in; may be nil
}

func newQueue() *queue { return &queue{bell: make(chan struct{}, 1)} }

func (q *queue) post(c Command) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if _, settle := c.(Settle); settle {
		// The quiet time counts from the last one.
		q.items = slices.DeleteFunc(q.items, func(o Command) bool { return o == c })
	}
	if !slices.Contains(q.items, c) {
		q.items = append(q.items, c)
	}
	if _, fit := c.(Fit); fit && q.fit != nil {
		q.fit()
	}
	select {
	case q.bell <- struct{}{}:
	default:
	}
}

// take empties the queue.
func (q *queue) take() []Command {
	q.mu.Lock()
	defer q.mu.Unlock()
	cs := q.items
	q.items = nil
	return cs
}

// onFit has do called when a Fit waits, now or later; nil for no more.
func (q *queue) onFit(do func()) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.fit = do; do != nil && q.fits() {
		do()
	}
}

// fits says that a Fit waits.
func (q *queue) fits() bool {
	return slices.ContainsFunc(q.items, func(c Command) bool { _, fit := c.(Fit); return fit })
}

// takePeeks takes what somebody wants to see the beginning of.
func (q *queue) takePeeks() []Peek { return takeOf[Peek](q) }

// takeFetches takes what somebody is waiting to read and leaves the rest.
func (q *queue) takeFetches() []Fetch { return takeOf[Fetch](q) }

// takeWeigh says, once, that somebody looks at what fills the mailbox.
func (q *queue) takeWeigh() bool { return len(takeOf[Weigh](q)) > 0 }

func takeOf[C Command](q *queue) []C {
	q.mu.Lock()
	defer q.mu.Unlock()
	var taken []C
	q.items = slices.DeleteFunc(q.items, func(o Command) bool {
		c, ok := o.(C)
		if ok {
			taken = append(taken, c)
		}
		return ok
	})
	return taken
}
