package cache

import (
	"bytes"
	"io"
)

// unquoter turns the lines of an mbox file back into a message: a ">" less before From, CRLF again, and without the
// blank line that ends every message.
type unquoter struct {
	w           io.Writer
	q           *quoting // writes to unquoted
	exact, open bool     // the marks
	start       bool     // the next piece begins a line
	blank       []byte   // a blank line held back: the last one is the format's and is dropped
	seen        bool     // the first line
	lineEnd     bool     // with open: an LF held back, which the message did not have
}

// line takes a line, or a piece of a long one.
func (u *unquoter) line(b []byte) error {
	if len(b) == 0 {
		return nil
	}
	if !u.seen { // the first line tells how this file ends its lines
		u.seen = true
		if !u.exact && !u.open && !bytes.HasSuffix(b, []byte("\r\n")) {
			u.w = &toCRLF{w: u.w}
		}
	}
	if u.blank != nil {
		held := u.blank
		u.blank = nil
		if _, err := u.q.Write(held); err != nil {
			return err
		}
	}
	begins := u.start
	u.start = b[len(b)-1] == '\n'
	if begins && (string(b) == "\n" || string(b) == "\r\n") {
		u.blank = bytes.Clone(b)
		return nil
	}
	_, err := u.q.Write(b)
	return err
}

// unquoted is where the lines of an unquoter go without their quotes.
type unquoted struct{ *unquoter }

func (u unquoted) Write(b []byte) (int, error) {
	if !u.open || len(b) == 0 {
		return u.w.Write(b)
	}
	out := make([]byte, 0, len(b)+1)
	if u.lineEnd {
		out = append(out, '\n')
	}
	out = append(out, b...)
	if u.lineEnd = b[len(b)-1] == '\n'; u.lineEnd {
		out = out[:len(out)-1]
	}
	if _, err := u.w.Write(out); err != nil {
		return 0, err
	}
	return len(b), nil
}
