package message

import (
	"bufio"
	"io"
)

// base64Digit maps a byte to its value; 0xff is not a digit. The URL alphabet is understood too.
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
	return 0xff
}

// base64State decodes base64 (RFC 2045 section 6.8) that may hold junk, lack its padding or be several encodings
// one behind the other.
type base64State struct {
	group uint32
	n     int // digits in group
}

// digit takes one byte and appends what it completes.
func (s *base64State) digit(out []byte, c byte) []byte {
	if c == '=' {
		return s.end(out)
	}
	v := base64Digit(c)
	if v == 0xff {
		return out
	}
	s.group = s.group<<6 | uint32(v)
	if s.n++; s.n == 4 {
		out = append(out, byte(s.group>>16), byte(s.group>>8), byte(s.group))
		s.group, s.n = 0, 0
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

// decodeBase64 decodes a whole value.
func decodeBase64(b []byte) []byte {
	var s base64State
	out := make([]byte, 0, len(b)*3/4+3)
	for _, c := range b {
		out = s.digit(out, c)
	}
	return s.end(out)
}

// base64Reader decodes a stream.
type base64Reader struct {
	src   *bufio.Reader
	state base64State
	buf   [4096]byte
	out   []byte // decoded, not yet read; its array is used again
	err   error
}

func newBase64Reader(r io.Reader) io.Reader {
	return &base64Reader{src: bufio.NewReaderSize(r, 32<<10)}
}

func (r *base64Reader) Read(p []byte) (int, error) {
	for len(r.out) == 0 {
		if r.err != nil {
			return 0, r.err
		}
		n, err := r.src.Read(r.buf[:])
		out := r.out[:0]
		for _, c := range r.buf[:n] {
			out = r.state.digit(out, c)
		}
		if err != nil {
			out, r.err = r.state.end(out), err
		}
		r.out = out
	}
	n := copy(p, r.out)
	r.out = r.out[n:]
	return n, nil
}
