package message

import (
	"bytes"
	"io"
)

// transferDecoder removes a content transfer encoding (RFC 2045 section 6).
func transferDecoder(encoding string, r io.Reader) io.Reader {
	switch encoding {
	case "base64":
		return newBase64Reader(r)
	case "quoted-printable":
		return newQPReader(r)
	case "x-uuencode":
		return newUUReader(r)
	case "x-yenc":
		return newYEncReader(r)
	}
	return r
}

// lineDecoder is a transfer decoder that works line by line.
type lineDecoder struct {
	src  io.Reader
	line func(out, line []byte) []byte // decodes one line, its end included
	buf  []byte                        // read, not yet decoded
	out  []byte                        // decoded, not yet handed out
	keep []byte                        // the array behind out
	err  error
}

// maxEncodedLine is how long a line may be before it is decoded in pieces.
const maxEncodedLine = 64 << 10

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
	out := d.keep[:0]
	if d.err == nil {
		start := len(d.buf)
		d.buf = append(d.buf, make([]byte, 32<<10)...)
		var n int
		n, d.err = d.src.Read(d.buf[start:])
		d.buf = d.buf[:start+n]
	}
	rest := d.buf
	for len(rest) > 0 {
		i := bytes.IndexByte(rest, '\n') + 1
		if i == 0 {
			if d.err == nil && len(rest) < maxEncodedLine {
				break
			}
			if i = len(rest); d.err == nil {
				i = beforeEscape(rest)
			}
		}
		out = d.line(out, rest[:i])
		rest = rest[i:]
	}
	d.buf = append(d.buf[:0], rest...)
	d.out, d.keep = out, out
}

// beforeEscape cuts an endless line where no escape of quoted-printable or yEnc is torn.
func beforeEscape(b []byte) int {
	if i := bytes.LastIndexByte(b[len(b)-2:], '='); i >= 0 {
		return len(b) - 2 + i
	}
	return len(b)
}
