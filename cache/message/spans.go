package message

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// spanBuilder gathers text into spans, a new one wherever style or link changes. Joining strings one by one would copy
// a long paragraph once per word.
type spanBuilder struct {
	done []Span
	like Span // style and link of text
	text []byte
}

func (b *spanBuilder) add(like Span, text string) {
	if len(b.text) > 0 && (b.like.Style != like.Style || b.like.Link != like.Link) {
		b.flush()
	}
	b.like = like
	b.text = append(b.text, text...)
}

func (b *spanBuilder) flush() {
	if len(b.text) > 0 {
		b.done = append(b.done, Span{string(b.text), b.like.Style, b.like.Link})
		b.text = b.text[:0]
	}
}

// take gives the spans and begins anew.
func (b *spanBuilder) take() []Span {
	b.flush()
	spans := b.done
	b.done = nil
	return spans
}

func (b *spanBuilder) empty() bool { return len(b.text) == 0 && len(b.done) == 0 }

// endsLine says that nothing follows the last line break.
func (b *spanBuilder) endsLine() bool {
	if n := len(b.text); n > 0 {
		return b.text[n-1] == '\n'
	}
	return len(b.done) == 0 || strings.HasSuffix(b.done[len(b.done)-1].Text, "\n")
}

// inSentence says that what was written last is words that go on.
func (b *spanBuilder) inSentence() bool {
	last := b.text
	if len(last) == 0 && len(b.done) > 0 {
		last = []byte(b.done[len(b.done)-1].Text)
	}
	r, _ := utf8.DecodeLastRune(bytes.TrimRight(last, " \u00a0"))
	return unicode.IsLetter(r) || unicode.IsDigit(r) || r == ','
}

// lastRune is the character written last.
func (b *spanBuilder) lastRune() rune {
	if len(b.text) == 0 && len(b.done) > 0 {
		return lastRune(b.done[len(b.done)-1].Text)
	}
	r, _ := utf8.DecodeLastRune(b.text)
	return r
}

// last is what was added last.
func (b *spanBuilder) last() Span {
	if len(b.text) == 0 && len(b.done) > 0 {
		return b.done[len(b.done)-1]
	}
	return Span{string(b.text), b.like.Style, b.like.Link}
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// words joins the text of spans.
func words(spans []Span) string {
	if len(spans) == 1 {
		return spans[0].Text
	}
	var out strings.Builder
	for _, s := range spans {
		out.WriteString(s.Text)
	}
	return out.String()
}

// spansWidth is the width of spans in cells.
func spansWidth(spans []Span) int {
	n := 0
	for _, s := range spans {
		n += ansi.StringWidth(s.Text)
	}
	return n
}

// asciiWidth is the width of spans that hold nothing but ASCII, else -1.
func asciiWidth(spans []Span) int {
	n := 0
	for _, s := range spans {
		if !plain(s.Text, false) {
			return -1
		}
		n += len(s.Text)
	}
	return n
}

// blanks are the characters that make no mark.
const blanks = " \n\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\u2800"

// trimSpans removes blanks and line breaks around a block.
func trimSpans(spans []Span) []Span {
	for len(spans) > 0 {
		s := &spans[0]
		if s.Text = strings.TrimLeft(s.Text, blanks); s.Text != "" {
			break
		}
		spans = spans[1:]
	}
	for len(spans) > 0 {
		s := &spans[len(spans)-1]
		if s.Text = strings.TrimRight(s.Text, blanks); s.Text != "" {
			break
		}
		spans = spans[:len(spans)-1]
	}
	return spans
}

// cutSpans cuts a line to width cells and marks the cut.
func cutSpans(spans []Span, width int) []Span {
	if spansWidth(spans) <= width {
		return spans
	}
	var out []Span
	left := width - 1
	for _, s := range spans {
		text := ansi.Truncate(s.Text, left, "")
		if text != "" {
			out = append(out, Span{text, s.Style, s.Link})
		}
		left -= ansi.StringWidth(text)
		if text != s.Text {
			break
		}
	}
	return append(out, Span{Text: "…"})
}
