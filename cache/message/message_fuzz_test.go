package message

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"
)

func FuzzMessage(f *testing.F) {
	for _, c := range structures {
		f.Add([]byte(c.raw))
	}
	for _, c := range hostile {
		if raw := c.make(1); len(raw) < 8<<10 {
			f.Add(raw)
		}
	}
	f.Add([]byte("Content-Type: multipart/alternative; boundary=b\n\n--b\n\nview in browser\n--b\nContent-Type: text/html\n\n<table><tr><th>a<th>b<tr><td>1<td>2</table>\n--b\nContent-Type: text/calendar\n\nBEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20240102T030405Z\n--b--\n"))
	f.Fuzz(func(t *testing.T, raw []byte) { inspect(t, raw) })
}

func FuzzHTML(f *testing.F) {
	for _, s := range []string{"<p>a<b>b</p>c", "<table><tr><td>a<td>1<tr><td>b<td>2</table>", "<ul><li>a<ol><li>b</ul>", "<a href=http://a.example>http://b.example</a>",
		"<pre>a\tb\n  c</pre>", "<blockquote><div style='font-size:0'>x<span style='font-size:9px'>y", "<img src=cid:x><img alt='a b'>", "<title>x<p>y", "&#27;&#x202e;&nbsp;", "日本<wbr>語"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d := &Document{}
		w := writer{doc: d}
		w.html(s)
		inspectDocument(t, d)
	})
}

func FuzzPlain(f *testing.F) {
	f.Add("> a \n> b\n-- \nsig", true, true)
	f.Add("> > a\n>b\n\n---------------\nwww.a.example, (http://b.example/x(y)).\n", false, false)
	f.Fuzz(func(t *testing.T, s string, flowed, delSp bool) {
		d := &Document{}
		w := writer{doc: d}
		w.plain(s, flowed, delSp)
		inspectDocument(t, d)
	})
}

func FuzzHeaderText(f *testing.F) {
	for _, s := range []string{"=?utf-8?Q?a_b?= =?utf-8?B?w7w?=", "=?iso-2022-jp?B?GyRCRnw=?= =?iso-2022-jp?B?S1wbKEI=?=", "=?x?q?", "\x1b$B", "=?utf-7?q?+AGE-?="} {
		f.Add(s, "koi8-r")
	}
	f.Fuzz(func(t *testing.T, s, hint string) {
		if why := forbidden(headerText(s, hint), false); why != "" {
			t.Errorf("headerText(%q) lets through %s", s, why)
		}
	})
}

func FuzzAddresses(f *testing.F) {
	for _, s := range []string{"a@b", "Doe, John <j@d>, x@y; z@w", "g: a@b, c@d;", "\"x\" (y) <z", "<@r:a@b>", "((", "=?utf-8?q?a?= <b@c>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, a := range parseAddresses(s, "") {
			clean(t, "name", a.Name)
			clean(t, "address", a.Addr)
			if a.Name == "" && a.Addr == "" {
				t.Errorf("an empty address from %q", s)
			}
		}
	})
}

func FuzzDate(f *testing.F) {
	for _, s := range []string{"Mon, 2 Jan 2006 15:04:05 -0700", "2024-05-01T10:00:00Z", "1 May 24 9:05 pm EST", "(((", "31/12/99 23:59"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if d, ok := parseDate(s); ok && (d.Year() < 1979 || d.Year() > 2101) {
			t.Errorf("parseDate(%q) = %v", s, d)
		}
	})
}

func FuzzTransfer(f *testing.F) {
	f.Add("base64", []byte("SGVs\nbG8=\n--\nfooter here\n"))
	f.Add("base64", []byte("\xff"+strings.Repeat("p", 1030)+" x"))
	f.Add("quoted-printable", []byte("a=3D=\r\nb =\nc=zz="))
	f.Add("x-uuencode", []byte("begin 644 x\n#0V%T\n`\nend\n"))
	f.Add("x-uuencode", []byte("@"+strings.Repeat("0", 23)))
	f.Add("x-yenc", []byte("=ybegin line=128 size=3 name=x\n\x8b\x8c=\x40\n=yend\n"))
	f.Fuzz(func(t *testing.T, encoding string, b []byte) {
		whole := bytes.Buffer{}
		if _, err := whole.ReadFrom(transferDecoder(encoding, bytes.NewReader(b))); err != nil {
			t.Fatal(err)
		}
		if whole.Len() > len(b)*3/2+3 { // a line of uuencode may have lost the blanks of its second half
			t.Errorf("%d bytes from %d", whole.Len(), len(b))
		}
		small := bytes.Buffer{}
		if _, err := small.ReadFrom(transferDecoder(encoding, oneByte{bytes.NewReader(b)})); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(whole.Bytes(), small.Bytes()) {
			t.Errorf("reading byte by byte gives %q, not %q", small.Bytes(), whole.Bytes())
		}
	})
}

// oneByte reads one byte at a time.
type oneByte struct{ r *bytes.Reader }

func (o oneByte) Read(p []byte) (int, error) { return o.r.Read(p[:min(1, len(p))]) }

func FuzzCharset(f *testing.F) {
	for _, label := range []string{"utf-8", "utf-7", "utf-16", "iso-2022-jp", "iso-2022-kr", "gb18030", "shift_jis", "", "x"} {
		f.Add(label, []byte("\x1b$BF|K\\\x1b(B \x0e\x21\x0f +AGE-\xff\xfe\x82\xa0"))
	}
	f.Fuzz(func(t *testing.T, label string, b []byte) {
		if !utf8.ValidString(decodeCharset(b, label)) {
			t.Errorf("decodeCharset(%q, %q) is not UTF-8", b, label)
		}
	})
}
