package message

import (
	"bytes"
	"io"
	"slices"
)

// lineDecoder is a transfer decoder that works line by line.
type lineDecoder struct {
	src   io.Reader
	first func(start []byte) bool       // looks at the first bytes: false passes everything through
	line  func(out, line []byte) []byte // decodes one line, its end included
	last  func(out []byte) []byte       // writes what the end of the input completes
	begun bool
	buf   []byte // read, not yet decoded
	out   []byte // decoded, not yet handed out
	keep  []byte // the array behind out
	err   error
}

const (
	readChunk      = 32 << 10
	leastRead      = 512
	judged         = 1024     // bytes that first looks at, however many a read brought
	maxEncodedLine = 64 << 10 // a longer line is decoded in pieces
)

func (d *lineDecoder) Read(p []byte) (int, error) {
	for len(d.out) == 0 {
		if d.err != nil && len(d.buf) == 0 {
			return 0, d.err
		}
		d.fill()
	}
	n := copy(p, d.out)
	d.out = d.out[n:]
	return n, nil
}

// fill reads once and decodes every line that is whole.
func (d *lineDecoder) fill() {
	d.read()
	if !d.begun && len(d.buf) < judged && d.err == nil {
		return
	}
	if !d.begun && d.first != nil && !d.first(d.buf[:min(len(d.buf), judged)]) {
		d.line = func(out, line []byte) []byte { return append(out, line...) }
		d.last = nil
	}
	d.begun = true
	out, rest := slices.Grow(d.keep[:0], len(d.buf)), d.buf
	for len(rest) > 0 {
		i := bytes.IndexByte(rest, '\n') + 1
		if i == 0 && d.err == nil {
			if len(rest) < maxEncodedLine {
				break
			}
			i = beforeEscape(rest)
		} else if i == 0 {
			i = len(rest)
		}
		out = d.line(out, rest[:i])
		rest = rest[i:]
	}
	if d.err != nil && d.last != nil {
		out = d.last(out)
	}
	d.buf = append(d.buf[:0], rest...)
	d.out, d.keep = out, out
}

// read appends one read to buf.
func (d *lineDecoder) read() {
	if d.err != nil {
		return
	}
	start := len(d.buf)
	if cap(d.buf)-start < leastRead {
		d.buf = slices.Grow(d.buf, d.room())
	}
	n, err := d.src.Read(d.buf[start:cap(d.buf)])
	d.buf, d.err = d.buf[:start+n], err
}

// room is how much is worth reading at once: most texts are short.
func (d *lineDecoder) room() int {
	if s, ok := d.src.(*io.SectionReader); ok {
		return int(min(s.Size(), readChunk)) + leastRead
	}
	return readChunk
}

// beforeEscape cuts an endless line where no escape of quoted-printable or yEnc is torn.
func beforeEscape(b []byte) int {
	if i := bytes.LastIndexByte(b[len(b)-2:], '='); i >= 0 {
		return len(b) - 2 + i
	}
	return len(b)
}
