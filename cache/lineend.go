package cache

import "io"

// Mail travels with CRLF and rests in other programs' files with LF. A message all of whose lines end in CRLF is
// written with LF and read back to the same bytes; any other is written as it is and marked, so that it is exact too.

// lineEnds learns how the lines of a message end. It is an io.Writer.
type lineEnds struct {
	mixed bool // a bare CR or a bare LF was met
	last  byte
	size  int64
	lines int64 // LFs
}

func (e *lineEnds) Write(p []byte) (int, error) {
	for _, b := range p {
		if (b == '\n') != (e.last == '\r') {
			e.mixed = true
		}
		if b == '\n' {
			e.lines++
		}
		e.last = b
	}
	e.size += int64(len(p))
	return len(p), nil
}

// canonical says that every line ends in CRLF, the last one too.
func (e *lineEnds) canonical() bool { return !e.mixed && e.last == '\n' }

// toLF takes the CR out of every CRLF on the way to w.
type toLF struct {
	w  io.Writer
	cr bool
}

func (t *toLF) Write(p []byte) (int, error) {
	out := make([]byte, 0, len(p)+1)
	for _, b := range p {
		if t.cr && b != '\n' {
			out = append(out, '\r')
		}
		if t.cr = b == '\r'; !t.cr {
			out = append(out, b)
		}
	}
	if _, err := t.w.Write(out); err != nil {
		return 0, err
	}
	return len(p), nil
}

// toCRLF puts a CR before every LF that has none.
type toCRLF struct {
	w    io.Writer
	last byte
}

func (t *toCRLF) Write(p []byte) (int, error) {
	out := make([]byte, 0, len(p)+len(p)/16)
	for _, b := range p {
		if b == '\n' && t.last != '\r' {
			out = append(out, '\r')
		}
		out = append(out, b)
		t.last = b
	}
	if _, err := t.w.Write(out); err != nil {
		return 0, err
	}
	return len(p), nil
}
