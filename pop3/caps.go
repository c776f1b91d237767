package pop3

import (
	"context"
	"strings"
)

// Caps is what CAPA said, keys in upper case; never nil after a successful Capa.
type Caps map[string][]string

// Has says whether a capability is there, without regard to case.
func (c Caps) Has(name string) bool {
	_, ok := c[strings.ToUpper(name)]
	return ok
}

// Mechanisms are the SASL mechanisms on offer, in upper case.
func (c Caps) Mechanisms() []string {
	var ms []string
	for _, m := range c["SASL"] {
		ms = append(ms, strings.ToUpper(m))
	}
	return ms
}

const maxCaps = 100 // lines; the longest seen in the field has some twenty

// Capa asks (RFC 2449 section 5). A server that does not know the command answers with an *Error, and Caps stays as it was.
func (c *Conn) Capa(ctx context.Context) (Caps, error) {
	err := c.run(ctx, "capa", c.capa)
	if err != nil {
		return nil, err
	}
	return c.caps, nil
}

func (c *Conn) capa() error {
	if err := c.send("CAPA", "CAPA"); err != nil {
		return err
	}
	return c.readCaps()
}

// readCaps reads the reply to CAPA.
func (c *Conn) readCaps() error {
	if c.caps == nil {
		c.caps = Caps{}
	}
	if _, err := c.answer("CAPA", c.o.Timeouts.Command); err != nil {
		return err
	}
	caps := Caps{}
	for range maxCaps {
		line, err := c.wire.line()
		if err != nil {
			return err
		}
		c.told(string(line))
		if string(line) == "." {
			c.caps = caps
			return nil
		}
		if words := strings.Fields(string(line)); len(words) > 0 {
			name := strings.ToUpper(words[0])
			caps[name] = append(caps[name], words[1:]...)
		}
	}
	return ErrTooLong
}
