package message

import (
	"bytes"
	"encoding/base64"
	"io"
	"unicode"
	"unicode/utf8"
)

// base64State decodes base64 (RFC 2045 section 6.8) that may hold junk, lack its padding, be several encodings one
// behind the other, or be followed by the footer of a mailing list.
type base64State struct {
	group  uint32
	n      int  // digits in group
	padded bool // the encoding ended with padding
	began  bool // a line of base64 was seen
}

// newBase64Reader decodes a stream. Text that only claims to be base64 is passed through.
func newBase64Reader(r io.Reader) io.Reader {
	var s base64State
	d := &lineDecoder{src: r}
	d.line = func(out, line []byte) []byte { return s.line(out, bytes.TrimSpace(line)) }
	d.first = func(start []byte) bool { return !notBase64(start) }
	d.last = s.end
	return d
}

// decodeBase64 decodes a whole value.
func decodeBase64(b []byte) []byte {
	var s base64State
	return s.end(s.digits(make([]byte, 0, len(b)*3/4+3), b))
}

// line decodes one line without its end.
func (s *base64State) line(out, line []byte) []byte {
	if len(line) == 0 {
		return out
	}
	if s.n == 0 && !s.padded && len(line)%4 == 0 {
		start := len(out)
		out = append(out, make([]byte, base64.StdEncoding.DecodedLen(len(line)))...)
		if n, err := base64.StdEncoding.Decode(out[start:], line); err == nil {
			s.padded, s.began = line[len(line)-1] == '=', true
			return out[:start+n]
		}
		out = out[:start]
	}
	if s.foreign(line) {
		return out
	}
	s.began, s.padded = true, false
	if i := bytes.IndexByte(line, '='); i >= 0 {
		return s.padding(out, line, i)
	}
	return s.digits(out, line)
}

// padding decodes a line with padding at i. Behind it only another encoding of whole groups counts.
func (s *base64State) padding(out, line []byte, i int) []byte {
	out = s.end(s.digits(out, line[:i]))
	s.padded = true
	if rest := bytes.TrimLeft(line[i:], "="); len(rest) > 0 && junk(rest) == 0 {
		return s.line(out, rest)
	}
	return out
}

// foreign says that a line is no base64 but something that stands behind or between it.
func (s *base64State) foreign(line []byte) bool {
	bad := junk(line)
	if s.padded && (bad > 0 || len(line)%4 != 0 && len(line) < 60) {
		return true
	}
	if (len(line) >= 8 || s.began) && len(bytes.Trim(line, "_-=*")) == 0 {
		return true
	}
	return s.began && bad*10 > len(line)
}

// junk counts the bytes of a line that are no digits.
func junk(line []byte) int {
	n := 0
	for _, c := range line {
		if base64Digit(c) == noDigit && c != '=' {
			n++
		}
	}
	return n
}

// notBase64 says that the first bytes of a body are no base64: plain lines with blanks in them and not one of base64,
// or a few words of a length that base64 cannot have and whose decoding is no text.
func notBase64(start []byte) bool {
	if word := bytes.Join(bytes.Fields(start), nil); len(start) < shortBody && len(word)%4 == 1 && junk(word) == 0 {
		made := decodeBase64(word)
		if !utf8.Valid(made) || bytes.ContainsFunc(made, unicode.IsControl) {
			return true
		}
	}
	blanks := false
	for i := 0; i < 10 && len(start) > 0; i++ {
		line, rest := cutLine(start, '\n')
		line = bytes.TrimSpace(line)
		word, _, _ := bytes.Cut(line, []byte(" "))
		if len(line) > 8 && junk(line) == 0 || len(word) > 8 && junk(word) == 0 && bytes.HasSuffix(word, []byte("=")) {
			return false
		}
		blanks = blanks || bytes.IndexByte(line, ' ') > 0
		start = rest
	}
	return blanks
}

// shortBody is up to how many bytes a body is judged as a whole.
const shortBody = 1000

// digits decodes whatever digits there are.
func (s *base64State) digits(out, b []byte) []byte {
	for _, c := range b {
		v := base64Digit(c)
		if v == noDigit {
			if c == '=' {
				out = s.end(out)
			}
			continue
		}
		s.group = s.group<<6 | uint32(v)
		if s.n++; s.n == 4 {
			out = append(out, byte(s.group>>16), byte(s.group>>8), byte(s.group))
			s.group, s.n = 0, 0
		}
	}
	return out
}

// end writes an incomplete last group: two digits hold one byte, three hold two.
func (s *base64State) end(out []byte) []byte {
	switch s.n {
	case 2:
		out = append(out, byte(s.group>>4))
	case 3:
		out = append(out, byte(s.group>>10), byte(s.group>>2))
	}
	s.group, s.n = 0, 0
	return out
}

const noDigit = 0xff

// base64Digit is the value of a digit, those of the URL alphabet included, or noDigit.
func base64Digit(c byte) byte {
	switch {
	case c >= 'A' && c <= 'Z':
		return c - 'A'
	case c >= 'a' && c <= 'z':
		return c - 'a' + 26
	case c >= '0' && c <= '9':
		return c - '0' + 52
	case c == '+' || c == '-':
		return 62
	case c == '/' || c == '_':
		return 63
	}
	return noDigit
}
