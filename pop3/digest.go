package pop3

import (
	"crypto/hmac"
	"crypto/md5"
	"encoding/hex"
	"fmt"
)

// The two logins that hash a challenge with MD5. Neither shows the password, both can be broken by guessing.

// cramMD5 is SASL CRAM-MD5 (RFC 2195).
type cramMD5 struct {
	user, password string
	answered       bool
}

func (m *cramMD5) start() ([]byte, error) { return nil, nil }

func (m *cramMD5) next(challenge []byte) ([]byte, error) {
	if m.answered || len(challenge) == 0 {
		return nil, errChallenge
	}
	m.answered = true
	h := hmac.New(md5.New, []byte(m.password))
	h.Write(challenge)
	return fmt.Appendf(nil, "%s %x", m.user, h.Sum(nil)), nil
}

func (m *cramMD5) accepted() error {
	if !m.answered {
		return protocol("the server took no proof")
	}
	return nil
}

// apop is RFC 1939's second login; done only where somebody asks for it by name, since a chosen greeting lets a false
// server learn the password letter by letter.
func (c *Conn) apop(cr Credentials) error {
	if c.stamp == "" {
		return fmt.Errorf("%w: the server's greeting has no timestamp for APOP", ErrNoMechanism)
	}
	sum := md5.Sum([]byte(c.stamp + cr.Password))
	digest := hex.EncodeToString(sum[:])
	c.hide(digest)
	if err := c.send("APOP "+cr.User+" "+digest, "APOP "+cr.User+" "+hidden); err != nil {
		return err
	}
	_, err := c.answer("APOP", c.o.Timeouts.Auth)
	return err
}
