package worker

import (
	"context"
	"errors"
	"time"

	"poplin/cache"
	"poplin/cache/message"
	"poplin/pop3"
)

// enter connects, logs in and asks for STAT.
func (v *visit) enter(ctx context.Context) (stat, error) {
	w := v.w
	v.conn = nil
	cr, err := w.a.Login(ctx)
	if err != nil {
		return stat{}, secretless(err)
	}
	v.phase(Connecting)
	v.conn, err = pop3.Dial(ctx, w.a.Server, &pop3.Options{
		Security: w.a.Security, TLS: w.a.TLS, Trace: v.diary.trace, Timeouts: w.timeouts, Dialer: w.dialer,
	})
	if err != nil {
		v.conn = nil // a typed nil would pass for a connection
		return stat{}, err
	}
	switch {
	case v.serial:
		v.conn.Pipelining(false)
	case w.a.Pipelining == PipeOn:
		v.conn.Pipelining(true)
	}
	v.phase(LoggingIn)
	n, octets, err := v.conn.Open(ctx, cr)
	v.delay = max(v.delay, loginDelay(v.conn.Caps()))
	var refusal *pop3.Error
	if errors.As(err, &refusal) && classify(refusal) == limited {
		v.latches.delay = max(v.latches.delay*3/2, loginDelay(v.conn.Caps()), minLearntDelay)
		v.delay = v.latches.delay
	}
	v.loggedIn = v.loggedIn || err == nil
	return stat{n, octets}, err
}

// minLearntDelay is the LOGIN-DELAY of a server that refuses with that code and names no figure.
const minLearntDelay = time.Minute

// secretless words a failure to get at the password; main may have worded it already.
func secretless(err error) error {
	if p := (*Problem)(nil); errors.As(err, &p) || errors.Is(err, context.Canceled) {
		return err
	}
	return &Problem{Kind: Credentials, What: "the password could not be had: " + message.Clean(err.Error()), Err: err, class: refused}
}

// unchanged is the quick check for big mailboxes: the same STAT as at the last whole listing, and the same UIDL at its
// end. It is good for half a day, and only when nothing waits to be fetched, removed or verified.
func (v *visit) unchanged(ctx context.Context, s stat, known []cache.Known) bool {
	m := v.latches.mark
	age := v.w.now().Sub(m.at)
	if s.n < bigMailbox || s != m.stat || age < 0 || age > markGood || len(v.asked) > 0 || v.latches.shrunk || v.ledger.Rebuilt() {
		return false
	}
	for _, k := range known {
		if k.Removal != "" && k.Removal != cache.Stuck || !k.Gone && v.wants(k) {
			return false
		}
	}
	uidl, err := v.conn.UIDLOf(ctx, s.n)
	if err != nil || uidl != m.last {
		return false // a dead session fails again at the next command
	}
	v.diary.say("nothing has changed: %s, and the newest is the same", count(s.n, "message"))
	return true
}

// bigMailbox is how many messages make the quick check worth while.
const bigMailbox = 5000

// wants says that a message still on the server is to be fetched or let go of.
func (v *visit) wants(k cache.Known) bool {
	one := []pair{{known: k, line: cache.Listing{Number: 1, UIDL: k.UIDL, Size: k.Size}}}
	o := v.outlook()
	if len(expired(one, o)) > 0 {
		return true
	}
	m := plan{listed: one}.mails(nil, nil, expire(v.conn.Caps()), o.now)[0]
	switch wanted(m, v.w.a.Download) {
	case cache.Full:
		return true
	case cache.Headers, cache.TooBig:
		return m.body == cache.None
	}
	return false
}

func (v *visit) outlook() outlook {
	return outlook{
		now: v.w.now(), keep: v.w.a.Keep, shrunk: v.latches.shrunk, rebuilt: v.ledger.Rebuilt(), partial: v.conn.Caps().Has("X-GOOGLE-RICO"),
	}
}
