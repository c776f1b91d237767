package pop3

import (
	"bytes"
	"io"
	"testing"
)

func BenchmarkDotReader(b *testing.B) {
	for _, c := range []struct{ name, line string }{
		{"text", "the quick brown fox jumps over the lazy dog, and then once more.\r\n"},
		{"base64", "VGhlIHF1aWNrIGJyb3duIGZveCBqdW1wcyBvdmVyIHRoZSBsYXp5IGRvZwpUaGUgcXVpY2s\r\n"},
		{"dots only", ".\r\n"},
	} {
		b.Run(c.name, func(b *testing.B) {
			raw := bytes.Repeat([]byte(c.line), 4<<20/len(c.line))
			octets := stuff(raw)
			b.SetBytes(int64(len(octets)))
			b.ReportAllocs()
			for b.Loop() {
				conn, _ := fed(octets, 64<<10)
				d := conn.body(0)
				n := 0
				for {
					p, err := d.next()
					n += len(p)
					if err == io.EOF {
						break
					}
					if err != nil {
						b.Fatal(err)
					}
				}
				if n != len(raw) {
					b.Fatal(n)
				}
			}
		})
	}
}
