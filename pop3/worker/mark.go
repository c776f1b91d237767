package worker

import (
	"context"
	"errors"
	"fmt"

	"poplin/cache"
	"poplin/cache/message"
	"poplin/pop3"
)

// marking is what became of the DELEs of a session.
type marking struct {
	acked    []cache.ID
	refusals map[cache.ID]string
	total    int // that may be marked
}

// mark sends DELE for each, after its copy here was vouched for and its UIDL confirmed in this session, and notes what
// was acknowledged.
func (v *visit) mark(ctx context.Context, leaving []departure) (int, error) {
	m := marking{acked: make([]cache.ID, 0, len(leaving)), refusals: map[cache.ID]string{}, total: len(leaving)}
	if err := v.markAll(ctx, leaving, &m); err != nil {
		return 0, err
	}
	for id, why := range m.refusals {
		if err := v.ledger.Refuse(ctx, id, why); err != nil {
			return 0, err
		}
	}
	if n := len(m.refusals); n > 0 {
		v.partly = append(v.partly, fmt.Sprintf("the server refused to remove %s", count(n, "message")))
	}
	if left := m.total - len(m.acked) - len(m.refusals); left > 0 {
		v.partly = append(v.partly, fmt.Sprintf("%s left for the next visit", count(left, "removal")))
	}
	return len(m.acked), nil
}

// markAll goes portion by portion: while the server answers for one, the answers about the one before it are noted, and
// the copies of the next are read back.
func (v *visit) markAll(ctx context.Context, leaving []departure, m *marking) (err error) {
	n := notes{v: v}
	defer func() { err = errors.Join(err, v.meanwhile(ctx, n.wait)) }()
	if v.out.Downloaded == 0 { // else when nothing is read back any more, which would be in the way
		n.take(func() error { return v.ledger.Anchor(ctx) })
	}
	for len(leaving) > 0 {
		sure, rest, err := v.vouch(ctx, leaving)
		if err != nil {
			return err
		}
		m.total -= len(leaving) - len(rest) - len(sure)
		leaving = rest
		known := len(m.acked)
		stopped := v.markThese(ctx, sure, m)
		if _, refused := stopped.(*pop3.Error); stopped != nil && !refused {
			return stopped
		}
		if err := v.meanwhile(ctx, n.wait); err != nil {
			return err
		}
		acked := m.acked[known:]
		n.take(func() error { return v.ledger.Ack(ctx, acked) })
		if stopped != nil {
			return nil
		}
	}
	return nil
}

func (v *visit) markThese(ctx context.Context, sure []departure, m *marking) error {
	if v.content {
		return v.deleteByContent(ctx, sure, m)
	}
	return v.delete(ctx, sure, m)
}

// notes are written beside the session, one at a time.
type notes struct {
	v       *visit
	outcome chan error // nil while nothing is under way
}

func (n *notes) take(note func() error) {
	outcome := make(chan error, 1)
	n.outcome = outcome
	go func() { outcome <- n.v.safely(note) }()
}

func (n *notes) wait() error {
	if n.outcome == nil {
		return nil
	}
	err := <-n.outcome
	n.outcome = nil
	return err
}

func (v *visit) delete(ctx context.Context, leaving []departure, m *marking) error {
	requests := make([]pop3.Request, len(leaving))
	for i, d := range leaving {
		requests[i] = pop3.Request{Number: int(d.line.Number), UIDL: d.line.UIDL, Size: d.line.Size}
	}
	next := 0 // of leaving: the server answers in the order in which it was asked
	of := func(r pop3.Request) cache.ID {
		for int(leaving[next].line.Number) != r.Number {
			next++
		}
		return leaving[next].ID
	}
	acked := func(r pop3.Request) error {
		m.acked = append(m.acked, of(r))
		v.removing(m)
		return nil
	}
	refused := func(r pop3.Request, e *pop3.Error) error {
		m.refusals[of(r)] = message.Clean(withoutCode(e.Text))
		v.removing(m)
		return nil
	}
	return v.conn.Delete(ctx, requests, acked, refused)
}

// deleteByContent is delete where the server has no UIDL: the header block is read once more right before DELE.
func (v *visit) deleteByContent(ctx context.Context, leaving []departure, m *marking) error {
	for _, d := range leaving {
		prints, err := v.fingerprints(ctx, []cache.Listing{{Number: d.line.Number}})
		if err != nil {
			return err
		}
		if contentID(prints[int(d.line.Number)]) != d.line.UIDL {
			return fmt.Errorf("%w: message %d is not the one to delete", pop3.ErrProtocol, d.line.Number)
		}
		var refusal *pop3.Error
		if err := v.conn.Dele(ctx, int(d.line.Number)); errors.As(err, &refusal) {
			m.refusals[d.ID] = message.Clean(withoutCode(refusal.Text))
		} else if err != nil {
			return err
		} else {
			m.acked = append(m.acked, d.ID)
		}
		v.removing(m)
	}
	return nil
}

// removing tells how far it is, now and then.
func (v *visit) removing(m *marking) {
	const often = 64
	if n := len(m.acked) + len(m.refusals); n%often != 0 && n != m.total {
		return
	}
	v.tell(Progress{Account: v.w.a.Name, Step: Removing, Done: len(m.acked) + len(m.refusals), Total: m.total})
}
