package pop3

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

// feed is a connection on which octets arrive in pieces of a given size.
type feed struct {
	net.Conn
	rest []byte
	step int
	sent bytes.Buffer
}

func (f *feed) Read(p []byte) (int, error) {
	if len(f.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(p, f.rest[:min(max(f.step, 1), len(f.rest))])
	f.rest = f.rest[n:]
	return n, nil
}

func (f *feed) Write(p []byte) (int, error)      { return f.sent.Write(p) }
func (f *feed) SetDeadline(time.Time) error      { return nil }
func (f *feed) SetReadDeadline(time.Time) error  { return nil }
func (f *feed) SetWriteDeadline(time.Time) error { return nil }
func (f *feed) RemoteAddr() net.Addr             { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }
func (f *feed) Close() error                     { return nil }

// fed is a session on which these octets arrive.
func fed(octets []byte, step int) (*Conn, *feed) {
	f := &feed{rest: octets, step: step}
	c := New(f, "localhost", &Options{Security: Plain})
	c.wire.await(time.Minute)
	return c, f
}

// unstuff reads a body, and what is left on the line behind it.
func unstuff(octets []byte, step int) (body, rest []byte, err error) {
	c, f := fed(octets, step)
	d := c.body(0)
	for {
		b, err := d.next()
		if err != nil {
			rest = append(append([]byte{}, c.wire.buf[c.wire.r:c.wire.w]...), f.rest...)
			return body, rest, err
		}
		body = append(body, b...)
	}
}

// stuff is what a correct server sends for raw.
func stuff(raw []byte) []byte {
	if len(raw) > 0 && raw[len(raw)-1] != '\n' {
		raw = append(bytes.Clone(raw), "\r\n"...)
	}
	var out []byte
	for line := range bytes.Lines(raw) {
		if line[0] == '.' {
			out = append(out, '.')
		}
		out = append(out, line...)
	}
	return append(out, ".\r\n"...)
}

func FuzzDotReader(f *testing.F) {
	for _, s := range []string{"", "a\r\n", ".\r\n", "..\r\n.x\r\n", "a\n.\nb", "\r.\r\r\n.", "\x00.\xff\r\n\r\n", strings.Repeat(".\r\n", 300)} {
		f.Add([]byte(s), 7)
	}
	f.Fuzz(func(t *testing.T, raw []byte, step int) {
		want := raw
		if len(raw) > 0 && raw[len(raw)-1] != '\n' {
			want = append(bytes.Clone(raw), "\r\n"...)
		}
		if len(want) >= 4 && strings.EqualFold(string(want[:3]), "+OK") && strings.IndexByte(" \r\n", want[3]) >= 0 {
			t.Skip("a second status line")
		}
		for _, step := range []int{1, step, 1 << 20} {
			body, rest, err := unstuff(append(stuff(raw), "+OK next"...), step)
			if err != io.EOF || !bytes.Equal(body, want) || string(rest) != "+OK next" {
				t.Fatalf("in pieces of %d: %q, left %q, %v; want %q", step, body, rest, err, want)
			}
		}
	})
}

func FuzzDotReaderOnAnything(f *testing.F) {
	for _, s := range []string{"", ".", ".\r", "\r\n.\r\n", "a\n.\nb", "x\r\n.\rb\r\n.\r\n+OK", "..", "+OK 1\r\n.\r\n", "+", "+O\n.\n"} {
		f.Add([]byte(s), 2)
	}
	f.Fuzz(func(t *testing.T, octets []byte, step int) {
		body, rest, err := unstuff(octets, 1<<20)
		if len(body) > len(octets) {
			t.Fatalf("%q grew to %q", octets, body)
		}
		if err == io.EOF && !endsInDot(octets[:len(octets)-len(rest)]) {
			t.Fatalf("%q ended without a terminator", octets)
		}
		for _, step := range []int{1, step} {
			b, r, e := unstuff(octets, step)
			if !bytes.Equal(b, body) || !bytes.Equal(r, rest) || errors.Is(e, io.EOF) != errors.Is(err, io.EOF) {
				t.Fatalf("in pieces of %d: %q, %q, %v; at once: %q, %q, %v", step, b, r, e, body, rest, err)
			}
		}
	})
}

func endsInDot(b []byte) bool {
	for _, end := range []string{".\r\n", ".\n"} {
		if before, ok := bytes.CutSuffix(b, []byte(end)); ok && (len(before) == 0 || before[len(before)-1] == '\n') {
			return true
		}
	}
	return false
}

func FuzzStatusLine(f *testing.F) {
	for _, s := range []string{"+OK", "+ok hi", "-ERR [IN-USE] x", "-ERR [SYS/TEMP]", "+ cGF", "+", "+OKAY", "", "-err [login-delay 60] x", "* OK"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		text, o := status(line)
		if !bytes.HasSuffix(line, text) {
			t.Fatalf("%q has the text %q", line, text)
		}
		word, _, _ := bytes.Cut(line, []byte(" "))
		want := map[string]outcome{"+OK": accepted, "-ERR": refused, "+": goOn}[strings.Map(asciiUpper, string(word))]
		if o != want {
			t.Fatalf("%q is %d, want %d", line, o, want)
		}
		c := string(code(string(text)))
		if strings.ContainsFunc(c, func(r rune) bool { return r <= ' ' || r == 0x7F }) || c != "" && text[0] != '[' {
			t.Fatalf("%q has the code %q", line, c)
		}
		conn, _ := fed(append(bytes.Clone(line), '\n'), 1)
		if _, err := conn.answer("NOOP", time.Minute); err == nil && o != accepted && !bytes.Contains(line, []byte("\n")) {
			t.Fatalf("%q was taken for +OK", line)
		}
	})
}

func asciiUpper(r rune) rune {
	if 'a' <= r && r <= 'z' {
		return r - 'a' + 'A'
	}
	return r
}

func FuzzListing(f *testing.F) {
	for _, s := range []string{"1 a", "+OK 2 b", "3\tc d ", "007 x", "1", "99999999999 x", "1 \x1b", "-1 x", "1 120"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		if it, ok := uidlItem(line); ok {
			again, ok := uidlItem(fmt.Appendf(nil, "%d %s", it.Number, it.UIDL))
			if !ok || again != it || it.Number < 1 || it.UIDL == "" || strings.ContainsFunc(it.UIDL, func(r rune) bool { return r < ' ' || r == 0x7F }) {
				t.Fatalf("%q became %+v, and that %+v", line, it, again)
			}
			if !bytes.Contains(line, []byte(it.UIDL)) {
				t.Fatalf("%q does not hold %q", line, it.UIDL)
			}
		}
		if it, ok := sizeItem(line); ok && (it.Number < 1 || it.Size < -1) {
			t.Fatalf("%q became %+v", line, it)
		}
		n := 0
		conn, _ := fed(append(append([]byte("+OK\r\n"), line...), "\r\n.\r\n"...), 3)
		if _, err := conn.UIDL(context.Background(), func(Item) error { n++; return nil }); err == nil && n > bytes.Count(line, []byte("\n"))+1 {
			t.Fatalf("%q yielded %d items", line, n)
		}
	})
}

func FuzzChallenges(f *testing.F) {
	f.Add("+ \r\n+OK in\r\n")
	f.Add("+ cj14LHM9eD09LGk9NDA5Ng==\r\n+ dj14\r\n+OK\r\n")
	f.Add("+ VXNlcm5hbWU6\r\n+ UGFzc3dvcmQ6\r\n-ERR [AUTH] no\r\n")
	f.Add("+ cj14LHM9ZUE9PSxpPTk5OTk5OTk5OTk5OQ==\r\n")
	f.Fuzz(func(t *testing.T, server string) {
		for _, name := range []string{"plain", "login", "cram-md5", "scram-sha-1", "scram-sha-256", "xoauth2", "oauthbearer", "external"} {
			conn, wire := fed([]byte(server), 5)
			conn.caps = Caps{}
			conn.hide("hunter2")
			cr := Credentials{User: "ada", Password: "hunter2", Mechanism: name, Token: func(context.Context, bool) (string, error) { return "hunter2", nil }}
			err := conn.Login(context.Background(), cr)
			if err == nil && strings.HasPrefix(name, "scram") {
				t.Fatalf("%s believed %q", name, server)
			}
			if err != nil && strings.Contains(err.Error(), "hunter2") && !strings.Contains(server, "hunter2") {
				t.Fatalf("%s: the error tells the secret: %v", name, err)
			}
			if lines := strings.Count(wire.sent.String(), "\n"); lines > 2*(maxChallenges+2)+2 {
				t.Fatalf("%s said %d lines to %q", name, lines, server)
			}
		}
	})
}
