package pop3

import (
	"bytes"
	"io"
	"strings"
)

// dots reads the body of a multi-line reply octet for octet: it ends only at a line that is exactly "." (CRLF or, for
// servers that know no better, LF), and only a line that begins with ".." loses a dot. Correct servers double every
// leading dot, so ".x" comes from one that stuffs nothing, and stays as it is.
type dots struct {
	w      *wire
	begun  bool  // past the first octets
	inLine bool  // the next octet does not begin a line
	left   int64 // octets until ErrTooLong
}

var lineDot = []byte("\n.")

// next returns a piece of the body, good until the next call; io.EOF after the terminator and not before.
func (d *dots) next() ([]byte, error) {
	w := d.w
	if !d.begun {
		if err := d.begin(); err != nil {
			return nil, err
		}
	}
	if w.r == w.w {
		if err := w.fill(); err != nil {
			return nil, err
		}
	}
	if !d.inLine && w.buf[w.r] == '.' {
		if end, err := d.dot(); err != nil {
			return nil, err
		} else if end {
			return nil, io.EOF
		}
	}
	b := w.buf[w.r:w.w]
	if i := bytes.Index(b, lineDot); i >= 0 {
		b = b[:i+1]
	}
	w.r += len(b)
	d.inLine = b[len(b)-1] != '\n'
	if d.left -= int64(len(b)); d.left < 0 {
		return nil, ErrTooLong
	}
	return b, nil
}

// begin makes sure that the body does not begin with a second status line, as FTGate is known to send: it would be
// taken for the message's own first line, and no fence could tell. No message that was ever delivered begins so.
func (d *dots) begin() error {
	d.begun = true
	for i, want := range []string{"+", "Oo", "Kk", " \r\n"} {
		if err := d.w.need(i + 1); err != nil {
			return err
		}
		if strings.IndexByte(want, d.w.buf[d.w.r+i]) < 0 {
			return nil
		}
	}
	return protocol("two status lines before a message")
}

// dot looks at a line that begins with a dot: it takes the terminator, or the dot that was stuffed.
func (d *dots) dot() (end bool, err error) {
	w := d.w
	if err := w.need(2); err != nil {
		return false, err
	}
	switch w.buf[w.r+1] {
	case '.':
		w.r++
	case '\n':
		w.r += 2
		return true, nil
	case '\r':
		if err := w.need(3); err != nil {
			return false, err
		}
		if w.buf[w.r+2] == '\n' {
			w.r += 3
			return true, nil
		}
	}
	d.inLine = true
	return false, nil
}

// need waits until n octets are buffered.
func (w *wire) need(n int) error {
	for w.buffered() < n {
		if err := w.fill(); err != nil {
			return err
		}
	}
	return nil
}
