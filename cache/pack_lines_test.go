package cache

import (
	"bytes"
	"encoding/base64"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
)

// wrapped is n octets in lines of base64.
func wrapped(n, width int, end string) string {
	raw := make([]byte, n)
	r := rand.New(rand.NewPCG(uint64(n), uint64(width)))
	for i := range raw {
		raw[i] = byte(r.Uint32())
	}
	all := base64.StdEncoding.EncodeToString(raw)
	var b strings.Builder
	for len(all) > 0 {
		k := min(width, len(all))
		b.WriteString(all[:k] + end)
		all = all[k:]
	}
	return b.String()
}

func TestLinesOfBase64(t *testing.T) {
	head := "Subject: picture\r\nContent-Transfer-Encoding: base64\r\n\r\n"
	odd := strings.Repeat("QQ==", 19) + "\r\n" // is not what its octets encode to
	loose := strings.Repeat("A", 74) + "AB\r\n"
	for name, c := range map[string]struct {
		in    string
		codec int
	}{
		"an attachment":            {head + wrapped(20000, 76, "\r\n") + "\r\n--b--\r\n", lined},
		"line feeds alone":         {head + wrapped(20000, 76, "\n"), lined},
		"narrow lines":             {wrapped(9000, 64, "\r\n"), lined},
		"wide lines":               {wrapped(9000, 1020, "\r\n"), lined},
		"too wide":                 {wrapped(768*12, 1024, "\r\n"), plain},
		"two attachments":          {wrapped(5000, 76, "\r\n") + "\r\n--b\r\n\r\n" + wrapped(7000, 76, "\r\n"), lined},
		"two widths":               {wrapped(5000, 76, "\r\n") + "--b\r\n" + wrapped(7000, 72, "\r\n"), lined},
		"cut in the middle":        {wrapped(9000, 76, "\r\n")[31:10001], lined},
		"ends mixed":               {wrapped(2000, 76, "\r\n") + wrapped(2000, 76, "\n"), lined},
		"an end cut off":           {strings.TrimSuffix(wrapped(57*100, 76, "\r\n"), "\n"), lined},
		"text":                     {strings.Repeat("Dear all, nothing to see here.\r\n", 400), plain},
		"padding inside":           {strings.Repeat(odd, 200), plain},
		"padding among lines":      {wrapped(5700, 76, "\r\n") + odd + wrapped(5700, 76, "\r\n"), lined},
		"nothing":                  {"", plain},
		"one octet":                {"A", plain},
		"only line feeds":          {strings.Repeat("\n", 5000), plain},
		"carriage returns in line": {strings.Repeat(strings.Repeat("A", 36)+"\r"+strings.Repeat("B", 39)+"\r\n", 100), plain},
		"not canonical":            {strings.Repeat(strings.Repeat("A", 75)+"\x00\r\n", 100) + loose, lined},
	} {
		t.Run(name, func(t *testing.T) {
			p := foldLines([]byte(c.in))
			if p.codec != c.codec {
				t.Errorf("codec %d, want %d", p.codec, c.codec)
			}
			got, err := newPacker().unpack(p.codec, p.bytes)
			if err != nil || string(got) != c.in {
				t.Fatalf("came back with %d octets of %d, %v", len(got), len(c.in), err)
			}
			if p.codec == lined && len(c.in) > 5000 && !strings.Contains(name, "mixed") && !strings.Contains(name, "not") &&
				len(p.bytes)*10 > len(c.in)*9 {
				t.Errorf("%d octets are kept in %d", len(c.in), len(p.bytes))
			}
		})
	}
}

// What is folded lies among other messages: it may not write beyond its own bytes.
func TestFoldingStaysWithinItsBytes(t *testing.T) {
	arena := []byte(wrapped(5700, 76, "\r\n") + "the next message")
	end := len(arena) - len("the next message")
	foldLines(arena[:end:end])
	tiny := []byte(strings.Repeat("A", 32) + "\n" + "next") // the directory takes more room than is saved
	foldLines(tiny[:33:33])
	if string(arena[end:]) != "the next message" || string(tiny[33:]) != "next" {
		t.Error("the message behind was written over")
	}
}

func FuzzFoldLines(f *testing.F) {
	f.Add([]byte(wrapped(500, 76, "\r\n") + "x\r\n" + wrapped(500, 76, "\n")))
	f.Add([]byte(wrapped(200, 32, "\n")))
	f.Fuzz(func(t *testing.T, b []byte) {
		p := foldLines(bytes.Clone(b))
		got, err := newPacker().unpack(p.codec, p.bytes)
		if err != nil || !bytes.Equal(got, b) {
			t.Fatalf("%q came back as %q, %v", b, got, err)
		}
	})
}

func FuzzUnfoldLines(f *testing.F) {
	f.Add(foldLines([]byte(wrapped(500, 76, "\r\n"))).bytes)
	f.Add([]byte{8, 1, 0, 0xff, 0xff, 0x7f, 0, 0, 0, 6})
	f.Fuzz(func(t *testing.T, kept []byte) {
		b, err := unfoldLines(kept)
		if err == nil && len(b) > chunkSize || err != nil && !errors.Is(err, ErrDamaged) {
			t.Fatalf("%d octets, %v", len(b), err)
		}
	})
}

func BenchmarkFoldLines(b *testing.B) {
	whole := []byte(wrapped(chunkSize*3/4, 76, "\r\n"))[:chunkSize]
	buf := make([]byte, chunkSize)
	b.SetBytes(chunkSize)
	for b.Loop() {
		copy(buf, whole)
		foldLines(buf)
	}
}

func BenchmarkUnfoldLines(b *testing.B) {
	p := foldLines([]byte(wrapped(chunkSize*3/4, 76, "\r\n"))[:chunkSize])
	b.SetBytes(chunkSize)
	for b.Loop() {
		if _, err := unfoldLines(p.bytes); err != nil {
			b.Fatal(err)
		}
	}
}
