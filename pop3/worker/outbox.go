package worker

import (
	"context"
	"sync"
)

// outbox hands events to whoever drains them and never makes the visit wait. A Progress or Changed that nobody has
// taken yet is replaced by the next one; all others arrive, in order.
type outbox struct {
	mu    sync.Mutex
	items []Event
	bell  chan struct{}
	out   chan Event
}

func newOutbox() *outbox {
	return &outbox{bell: make(chan struct{}, 1), out: make(chan Event)}
}

func (o *outbox) send(e Event) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.fold(e) {
		o.items = append(o.items, e)
	}
	select {
	case o.bell <- struct{}{}:
	default:
	}
}

// fold replaces an event of the same kind if nothing that could matter stands between the two.
func (o *outbox) fold(e Event) bool {
	for i := len(o.items) - 1; i >= 0; i-- {
		switch was := o.items[i].(type) {
		case Progress:
			if _, same := e.(Progress); same {
				o.items[i] = e
				return true
			}
		case Changed:
			if was == e {
				return true
			}
		default:
			return false
		}
	}
	return false
}

// run delivers until ctx ends, then closes the channel.
func (o *outbox) run(ctx context.Context) {
	defer close(o.out)
	for {
		select {
		case <-ctx.Done():
			return
		case <-o.bell:
		}
		for {
			e, ok := o.take()
			if !ok {
				break
			}
			select {
			case o.out <- e:
			case <-ctx.Done():
				return
			}
		}
	}
}

func (o *outbox) take() (Event, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.items) == 0 {
		return nil, false
	}
	e := o.items[0]
	o.items = o.items[1:]
	return e, true
}
