package pop3

import (
	"bytes"
	"encoding/base64"
	"strings"
)

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

// scrub hides every secret in a line, as it is and inside anything in base64.
func (c *Conn) scrub(line string) string {
	if len(c.secrets) == 0 {
		return line
	}
	shortest := len(c.secrets[0])
	for _, s := range c.secrets {
		line = strings.ReplaceAll(line, s, hidden)
		shortest = min(shortest, len(s))
	}
	least := base64.RawStdEncoding.EncodedLen(shortest)
	for at := 0; at < len(line); {
		end := at
		for end < len(line) && isBase64(line[end]) {
			end++
		}
		if end-at >= least && c.encodesSecret(line[at:end]) {
			line = line[:at] + hidden + line[end:]
			end = at + len(hidden)
		}
		at = end + 1
	}
	return line
}

func isBase64(b byte) bool {
	return b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' || b >= '0' && b <= '9' || b == '+' || b == '/' || b == '-' || b == '_'
}

// encodesSecret says whether a word, read as base64 of either alphabet, holds a secret.
func (c *Conn) encodesSecret(word string) bool {
	word = strings.ReplaceAll(strings.ReplaceAll(word, "-", "+"), "_", "/")
	octets, err := base64.RawStdEncoding.DecodeString(word[:len(word)-len(word)%4])
	if rest := len(word) % 4; err == nil && rest > 1 {
		tail, _ := base64.RawStdEncoding.DecodeString(word[len(word)-rest:])
		octets = append(octets, tail...)
	}
	for _, s := range c.secrets {
		if err == nil && bytes.Contains(octets, []byte(s)) {
			return true
		}
	}
	return false
}
