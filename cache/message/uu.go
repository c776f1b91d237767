package message

import (
	"bytes"
	"io"
)

// newUUReader decodes uuencode: a begin line, lines of a length and groups of four, an end line. Without a begin line
// it decodes from the start.
func newUUReader(r io.Reader) io.Reader {
	ended := false
	return &lineDecoder{src: r, line: func(out, line []byte) []byte {
		text := bytes.TrimRight(line, "\r\n")
		switch {
		case ended || bytes.HasPrefix(text, []byte("begin ")):
			return out
		case string(bytes.TrimSpace(text)) == "end":
			ended = true
			return out
		case !isUULine(text):
			return out
		}
		return decodeUULine(out, text)
	}}
}

func decodeUULine(out, line []byte) []byte {
	n := int(line[0]-' ') & 63
	line = line[1:]
	at := func(i int) byte { // blanks cut from the end count as zeros
		if i < len(line) {
			return (line[i] - ' ') & 63
		}
		return 0
	}
	for i := 0; n > 0; i += 4 {
		a, b, c, d := at(i), at(i+1), at(i+2), at(i+3)
		group := [3]byte{a<<2 | b>>4, b<<4 | c>>2, c<<6 | d}
		out = append(out, group[:min(n, 3)]...)
		n -= 3
	}
	return out
}

// newYEncReader decodes yEnc: every byte plus 42, critical ones escaped by '='.
func newYEncReader(r io.Reader) io.Reader {
	ended := false
	return &lineDecoder{src: r, line: func(out, line []byte) []byte {
		text := bytes.TrimRight(line, "\r\n")
		switch {
		case ended, bytes.HasPrefix(text, []byte("=ybegin ")), bytes.HasPrefix(text, []byte("=ypart ")):
			return out
		case bytes.HasPrefix(text, []byte("=yend")):
			ended = true
			return out
		}
		for i := 0; i < len(text); i++ {
			c := text[i]
			if c == '=' && i+1 < len(text) {
				i++
				c = text[i] - 64
			}
			out = append(out, c-42)
		}
		return out
	}}
}
