package pop3

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// ErrNoMechanism says that server, line and secrets have no way of logging in in common.
var ErrNoMechanism = errors.New("no common way to log in")

// way is one login that may be tried.
type way struct {
	name  string // USER, APOP, or the SASL mechanism in upper case
	clear bool   // shows a secret to whoever listens
	scram bool
	cr    Credentials
	sasl  func(ctx context.Context, c *Conn) (exchange, error) // nil for USER, APOP and SCRAM
}

// exchange is the client's side of one SASL conversation (RFC 4422).
type exchange interface {
	// start is the initial response, nil if the server speaks first.
	start() ([]byte, error)
	// next answers a challenge.
	next(challenge []byte) ([]byte, error)
	// accepted judges the server's +OK: it may have left out its own proof.
	accepted() error
}

// passwordMechanisms from the strongest down. With channel binding nobody between the ends can have passed the proof on;
// SCRAM shows the server no password; CRAM-MD5 shows a listener only what a dictionary breaks.
var passwordMechanisms = []string{
	"SCRAM-SHA-256-PLUS", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256", "SCRAM-SHA-1", "CRAM-MD5", "PLAIN", "LOGIN",
}

// tokenMechanisms take an OAuth access token: the standard before Google's own.
var tokenMechanisms = []string{"OAUTHBEARER", "XOAUTH2"}

// wayOf makes the way of that name.
func wayOf(name string, cr Credentials) (way, error) {
	w := way{name: name, cr: cr}
	switch name {
	case "USER":
		w.clear = true
	case "APOP":
	case "PLAIN":
		w.clear = true
		w.sasl = func(context.Context, *Conn) (exchange, error) {
			return &plain{user: cr.User, password: cr.Password}, nil
		}
	case "LOGIN":
		w.clear = true
		w.sasl = func(context.Context, *Conn) (exchange, error) {
			return &loginMech{user: cr.User, password: cr.Password}, nil
		}
	case "CRAM-MD5":
		w.sasl = func(context.Context, *Conn) (exchange, error) {
			return &cramMD5{user: cr.User, password: cr.Password}, nil
		}
	case "SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256-PLUS":
		w.scram = true
	case "XOAUTH2", "OAUTHBEARER":
		w.clear = true
		if cr.Token == nil {
			return way{}, fmt.Errorf("%w: %s needs an access token", ErrNoMechanism, strings.ToLower(name))
		}
		w.sasl = func(ctx context.Context, c *Conn) (exchange, error) { return newBearer(ctx, name, cr, c, false) }
	case "EXTERNAL":
		w.sasl = func(context.Context, *Conn) (exchange, error) { return external{cr.User}, nil }
	default:
		return way{}, fmt.Errorf("%w: %q is not known here", ErrNoMechanism, name)
	}
	return w, nil
}

// choose lists the ways to try, in order: the one asked for, or what server, line and secrets allow.
func (c *Conn) choose(cr Credentials) ([]way, error) {
	name := strings.ToUpper(cr.Mechanism)
	if name != "" && name != "AUTO" {
		w, err := wayOf(c.bound(name), cr)
		if err != nil {
			return nil, err
		}
		if w.clear && !c.trustsLine() {
			return nil, fmt.Errorf("%w, and %s would show the secret", ErrNoTLS, strings.ToLower(name))
		}
		return []way{w}, nil
	}
	var ways []way
	for _, name := range c.candidates(cr) {
		w, err := wayOf(name, cr)
		if err == nil && (!w.clear || c.trustsLine()) {
			ways = append(ways, w)
		}
	}
	if len(ways) == 0 {
		if !c.trustsLine() {
			return nil, ErrNoTLS
		}
		return nil, ErrNoMechanism
	}
	return ways, nil
}

// bound prefers the form with channel binding of a SCRAM that was asked for.
func (c *Conn) bound(name string) string {
	plus := name + "-PLUS"
	if slices.Contains(passwordMechanisms, plus) && c.offers(plus) && c.binds() {
		return plus
	}
	return name
}

func (c *Conn) offers(mechanism string) bool { return slices.Contains(c.caps.Mechanisms(), mechanism) }

// trustsLine says whether a secret may be sent as it is: through TLS, to this very machine, or by explicit wish.
func (c *Conn) trustsLine() bool { return c.encrypted || c.o.Security == Plain || c.loopback() }

// candidates are the mechanisms for "auto", best first. On an open line nothing that shows the password comes after
// something that does not: a refusal there may be the work of one who listens.
func (c *Conn) candidates(cr Credentials) []string {
	var names []string
	if cr.Token != nil {
		names = c.among(tokenMechanisms)
		if len(names) == 0 && cr.Password == "" {
			names = []string{"XOAUTH2"} // the servers that want tokens do not all say so before the login
		}
		if len(names) > 0 {
			return names
		}
	}
	if cr.Password == "" && c.offers("EXTERNAL") && c.encrypted {
		return []string{"EXTERNAL"}
	}
	for _, name := range c.among(passwordMechanisms) {
		switch {
		case strings.HasSuffix(name, "-PLUS") && !c.binds():
		case name == "CRAM-MD5" && c.encrypted: // the server must keep the password itself for it: no gain inside TLS
		case name == "PLAIN" || name == "LOGIN":
		default:
			names = append(names, name)
		}
	}
	if len(names) > 0 && !c.encrypted {
		return names
	}
	return append(names, c.clearMechanism(cr))
}

// among filters what the server offers.
func (c *Conn) among(names []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(n string) bool { return !c.offers(n) })
}

// clearMechanism is the cheapest of those that send the password itself. USER and PASS go out in one write with what
// follows where the server takes that; PLAIN is one round trip, and the only one that says what a letter beyond ASCII is.
func (c *Conn) clearMechanism(cr Credentials) string {
	odd := func(s string) bool {
		return strings.TrimSpace(s) != s || strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' })
	}
	switch {
	case c.offers("PLAIN") && (odd(cr.User) || odd(cr.Password) || !c.atOnce() || !c.caps.Has("USER")):
		return "PLAIN"
	case !c.caps.Has("USER") && c.offers("LOGIN"):
		return "LOGIN"
	}
	return "USER"
}

// check refuses what would break out of a command line. RFC 2449 allows 255 octets with CRLF.
func (cr Credentials) check() error {
	for _, a := range []struct{ what, s string }{{"the user name", cr.User}, {"the password", cr.Password}} {
		if strings.ContainsAny(a.s, "\r\n\x00") {
			return fmt.Errorf("pop3: login: %s contains a line break", a.what)
		}
		if len(a.s) > 255-len("USER \r\n") {
			return fmt.Errorf("pop3: login: %s is longer than a command line", a.what)
		}
	}
	return nil
}
