package worker

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"poplin/cache"
	"poplin/cache/message"
	"poplin/pop3"
)

// departure is a message that is to leave the server, and where it stands in this session.
type departure struct {
	cache.Known
	line cache.Listing
}

// remove marks what is to leave the server, and says how many. Nothing is gone before leave.
func (v *visit) remove(ctx context.Context, a agenda, m *memory) (marked int, err error) {
	if !a.remove {
		return 0, nil
	}
	known, err := v.removals(ctx, a, m)
	if err != nil {
		return 0, err
	}
	v.exact = exactSizes(known)
	leaving := departures(known, a.places(known, func(k cache.Known) bool { return k.Removal == cache.Planned }))
	if len(leaving) == 0 {
		return 0, nil
	}
	v.phase(Removing)
	for _, check := range []func(context.Context, []departure, []cache.Listing) ([]departure, error){
		v.vouch, v.tellApart, v.confirm,
	} {
		if leaving, err = check(ctx, leaving, a.lines); err != nil {
			return 0, err
		}
	}
	if err := v.meanwhile(ctx, func() error { return v.ledger.Anchor(ctx) }); err != nil {
		return 0, err
	}
	return v.mark(ctx, leaving)
}

// removals reads the ledger's part of the cache anew: the person may have planned or undone something meanwhile, and
// under keep_on_server = never what has just come home may leave. Of a visit that brought nothing the rest stands as it
// was read.
func (v *visit) removals(ctx context.Context, a agenda, m *memory) ([]cache.Known, error) {
	if v.fences == 0 && m.fresh() {
		return m.known, v.ledger.Renew(ctx, m.known)
	}
	known, err := v.ledger.Known(ctx)
	if err != nil || v.w.a.Keep.Mode != cache.Never || v.out.Downloaded == 0 {
		return known, err
	}
	var here []pair
	places := a.places(known, func(cache.Known) bool { return true })
	for _, k := range known {
		if line, ok := places[name{k.UIDL, k.Dup}]; ok {
			here = append(here, pair{&k, &line})
		}
	}
	if _, err := v.record(ctx, cache.Changes{Expire: expired(here, v.outlook()), Complete: true}); err != nil {
		return nil, err
	}
	return v.ledger.Known(ctx)
}

// departures picks the removals that may be carried out now. The vault gate: a message leaves the server only when it
// is wholly and durably here, or when the person said that it may go without.
func departures(known []cache.Known, places map[name]cache.Listing) []departure {
	var leaving []departure
	for _, k := range known {
		line, listed := places[name{k.UIDL, k.Dup}]
		if !listed || k.Removal != cache.Planned || k.Tries >= maxTries {
			continue
		}
		if k.Body != cache.Full && !k.NoCopy {
			continue
		}
		leaving = append(leaving, departure{k, line})
	}
	slices.SortFunc(leaving, func(a, b departure) int { return a.line.Number - b.line.Number })
	return leaving
}

// marking is what became of the DELEs of a session.
type marking struct {
	acked    []cache.ID
	refusals map[cache.ID]string
}

// mark sends DELE for each, after its UIDL was confirmed in this session, and notes what was acknowledged.
func (v *visit) mark(ctx context.Context, leaving []departure) (int, error) {
	m := marking{refusals: map[cache.ID]string{}}
	var err error
	if v.content {
		err = v.deleteByContent(ctx, leaving, &m)
	} else {
		err = v.delete(ctx, leaving, &m)
	}
	if _, refused := err.(*pop3.Error); err != nil && !refused {
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
	if left := len(leaving) - len(m.acked) - len(m.refusals); left > 0 {
		v.partly = append(v.partly, fmt.Sprintf("%s left for the next visit", count(left, "removal")))
	}
	return len(m.acked), v.meanwhile(ctx, func() error { return v.ledger.Ack(ctx, m.acked) })
}

func (v *visit) delete(ctx context.Context, leaving []departure, m *marking) error {
	requests := make([]pop3.Request, len(leaving))
	for i, d := range leaving {
		requests[i] = pop3.Request{Number: d.line.Number, UIDL: d.line.UIDL, Size: d.line.Size}
	}
	next := 0 // of leaving: the server answers in the order in which it was asked
	of := func(r pop3.Request) cache.ID {
		for leaving[next].line.Number != r.Number {
			next++
		}
		return leaving[next].ID
	}
	acked := func(r pop3.Request) error {
		m.acked = append(m.acked, of(r))
		v.removing(m, len(leaving))
		return nil
	}
	refused := func(r pop3.Request, e *pop3.Error) error {
		m.refusals[of(r)] = message.Clean(withoutCode(e.Text))
		v.removing(m, len(leaving))
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
		if contentID(prints[d.line.Number]) != d.line.UIDL {
			return fmt.Errorf("%w: message %d is not the one to delete", pop3.ErrProtocol, d.line.Number)
		}
		var refusal *pop3.Error
		if err := v.conn.Dele(ctx, d.line.Number); errors.As(err, &refusal) {
			m.refusals[d.ID] = message.Clean(withoutCode(refusal.Text))
		} else if err != nil {
			return err
		} else {
			m.acked = append(m.acked, d.ID)
		}
		v.removing(m, len(leaving))
	}
	return nil
}

// removing tells how far it is, now and then.
func (v *visit) removing(m *marking, total int) {
	const often = 64
	if n := len(m.acked) + len(m.refusals); n%often != 0 && n != total {
		return
	}
	v.tell(Progress{Account: v.w.a.Name, Step: Removing, Done: len(m.acked) + len(m.refusals), Total: total})
}

// leave ends the session with QUIT alone, on which the server removes what was marked. That QUIT is about to leave is
// durable before it does. Without an answer nobody knows what happened, and the next listing tells.
func (v *visit) leave(ctx context.Context, marked int) error {
	v.phase(Leaving)
	if marked > 0 {
		if err := v.ledger.Send(ctx); err != nil {
			v.again = errors.Is(err, cache.ErrCalledOff)
			return err
		}
	}
	err := v.quit(ctx, marked)
	if marked == 0 {
		v.out.Quit = cache.QuitOK
		if err != nil {
			v.out.Quit = cache.QuitUnknown
			v.diary.say("the server did not say goodbye properly; nothing depends on it")
		}
		return nil
	}
	var refusal *pop3.Error
	switch {
	case err == nil:
		v.out.Quit, v.out.Deleted = cache.QuitOK, marked
		return v.ledger.Settle(context.WithoutCancel(ctx))
	case errors.As(err, &refusal):
		v.out.Quit = cache.QuitRefused
		v.partly = append(v.partly, "the server could not remove everything; the next visit sees what is left")
		v.diary.say("QUIT was refused: %s", message.Clean(refusal.Text))
		return nil
	}
	v.out.Quit = cache.QuitUnknown
	v.partly = append(v.partly, "the server did not confirm the removal; the next visit sees what is left")
	v.diary.say("%s", explain(err, v.w.host()).What)
	return nil
}

// quit sends QUIT. While the server removes what was marked, what was written of it goes to its place in the file.
func (v *visit) quit(ctx context.Context, marked int) error {
	if marked > 0 {
		done := make(chan struct{})
		go func() {
			defer close(done)
			v.safely(func() error { return v.ledger.Anchor(ctx) }) // what is not done now is done when the cache is closed
		}()
		defer func() { <-done }()
	}
	return v.conn.Quit(ctx)
}
