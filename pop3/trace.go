package pop3

import "strings"

const hidden = "****"

// tell gives one line of the dialogue to the trace.
func (c *Conn) tell(dir byte, line string) {
	if c.o.Trace != nil {
		c.o.Trace(dir, c.scrub(line))
	}
}

// told is tell for what the server said.
func (c *Conn) told(line string) { c.tell('<', line) }

// hide remembers what must never be shown. A server may echo it, so replies are scrubbed too.
func (c *Conn) hide(secrets ...string) {
	for _, s := range secrets {
		if s != "" {
			c.secrets = append(c.secrets, s)
		}
	}
}

// hideAnswer is hide for a line of an AUTH exchange, unless it is too short to hold a secret ("=", "*").
func (c *Conn) hideAnswer(line string) {
	if len(line) > 4 {
		c.hide(line)
	}
}

func (c *Conn) scrub(line string) string {
	for _, s := range c.secrets {
		line = strings.ReplaceAll(line, s, hidden)
	}
	return line
}
