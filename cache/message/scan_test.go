package message

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// crlf gives a message written with plain line feeds its proper line ends.
func crlf(s string) []byte { return []byte(strings.ReplaceAll(s, "\n", "\r\n")) }

// outline writes the parts of a structure as "type@depth" with their bodies.
func outline(raw []byte, st *Structure) []string {
	var out []string
	for _, p := range st.Parts {
		if isMultipart(p.Type) || isMessage(p.Type) {
			out = append(out, fmt.Sprintf("%d %s", p.Depth, p.Type))
			continue
		}
		out = append(out, fmt.Sprintf("%d %s %q", p.Depth, p.Type, raw[p.BodyOff:p.End]))
	}
	return out
}

var structures = []struct {
	name string
	raw  string
	want []string
}{
	{"plain", "Subject: x\n\nhello\n", []string{`0 text/plain "hello\n"`}},
	{"empty", "", []string{`0 text/plain ""`}},
	{"header only", "Subject: x\n", []string{`0 text/plain ""`}},
	{"body only", "Dear Bob,\nhow are you?\n\nAda\n", []string{`0 text/plain "Dear Bob,\nhow are you?\n\nAda\n"`}},
	{"no blank line", "Subject: x\nhello there\nmore\n", []string{`0 text/plain "hello there\nmore\n"`}},
	{"damaged line inside the header", "From: a@b\ngarbage here\nSubject: x\n\nhi\n", []string{`0 text/plain "hi\n"`}},
	{"mbox separator", "From ada Mon Jan 1 00:00:00 2024\nSubject: x\n\nhi\n", []string{`0 text/plain "hi\n"`}},
	{"leading blank lines", "\n\nSubject: x\nContent-Type: text/html\n\nhi\n", []string{`0 text/html "hi\n"`}},
	{"leading blank line before prose", "\nNote: bring cake\n", []string{`0 text/plain "Note: bring cake\n"`}},
	{"multipart", "Content-Type: multipart/mixed; boundary=b\n\nx\n--b\n\none\n--b\nContent-Type: image/png\n\ntwo\n--b--\nend\n",
		[]string{`0 multipart/mixed`, `1 text/plain "one"`, `1 image/png "two"`}},
	{"never closed", "Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\n\ntwo\n",
		[]string{`0 multipart/mixed`, `1 text/plain "one"`, `1 text/plain "two\n"`}},
	{"no boundary parameter", "Content-Type: multipart/mixed\n\nhi\n--xyz\n\none\n--xyz--\n",
		[]string{`0 multipart/mixed`, `1 text/plain "one"`}},
	{"wrong boundary parameter", "Content-Type: multipart/mixed; boundary=abc\n\n--xyz\nContent-Type: text/html\n\none\n--xyz--\n",
		[]string{`0 multipart/mixed`, `1 text/html "one"`}},
	{"boundary never used", "Content-Type: multipart/mixed; boundary=b\n\njust text\n", []string{`0 text/plain "just text\n"`}},
	{"empty parameters", "Content-Type: multipart/mixed; boundary=b;;\n\n--b\n\none\n--b--\n", []string{`0 multipart/mixed`, `1 text/plain "one"`}},
	{"prefix clash", "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/alternative; boundary=bb\n\n--bb\n\none\n--bb--\n--b\n\ntwo\n--b--\n",
		[]string{`0 multipart/mixed`, `1 multipart/alternative`, `2 text/plain "one"`, `1 text/plain "two"`}},
	{"inner multipart never closed", "Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\none\n--a\n\ntwo\n--a--\n",
		[]string{`0 multipart/mixed`, `1 multipart/mixed`, `2 text/plain "one"`, `1 text/plain "two"`}},
	{"one boundary for both levels", "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/alternative; boundary=b\n\n--b\n\none\n--b--\n--b\n\ntwo\n--b--\n",
		[]string{`0 multipart/mixed`, `1 multipart/alternative`, `2 text/plain "one"`, `1 text/plain "two"`}},
	{"part without blank line", "Content-Type: multipart/mixed; boundary=b\n\n--b\nhello you\n--b\n\ntwo\n--b--\n",
		[]string{`0 multipart/mixed`, `1 text/plain "hello you"`, `1 text/plain "two"`}},
	{"bad header in the first of three", "Content-Type: multipart/mixed; boundary=b\n\n--b\n:::\n\none\n--b\n\ntwo\n--b\n\nthree\n--b--\n",
		[]string{`0 multipart/mixed`, `1 text/plain ":::\n\none"`, `1 text/plain "two"`, `1 text/plain "three"`}},
	{"enclosed message", "Content-Type: message/rfc822\n\nSubject: in\nContent-Type: text/html\n\nhi\n", []string{`0 message/rfc822`, `1 text/html "hi\n"`}},
	{"digest", "Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: in\n\nhi\n--b--\n",
		[]string{`0 multipart/digest`, `1 message/rfc822`, `2 text/plain "hi"`}},
	{"file in the text", "Subject: x\n\nsee\nbegin 644 a.txt\n#0V%T\n`\nend\nbye\n",
		[]string{`0 text/plain "see\nbegin 644 a.txt\n#0V%T\n` + "`" + `\nend\nbye\n"`, `1 text/plain "begin 644 a.txt\n#0V%T\n` + "`" + `\nend\n"`}},
	{"prose after begin", "Subject: x\n\nbegin 644 hours later\nMaybe not\n", []string{`0 text/plain "begin 644 hours later\nMaybe not\n"`}},
	{"carriage returns only", "Subject: x\rContent-Type: text/html\r\rhello\r", []string{`0 text/html "hello\r"`}},
}

func TestScan(t *testing.T) {
	for _, c := range structures {
		t.Run(c.name, func(t *testing.T) {
			raw := []byte(c.raw)
			if got := outline(raw, Scan(raw)); !reflect.DeepEqual(got, c.want) {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
			if strings.Contains(c.raw, "\r") {
				return
			}
			var want []string
			for _, w := range c.want {
				want = append(want, strings.ReplaceAll(w, `\n`, `\r\n`))
			}
			if got := outline(crlf(c.raw), Scan(crlf(c.raw))); !reflect.DeepEqual(got, want) {
				t.Errorf("with CRLF\ngot  %q\nwant %q", got, want)
			}
		})
	}
}

// A structure must not depend on how the bytes came in.
func TestScannerChunks(t *testing.T) {
	for _, c := range structures {
		for _, raw := range [][]byte{[]byte(c.raw), crlf(c.raw)} {
			want := Scan(raw)
			for _, n := range []int{1, 2, 3, 7} {
				s := NewScanner()
				for i := 0; i < len(raw); i += n {
					s.Write(raw[i:min(i+n, len(raw))])
				}
				if got := s.Structure(); !reflect.DeepEqual(got, want) {
					t.Errorf("%s by %d bytes:\ngot  %+v\nwant %+v", c.name, n, got, want)
				}
			}
		}
	}
}

// check reports what no structure may be: offsets out of order or out of bounds, parents that come later.
func check(st *Structure, size int64) error {
	if st.Size != size || len(st.Parts) == 0 || len(st.Parts) > maxParts {
		return fmt.Errorf("size %d of %d, %d parts", st.Size, size, len(st.Parts))
	}
	for i, p := range st.Parts {
		switch {
		case p.ID != i || p.Parent >= i || p.Parent < 0 && i > 0 || p.Depth > maxDepth+1:
			return fmt.Errorf("part %d: %+v", i, p)
		case p.HeaderOff < 0 || p.BodyOff < p.HeaderOff || p.End < p.BodyOff || p.End > size:
			return fmt.Errorf("part %d: offsets %d %d %d of %d", i, p.HeaderOff, p.BodyOff, p.End, size)
		}
	}
	return nil
}

func FuzzScan(f *testing.F) {
	for _, c := range structures {
		f.Add([]byte(c.raw), uint8(5))
	}
	f.Fuzz(func(t *testing.T, raw []byte, chunk uint8) {
		want := Scan(raw)
		if err := check(want, int64(len(raw))); err != nil {
			t.Fatal(err)
		}
		s := NewScanner()
		for i := 0; i < len(raw); i += int(chunk) + 1 {
			s.Write(raw[i:min(i+int(chunk)+1, len(raw))])
		}
		if got := s.Structure(); !reflect.DeepEqual(got, want) {
			t.Errorf("chunks of %d change the structure:\ngot  %+v\nwant %+v", chunk+1, got, want)
		}
	})
}
