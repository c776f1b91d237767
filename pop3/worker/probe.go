package worker

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"strings"
	"time"

	"poplin/cache/message"
	"poplin/pop3"
)

// Finding is what Probe found out about one side of an account: a clean sentence, and the Problem if it is one.
type Finding struct {
	About   string // connection, login, mailbox, abilities
	What    string
	Problem *Problem // nil when all is well
}

// certificateShort is how many days before its end a certificate is worth a word.
const certificateShort = 14 * 24 * time.Hour

// Probe logs in and out, changes nothing, and tells what it finds on the way; it stops at the first thing that fails,
// which is the error too. It is a visit as any other: alone on its account, and with a diary.
func (w *Worker) Probe(ctx context.Context, tell func(Finding)) error {
	v := &visit{w: w, diary: newDiary(time.Now()), waiting: newWaiting()}
	about := "connection"
	v.tell = func(e Event) {
		if p, ok := e.(Phase); ok && p.Step == LoggingIn {
			about = "login"
			tell(v.connection())
		}
	}
	err := v.safely(func() error { return v.begin(ctx) })
	if err == nil {
		err = v.end(ctx, v.safely(func() error { return v.probe(ctx, tell) }))
	}
	if err == nil {
		return nil
	}
	p := explain(err, w.host())
	switch {
	case p.Kind == Credentials:
		about = "login"
	case p.Kind == Busy, v.loggedIn, mailboxTrouble(err):
		about = "mailbox"
	}
	tell(Finding{About: about, What: p.What, Problem: p})
	return p
}

// mailboxTrouble: the server let us in, and then could not open the mailbox.
func mailboxTrouble(err error) bool {
	var e *pop3.Error
	return errors.As(err, &e) && (e.Command == "STAT" || e.Command == "CAPA")
}

func (v *visit) probe(ctx context.Context, tell func(Finding)) error {
	v.serial = true
	if err := v.writeDown(ctx); err != nil {
		return err
	}
	s, err := v.enter(ctx)
	if v.conn != nil {
		defer v.conn.Abort()
	}
	if err != nil {
		return err
	}
	v.out.Listed = s.n
	tell(Finding{About: "login", What: "the server let us in"})
	tell(Finding{About: "mailbox", What: fmt.Sprintf("%s on the server", count(s.n, "message"))})
	tell(v.abilities())
	return v.leave(ctx, 0)
}

// connection tells how the line is protected, and when that ends.
func (v *visit) connection() Finding {
	f := Finding{About: "connection", What: v.w.host() + " answers, without encryption"}
	state := v.conn.TLS()
	if state == nil {
		return f
	}
	f.What = v.w.host() + " answers, with " + tls.VersionName(state.Version)
	if len(state.PeerCertificates) == 0 {
		return f
	}
	end := state.PeerCertificates[0].NotAfter
	f.What += "; its certificate is good until " + end.Format(time.DateOnly)
	if end.Sub(v.w.now()) < certificateShort {
		f.What += ", which is soon: the provider must renew it"
	}
	return f
}

// abilities tells what the server's capabilities mean for the person.
func (v *visit) abilities() Finding {
	f := Finding{About: "abilities"}
	caps := v.conn.Caps()
	can := func(name, yes, no string) string {
		if caps.Has(name) {
			return yes
		}
		return no
	}
	said := []string{can("UIDL", "names its messages (UIDL)", "does not announce UIDL"), can("TOP", "shows headers alone (TOP)", "no TOP: messages come whole"),
		can("PIPELINING", "takes several commands at once", "one command at a time")}
	if d := loginDelay(caps); d > 0 {
		said = append(said, "wants "+d.String()+" between visits")
	}
	if days := expire(caps); days >= 0 {
		said = append(said, "keeps mail for "+count(days, "day"))
	}
	f.What = message.Clean(strings.Join(said, ", "))
	if days := expire(caps); days == 0 {
		f.Problem = &Problem{Kind: Server, What: f.What, Hint: "it may remove what was read: download = \"all\" keeps whole copies here"}
	}
	return f
}
