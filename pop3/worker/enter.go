package worker

import (
	"context"
	"errors"
	"time"

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
		Security: w.a.Security, TLS: w.a.TLS, Roots: w.a.Roots, Trace: v.diary.trace, Timeouts: w.timeouts, Dialer: w.dialer,
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
	v.diary.say("%s", v.connection().What)
	v.phase(LoggingIn)
	if v.latches.mark.last == "" { // nothing that the quick check could go by
		v.conn.ListingAhead()
	}
	n, octets, err := v.conn.Open(ctx, cr)
	v.delay = max(v.delay, loginDelay(v.conn.Caps()))
	var refusal *pop3.Error
	if errors.As(err, &refusal) && classify(refusal) == limited {
		v.latches.delay = max(v.latches.delay*3/2, loginDelay(v.conn.Caps()), minLearntDelay)
		v.delay = v.latches.delay
	}
	if err == nil {
		v.loggedIn = true
		v.latches.erases = max(expire(v.conn.Caps()), 0)
		v.diary.say("logged in: %s on the server", count(n, "message"))
	}
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

func (v *visit) outlook() outlook {
	return outlook{
		now: v.w.now(), keep: v.w.a.Keep, shrunk: v.latches.shrunk, rebuilt: v.ledger.Rebuilt(), partial: v.conn.Caps().Has("X-GOOGLE-RICO"),
	}
}
