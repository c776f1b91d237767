package pop3

import (
	"bytes"
	"strings"
	"time"
)

// outcome of a status line.
type outcome uint8

const (
	senseless outcome = iota // neither of the below: the stream is out of step
	accepted                 // +OK
	refused                  // -ERR
	goOn                     // "+ challenge", only in AUTH
)

// status reads the first line of a reply: exactly +OK or -ERR (in any case), then a space or the end of the line.
func status(line []byte) (text []byte, o outcome) {
	word, text, _ := bytes.Cut(line, []byte{' '})
	switch {
	case len(word) == 3 && bytes.EqualFold(word, []byte("+OK")):
		return text, accepted
	case len(word) == 4 && bytes.EqualFold(word, []byte("-ERR")):
		return text, refused
	case len(word) == 1 && word[0] == '+':
		return text, goOn
	}
	return nil, senseless
}

// code finds the response code at the start of a text (RFC 2449 section 8); "" if there is none.
func code(text string) Code {
	rest, ok := strings.CutPrefix(text, "[")
	if !ok {
		return ""
	}
	in, _, ok := strings.Cut(rest, "]")
	if !ok {
		return ""
	}
	word, _, _ := strings.Cut(in, " ")
	for _, r := range word {
		if r <= ' ' || r >= 0x7F {
			return ""
		}
	}
	return Code(strings.ToUpper(word))
}

// reply reads one status line within d. An empty line before it is skipped once where nothing is in flight:
// Exchange Online is known to send one.
func (c *Conn) reply(d time.Duration) (text []byte, o outcome, err error) {
	c.wire.await(d)
	line, err := c.wire.line()
	if err == nil && len(line) == 0 && c.loggedIn && !c.piped() {
		line, err = c.wire.line()
	}
	if err != nil {
		return nil, senseless, err
	}
	text, o = status(line)
	if c.o.Trace != nil && o == goOn {
		c.told("+ " + hidden) // what a login is made of
	} else if c.o.Trace != nil {
		c.told(string(line))
	}
	if o == senseless {
		return nil, o, protocol("%q is no reply", c.scrub(clip(line)))
	}
	return text, o, nil
}

// answer reads the reply to verb: the text after +OK, or an *Error.
func (c *Conn) answer(verb string, d time.Duration) (string, error) {
	text, o, err := c.reply(c.patience(d))
	if err != nil {
		return "", err
	}
	c.first = c.first && verb == "CAPA" // CAPA may be answered before the mailbox is open
	return c.judge(verb, text, o)
}

func (c *Conn) judge(verb string, text []byte, o outcome) (string, error) {
	switch o {
	case accepted:
		return string(text), nil
	case refused:
		return "", c.refusal(verb, text)
	}
	return "", protocol("a challenge outside of AUTH")
}

func (c *Conn) refusal(verb string, text []byte) *Error {
	s := string(text)
	return &Error{Command: verb, Code: code(s), Text: c.scrub(s)}
}

// clip keeps evidence short.
func clip(b []byte) string { return string(b[:min(len(b), 120)]) }
