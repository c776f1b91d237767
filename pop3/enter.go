package pop3

import "strings"

// entering notes that the server let us in.
func (c *Conn) entering() { c.loggedIn, c.first = true, true }

// enter does what follows a login: CAPA and STAT, and perhaps the listing.
func (c *Conn) enter() (n int, octets int64, err error) {
	if c.piped() && len(c.caps) > 0 {
		if err := c.sendAll(c.following()...); err != nil {
			return 0, 0, err
		}
		return c.entered()
	}
	if err := c.recapa(); err != nil {
		return 0, 0, err
	}
	text, err := c.ask("STAT", "STAT", c.o.Timeouts.Command)
	if err != nil {
		return 0, 0, err
	}
	return c.drop(text)
}

// entered reads the replies to CAPA and STAT, sent together.
func (c *Conn) entered() (n int, octets int64, err error) {
	if err := c.readCaps(); err != nil && !isRefusal(err) {
		return 0, 0, err
	}
	text, err := c.answer("STAT", c.o.Timeouts.Command)
	if isRefusal(err) {
		if err := c.skipListing(); err != nil {
			return 0, 0, err
		}
	}
	if err != nil {
		return 0, 0, err
	}
	if n, octets, err = c.drop(text); err == nil {
		c.grow()
	}
	return n, octets, err
}

// sendAll sends several commands in one write.
func (c *Conn) sendAll(lines ...string) error {
	if err := c.quiet(); err != nil {
		return err
	}
	for _, l := range lines {
		c.tell('>', l)
	}
	return c.wire.write([]byte(strings.Join(lines, "\r\n") + "\r\n"))
}
