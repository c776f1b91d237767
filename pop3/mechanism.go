package pop3

import (
	"errors"
	"fmt"
	"strings"
)

// ErrNoMechanism says that server and secrets have no way of logging in in common.
var ErrNoMechanism = errors.New("no common way to log in")

// way is a login chosen for one session.
type way struct {
	name           string // USER, or the SASL mechanism
	user, password string
	clear          bool // shows a secret to whoever listens
	sasl           exchange
}

// exchange is the client's side of a SASL mechanism (RFC 4422).
type exchange interface {
	// start is the initial response; nil if the server speaks first.
	start() ([]byte, error)
	// next answers a challenge.
	next(challenge []byte) ([]byte, error)
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

// choose finds the way that credentials ask for, or the strongest that both sides know.
func (c *Conn) choose(cr Credentials) (way, error) {
	c.hide(cr.Password)
	w := way{user: cr.User, password: cr.Password, clear: true}
	switch strings.ToUpper(cr.Mechanism) {
	case "USER":
		w.name = "USER"
	case "PLAIN":
		w.name, w.sasl = "PLAIN", &plain{cr.User, cr.Password}
	case "", "AUTO":
		w.name = "USER"
	default:
		return way{}, fmt.Errorf("%w: %s is not known here", ErrNoMechanism, cr.Mechanism)
	}
	return w, nil
}
