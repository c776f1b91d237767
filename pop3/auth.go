package pop3

import (
	"context"
	"encoding/base64"
)

// authenticate logs in the chosen way.
func (c *Conn) authenticate(ctx context.Context, w way) error {
	err := c.carryOut(w)
	if err == nil {
		c.entering()
	}
	return err
}

func (c *Conn) carryOut(w way) error {
	if w.sasl == nil {
		return c.userPass(w)
	}
	return c.auth(w)
}

const (
	maxAuthLine   = 255 // RFC 5034 section 4: longer initial responses go in a line of their own
	maxChallenges = 8   // SCRAM needs three
)

// auth speaks AUTH of RFC 5034.
func (c *Conn) auth(w way) error {
	first, err := w.sasl.start()
	if err != nil {
		return err
	}
	line := "AUTH " + w.name
	if first != nil {
		if ir := " " + encode(first); len(line)+len(ir)+2 <= maxAuthLine {
			if err := c.send(line+ir, line+" "+hidden); err != nil {
				return err
			}
			return c.challenges(w, nil)
		}
	}
	if err := c.send(line, line); err != nil {
		return err
	}
	return c.challenges(w, first)
}

// challenges answers the server until it decides. waiting is the initial response if it could not go with AUTH.
func (c *Conn) challenges(w way, waiting []byte) error {
	for range maxChallenges {
		text, o, err := c.reply(c.o.Timeouts.Auth)
		if err != nil {
			return err
		}
		if o != goOn {
			_, err := c.judge("AUTH", text, o)
			return err
		}
		challenge, err := base64.StdEncoding.DecodeString(string(text))
		if err != nil {
			return protocol("the challenge is not base64")
		}
		answer := waiting
		if waiting = nil; answer == nil {
			if answer, err = w.sasl.next(challenge); err != nil {
				return err
			}
		}
		if err := c.send(base64.StdEncoding.EncodeToString(answer), hidden); err != nil {
			return err
		}
	}
	return protocol("the challenges do not end")
}

// encode is base64, "=" for an empty initial response.
func encode(b []byte) string {
	if len(b) == 0 {
		return "="
	}
	return base64.StdEncoding.EncodeToString(b)
}
