package pop3

import (
	"context"
	"encoding/base64"
	"errors"
)

// authenticate tries the ways in order. Only a mechanism that was refused before it showed anything is followed by the
// next: a wrong password must not be tried again under another name until the account is locked.
func (c *Conn) authenticate(ctx context.Context, ways []way) error {
	for i, w := range ways {
		early, err := c.attempt(ctx, w)
		if err == nil {
			c.entering()
			return nil
		}
		if refusal, ok := err.(*Error); !ok || !early || refusal.Code != "" || i == len(ways)-1 {
			return err
		}
	}
	return ErrNoMechanism
}

// attempt logs in one way. early says that it failed before any proof or secret was sent.
func (c *Conn) attempt(ctx context.Context, w way) (early bool, err error) {
	switch w.name {
	case "USER":
		return false, c.userPass(w.cr)
	case "APOP":
		return false, c.apop(w.cr)
	case "XOAUTH2", "OAUTHBEARER":
		return c.bearer(ctx, w)
	}
	if w.scram {
		return c.scram(w)
	}
	x, err := w.sasl(ctx, c)
	if err != nil {
		return true, err
	}
	return c.auth(w.name, x, inLine)
}

// placing says where an initial response goes.
type placing uint8

const (
	inLine placing = iota // behind AUTH, if the line stays within RFC 5034's 255 octets
	apart                 // in a line of its own, when the server asks for it
	whole                 // behind AUTH, however long
)

const (
	maxAuthLine   = 255
	maxChallenges = 8 // SCRAM needs three
)

// auth speaks AUTH of RFC 5034.
func (c *Conn) auth(name string, x exchange, p placing) (early bool, err error) {
	first, err := x.start()
	if err != nil {
		return true, err
	}
	line, shown := "AUTH "+name, "AUTH "+name
	if ir := encode(first); first != nil && (p == whole || p == inLine && len(line)+1+len(ir)+2 <= maxAuthLine) {
		c.hideAnswer(ir)
		line, shown, first = line+" "+ir, line+" "+hidden, nil
		early = isSCRAM(x) // its first message holds a name and a nonce
	} else {
		early = true
	}
	if err := c.send(line, shown); err != nil {
		return early, err
	}
	return c.challenges(x, first, early)
}

// challenges answers the server until it decides. waiting is the initial response if it did not go with AUTH.
func (c *Conn) challenges(x exchange, waiting []byte, early bool) (bool, error) {
	for range maxChallenges {
		text, o, err := c.reply(c.o.Timeouts.Auth)
		if err != nil {
			return early, err
		}
		if o != goOn {
			if _, err := c.judge("AUTH", text, o); err != nil {
				return early, err
			}
			return early, x.accepted()
		}
		challenge, err := decode(text)
		if err != nil {
			return early, err
		}
		answer := waiting
		if waiting = nil; answer == nil {
			if answer, err = x.next(challenge); err != nil {
				return early, c.cancel(err)
			}
			early = early && isSCRAM(x) && len(answer) == 0 // the server only told why it will refuse
		} else {
			early = isSCRAM(x)
		}
		line := base64.StdEncoding.EncodeToString(answer)
		c.hideAnswer(line)
		if err := c.send(line, hidden); err != nil {
			return false, err
		}
	}
	return early, protocol("the challenges do not end")
}

// cancel gives an exchange up in the way of RFC 5034 section 4, so that the server does not count a wrong password;
// the session is over all the same.
func (c *Conn) cancel(why error) error {
	if err := c.send("*", "*"); err != nil {
		return errors.Join(why, err)
	}
	return why
}

// decode reads a challenge. Servers exist that send prose where no challenge is needed: it counts as an empty one.
func decode(text []byte) ([]byte, error) {
	if len(text) > maxLine*3/4 {
		return nil, ErrTooLong
	}
	b, err := base64.StdEncoding.DecodeString(string(text))
	if err != nil {
		return nil, nil
	}
	return b, nil
}

// encode is base64, "=" for an empty initial response.
func encode(b []byte) string {
	if len(b) == 0 {
		return "="
	}
	return base64.StdEncoding.EncodeToString(b)
}
