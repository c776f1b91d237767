package worker

import (
	"context"
	"errors"

	"poplin/pop3"
)

// line is the session under way.
type line struct {
	conn    *pop3.Conn
	serial  bool // one command at a time
	fences  int  // passed
	content bool // the server has no UIDL: they are made from headers
	noNOOP  bool // it refused one
}

// sessions makes the session, and a second one if it turns out that the server cannot take several commands at once.
func (v *visit) sessions(ctx context.Context) error {
	now := v.w.now()
	v.serial = v.w.a.Pipelining == PipeOff || v.w.a.Pipelining == PipeAuto && now.Before(v.latches.serialUntil)
	err := v.session(ctx)
	if err == nil {
		if again := v.secondChance(ctx); again != nil && ctx.Err() == nil {
			v.diary.say("in vain: %s", explain(again, v.w.host()).What)
		}
		return nil
	}
	if !v.misled(err) {
		return err
	}
	v.diary.say("%s; trying again, one command at a time", explain(err, v.w.host()).What)
	v.serial, v.fences = true, 0
	again := v.session(ctx)
	if errors.Is(err, pop3.ErrProtocol) || v.fences > 0 || again == nil {
		v.latches.serialUntil = now.Add(serialFor)
	}
	return again
}

// misled says that a session may have failed because of pipelining: replies out of step, or, before the first fence,
// no reply at all. Servers announce it and cannot (WildDuck, o2.pl), and proxies relay announcements of others.
func (v *visit) misled(err error) bool {
	switch {
	case err == nil || v.serial || v.conn == nil || !v.pipes():
		return false
	case errors.Is(err, pop3.ErrProtocol):
		return true
	}
	return v.fences == 0 && (errors.Is(err, pop3.ErrTruncated) || errors.Is(err, pop3.ErrTimeout))
}

func (v *visit) pipes() bool {
	return !v.serial && (v.w.a.Pipelining == PipeOn || v.conn.Caps().Has("PIPELINING"))
}

// session is one conversation. Whatever goes wrong in it, the connection is closed without QUIT, so that the server
// removes nothing.
func (v *visit) session(ctx context.Context) error {
	recall, end := v.recall(ctx)
	defer end() // nobody else may have the ledger when the visit ends
	s, err := v.enter(ctx)
	m, recallErr := recall()
	if v.conn != nil {
		defer v.conn.Abort()
	}
	if err := errors.Join(err, recallErr); err != nil {
		return err
	}
	v.phase(Listing)
	f := newFetcher(ctx, v)
	defer f.store.close() // for a panic; otherwise it is closed by then
	a, err := v.look(ctx, s, m, f)
	if err == nil {
		err = f.fetchAll(ctx, a)
	}
	spent := errors.Is(err, errSpent)
	if spent {
		err = nil
	}
	if err := errors.Join(err, f.store.close()); err != nil {
		return err
	}
	if f.fit != nil {
		f.fitted(spent)
	}
	if spent {
		return nil // without QUIT
	}
	if v.out.Downloaded > 0 {
		moved := v.move(ctx)
		defer moved()
	}
	if v.only {
		return v.leave(ctx, 0)
	}
	v.more = v.out.Downloaded > 0 && v.outlook().partial
	marked, err := v.remove(ctx, a, m)
	if err != nil {
		return err
	}
	return v.leave(ctx, marked)
}

// move puts what came in its place while the server is taken leave of; the returned function waits for the end of it.
func (v *visit) move(ctx context.Context) (wait func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = v.safely(func() error { v.ledger.Move(ctx); return nil })
	}()
	return func() { <-done }
}

// look finds out what there is to do: at a glance if that will do, else from the whole listing.
func (v *visit) look(ctx context.Context, s stat, m *memory, f *fetcher) (agenda, error) {
	p, ok, err := v.quick(ctx, s, m)
	if err != nil {
		return agenda{}, err
	}
	if !ok {
		return v.survey(ctx, s, m, f)
	}
	m.taught(p.changes)
	ids, err := v.record(ctx, p.changes)
	return v.agenda(p, ids, p.changes.New), err
}
