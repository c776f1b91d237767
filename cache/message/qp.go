package message

import (
	"bytes"
	"io"
)

// newQPReader decodes quoted-printable (RFC 2045 section 6.7). What is no valid escape stays as it is; blanks at the
// end of a line are transport padding and go.
func newQPReader(r io.Reader) io.Reader {
	return &lineDecoder{src: r, line: decodeQPLine}
}

func decodeQPLine(out, line []byte) []byte {
	text := bytes.TrimRight(line, "\r\n")
	brk := line[len(text):]
	if len(brk) > 0 {
		text = bytes.TrimRight(text, " \t")
	}
	if n := len(text); n > 0 && text[n-1] == '=' { // a soft line break
		text, brk = text[:n-1], nil
	}
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c == '=' && i+2 < len(text) && isHex(text[i+1]) && isHex(text[i+2]) {
			c = unhex(text[i+1])<<4 | unhex(text[i+2])
			i += 2
		}
		out = append(out, c)
	}
	return append(out, brk...)
}
