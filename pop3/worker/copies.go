package worker

import (
	"context"
	"slices"

	"poplin/cache"
)

// copies are those of what is to leave, read back while the session goes on.
type copies struct {
	reading       *reading
	read, unsound idSet // the session's: what reading has told so far
}

// reading reads copies back, portion by portion. One at a time: the session has the other processor, if there is one.
type reading struct {
	portions chan verdict
	stop     context.CancelFunc
	done     chan struct{}    // closed when nothing of it is under way any more
	elbow    *[elbowRoom]byte // nil where few messages leave
}

// elbowRoom is held, and never touched, while many messages leave. The collector takes it for memory in use and lets some
// ten megabytes of garbage lie, where it would go through a small heap at every thousandth message.
const elbowRoom = 24 << 20

type verdict struct {
	ids, unsound []cache.ID
	err          error
}

const (
	portionSize  = 512
	hashedOnes   = 1024
	mostPortions = 64 // read ahead of the session
)

// beginReading reads back what which names.
func (v *visit) beginReading(ctx context.Context, which func(context.Context) ([]cache.ID, error)) *reading {
	ctx, stop := context.WithCancel(ctx)
	r := &reading{portions: make(chan verdict, mostPortions), stop: stop, done: make(chan struct{})}
	go func() {
		defer close(r.done)
		defer close(r.portions)
		giveWay() // to the session, which is the only one to be waited for
		bad := false
		err := v.safely(func() error {
			ids, err := which(ctx)
			if err != nil {
				return err
			}
			if len(ids) > hashedOnes {
				r.elbow = new([elbowRoom]byte)
			}
			look := v.ledger.Unsound
			some := v.sample(ids)
			for _, read := range [][]cache.ID{some, ids[len(some):]} {
				for portion := range slices.Chunk(read, portionSize) {
					p := verdict{ids: portion}
					if p.unsound, err = look(ctx, portion); err != nil {
						return err
					}
					bad = bad || len(p.unsound) > 0
					r.tell(ctx, p)
				}
				if !bad {
					look = v.ledger.Rotten
				}
			}
			return nil
		})
		if err != nil {
			r.tell(ctx, verdict{err: err})
		}
	}()
	return r
}

// sample brings some of ids to the front, at random, and returns them: their copies are unpacked and hashed. Of the others,
// unless one of these is not what came, it is enough that what is stored is what was written.
func (v *visit) sample(ids []cache.ID) []cache.ID {
	n := min(len(ids), hashedOnes)
	if n == len(ids) {
		return ids
	}
	for i := range n {
		j := i + int(v.w.rand()*float64(len(ids)-i))
		ids[i], ids[j] = ids[j], ids[i]
	}
	slices.Sort(ids[n:])
	return ids[:n]
}

func (r *reading) tell(ctx context.Context, p verdict) {
	select {
	case r.portions <- p:
	case <-ctx.Done():
	}
}

// end stops reading, and returns when nothing of it is under way any more.
func (r *reading) end() {
	if r != nil {
		r.stop()
		<-r.done
	}
}

// next takes in what has been read back since, of which it waits for a portion. more is false at the end.
func (c *copies) next() (more bool, err error) {
	p, more := <-c.reading.portions
	for more {
		if p.err != nil {
			return false, p.err
		}
		for _, id := range p.ids {
			c.read.add(id)
		}
		for _, id := range p.unsound {
			c.unsound.add(id)
		}
		select {
		case p, more = <-c.reading.portions:
		default:
			return true, nil
		}
	}
	return false, nil
}

// readBack says of how many, from the first on, the copies have been read back; it waits for some if there are none yet.
// What was planned since the reading began is read now.
func (v *visit) readBack(ctx context.Context, leaving []departure) (int, error) {
	c := &v.copies
	due := func(d departure) bool { return d.vaulted() && !c.read.has(d.ID) && !v.fetched(d.ID) }
	over, heard := c.reading == nil, false
	for {
		n := slices.IndexFunc(leaving, due)
		switch {
		case n < 0:
			return len(leaving), nil
		case n > 0 && heard:
			return n, nil
		case over:
			c.reading.end()
			var rest []cache.ID
			for _, d := range leaving[n:] {
				if due(d) {
					rest = append(rest, d.ID)
				}
			}
			c.reading = v.beginReading(ctx, func(context.Context) ([]cache.ID, error) { return rest, nil })
		}
		err := v.meanwhile(ctx, func() error {
			more, err := c.next()
			over = !more
			return err
		})
		if err != nil {
			return 0, err
		}
		heard = true
	}
}
