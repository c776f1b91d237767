package pop3

import "strings"

// userPass is RFC 1939's own login.
func (c *Conn) userPass(cr Credentials) error {
	if _, err := c.ask("USER", "USER "+cr.User, c.o.Timeouts.Auth); err != nil {
		return err
	}
	if err := c.send("PASS "+cr.Password, "PASS "+hidden); err != nil {
		return err
	}
	_, err := c.answer("PASS", c.o.Timeouts.Auth)
	return err
}

// openAtOnce sends USER, PASS and what follows in one write. All replies are read whatever they say, so that a
// refusal leaves the stream in step; a server that hangs up on a bad password still gets its refusal told.
func (c *Conn) openAtOnce(cr Credentials) (n int, octets int64, err error) {
	if err := c.quiet(); err != nil {
		return 0, 0, err
	}
	following := c.following()
	for _, l := range append([]string{"USER " + cr.User, "PASS " + hidden}, following...) {
		c.tell('>', l)
	}
	err = c.wire.write([]byte("USER " + cr.User + "\r\nPASS " + cr.Password + "\r\n" + strings.Join(following, "\r\n") + "\r\n"))
	if err != nil {
		return 0, 0, err
	}
	_, user := c.answer("USER", c.o.Timeouts.Auth)
	if user != nil && !isRefusal(user) {
		return 0, 0, user
	}
	_, pass := c.answer("PASS", c.o.Timeouts.Auth)
	switch {
	case user == nil && pass == nil:
		c.entering()
		return c.entered()
	case pass == nil:
		return 0, 0, protocol("PASS accepted after USER was refused")
	case user != nil && !isRefusal(pass):
		c.breakOff(pass)
		return 0, 0, user
	case user != nil:
		return 0, 0, c.turnedAway(user)
	case isRefusal(pass):
		return 0, 0, c.turnedAway(pass)
	}
	return 0, 0, pass
}

// turnedAway reads the replies that follow a refused login, and returns the refusal.
func (c *Conn) turnedAway(refusal error) error {
	if _, _, err := c.entered(); err == nil {
		return protocol("STAT accepted without a login")
	} else if !isRefusal(err) {
		c.breakOff(err)
	}
	return refusal
}
