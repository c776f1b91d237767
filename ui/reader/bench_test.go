package reader

import (
	"fmt"
	"image"
	"strings"
	"testing"

	"poplin/cache"
	"poplin/pop3/maildrop"
	"poplin/ui/theme"
)

// big is a message with about n bytes of text, or of HTML.
func big(kind string, n int) maildrop.Message {
	var b strings.Builder
	fmt.Fprintf(&b, "From: a@b.example\r\nSubject: big\r\nMIME-Version: 1.0\r\nContent-Type: text/%s; charset=utf-8\r\n\r\n", kind)
	for i := 0; b.Len() < n; i++ {
		if kind == "html" {
			fmt.Fprintf(&b, "<tr><td><p>Paragraph %d of a <b>long</b> newsletter with <a href=\"https://x.example/%d\">a link</a> in it.</p></td></tr>\r\n", i, i)
		} else {
			fmt.Fprintf(&b, "Line %d of a long letter, which goes on to about seventy-two columns or so.\r\n", i)
		}
	}
	return maildrop.Message{UIDL: kind, Raw: []byte(b.String())}
}

func BenchmarkOpen(b *testing.B) {
	c, ids := fill(b, b.TempDir(), append(sampleMail(), big("plain", 1<<20), big("html", 1<<20), big("plain2", 50<<20)))
	defer c.Close()
	for _, uidl := range []string{"engine-1", "slow-terminal-03", "plain", "html", "comet-photographs"} {
		b.Run(uidl, func(b *testing.B) {
			s := benchScreen(b, c)
			for b.Loop() {
				s.run(s.Show(0, nil))
				s.run(s.Show(ids[uidl], nil))
			}
		})
	}
}

func benchScreen(b *testing.B, c *cache.Cache) *bench {
	s := benchOn(b, image.Pt(100, 40), theme.Choice{Dark: true}, c, nil)
	return s
}

func BenchmarkView(b *testing.B) {
	c, ids := fill(b, b.TempDir(), []maildrop.Message{big("plain", 1<<20)})
	defer c.Close()
	s := benchScreen(b, c)
	s.run(s.Show(ids["plain"], nil))
	for b.Loop() {
		s.scrollTo(s.top + 1)
		s.View()
	}
}
