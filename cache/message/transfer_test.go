package message

import (
	"bytes"
	"encoding/base64"
	"io"
	"strings"
	"testing"
)

func TestTransfer(t *testing.T) {
	for _, c := range []struct{ name, encoding, in, want string }{
		{"base64", "base64", "SGVsbG8g\r\nV29ybGQ=\r\n", "Hello World"},
		{"no padding", "base64", "SGVsbG8", "Hello"},
		{"lines of any length", "base64", "SGV\nsbG8gV2\n9ybGQ=", "Hello World"},
		{"junk inside", "base64", "SGVs!bG8gV29ybGQgSGVsbG8gV29ybGQ=\n", "Hello World Hello World"},
		{"two encodings in a row", "base64", "SGVsbG8=\nV29ybGQ=\n", "HelloWorld"},
		{"two encodings on a line", "base64", "SGVsbG8=V29ybGQ=\n", "HelloWorld"},
		{"footer of a list", "base64", "SGVsbG8gV29ybGQ=\n_______________\nList mailing list\nlist@example.org\n", "Hello World"},
		{"footer without padding before it", "base64", "SGVsbG8gV29ybGQh\nSGVsbG8gV29ybGQh\n\n-- \nThis is the list footer of http://x.example/\n", "Hello World!Hello World!"},
		{"rest of the line", "base64", "ecO2dMOkIHZhYW4uCg== ignored\n", "yötä vaan.\n"},
		{"not base64 at all", "base64", "Dear Bob,\n\nthis is plain text, whatever it claims.\n", "Dear Bob,\n\nthis is plain text, whatever it claims.\n"},
		{"one digit too many", "base64", "SGVsbG8gV29ybGQhA", "Hello World!"},
		{"a word that is none", "base64", "Hello\r\n", "Hello\r\n"},
		{"words that are none", "base64", "Good\nnight\n\n", "Good\nnight\n\n"},
		{"URL alphabet", "base64", "__-_", "\xff\xff\xbf"},
		{"empty", "base64", "", ""},
		{"quoted-printable", "quoted-printable", "a=3Db=\r\nc \r\nd", "a=bc\r\nd"},
		{"soft break at the end", "quoted-printable", "abc=", "abc"},
		{"blanks behind a soft break", "quoted-printable", "ab=  \nc", "abc"},
		{"invalid escape", "quoted-printable", "a=zz=4", "a=zz=4"},
		{"lower-case escape", "quoted-printable", "=c3=bc", "ü"},
		{"raw 8-bit", "quoted-printable", "ü=\n", "ü"},
		{"uuencode", "x-uuencode", "begin 644 cat.txt\n#0V%T\n`\nend\n", "Cat"},
		{"uuencode without begin", "x-uuencode", "#0V%T\n", "Cat"},
		{"uuencode, blanks cut off", "x-uuencode", "begin 644 x\n#0V%T\n#``!\n`\nend\n", "Cat\x00\x00@"},
		{"yEnc", "x-yenc", "=ybegin line=128 size=5 name=x\nr\x8f\x96\x96\x99\n=yend size=5\n", "Hello"},
		{"yEnc escape", "x-yenc", "=ybegin line=128 size=2 name=x\n=n=}\n=yend\n", "\x04\x13"},
		{"identity", "", "a=3D\r\n", "a=3D\r\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := io.ReadAll(transferDecoder(c.encoding, strings.NewReader(c.in)))
			if err != nil || string(got) != c.want {
				t.Errorf("got %q, %v, want %q", got, err, c.want)
			}
		})
	}
}

// What the standard library encodes comes back byte for byte, whatever the line length.
func TestBase64RoundTrip(t *testing.T) {
	data := make([]byte, 200_000)
	for i := range data {
		data[i] = byte(i * i >> 3)
	}
	for _, width := range []int{57, 60, 76, 1000, 1 << 20} {
		for cut := range 3 {
			want := data[:len(data)-cut]
			digits := base64.StdEncoding.EncodeToString(want)
			var wrapped strings.Builder
			for ; len(digits) > width; digits = digits[width:] {
				wrapped.WriteString(digits[:width] + "\r\n")
			}
			wrapped.WriteString(digits + "\r\n")
			got, err := io.ReadAll(newBase64Reader(strings.NewReader(wrapped.String())))
			if err != nil || !bytes.Equal(got, want) {
				t.Errorf("lines of %d, %d bytes less: %d bytes back of %d, %v", width, cut, len(got), len(want), err)
			}
		}
	}
}

func BenchmarkBase64(b *testing.B) {
	line := base64.StdEncoding.EncodeToString(make([]byte, 57)) + "\r\n"
	body := strings.Repeat(line, 100_000)
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		if _, err := io.Copy(io.Discard, newBase64Reader(strings.NewReader(body))); err != nil {
			b.Fatal(err)
		}
	}
}
