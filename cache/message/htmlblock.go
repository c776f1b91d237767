package message

import (
	"strings"
	"unicode/utf8"
)

// text adds text, its white space collapsed unless it is preformatted.
func (h *htmlWriter) text(s string) {
	if h.unseen && !h.bare {
		h.w.hide(s)
		return
	}
	if h.pre {
		h.put(CleanText(s))
		return
	}
	h.white(s[:len(s)-len(strings.TrimLeft(s, htmlSpace))])
	if text := Clean(collapse(s)); text != "" {
		h.put(text)
		h.white(s[len(strings.TrimRight(s, htmlSpace)):])
	}
}

// white asks for a blank before the next text where s, white space of the source, is any.
func (h *htmlWriter) white(s string) {
	if s != "" {
		broken := strings.Contains(s, "\n") && (h.broken || !h.blank)
		h.space()
		h.broken = broken
	}
}

// space asks for a blank before the next text.
func (h *htmlWriter) space() { h.blank, h.broken = h.blank || !h.spans.empty(), false }

// collapse makes single blanks of the white space of HTML and none at the ends. A line break between characters of a
// script that knows no blanks is none.
func collapse(s string) string {
	if collapsed(s) {
		return s
	}
	var out strings.Builder
	out.Grow(len(s))
	for {
		s = strings.TrimLeft(s, htmlSpace)
		n := strings.IndexAny(s, htmlSpace)
		if n < 0 {
			out.WriteString(s)
			return out.String()
		}
		word := s[:n]
		rest := strings.TrimLeft(s[n:], htmlSpace)
		out.WriteString(word)
		if white := s[n : len(s)-len(rest)]; rest != "" && !(strings.Contains(white, "\n") && goesOn(lastRune(word), rest)) {
			out.WriteByte(' ')
		}
		s = rest
	}
}

// goesOn says that text after a line break goes on without a blank: Chinese and Japanese do.
func goesOn(before rune, after string) bool {
	next, _ := utf8.DecodeRuneInString(after)
	return isIdeograph(before) && isIdeograph(next)
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

// collapsed says that nothing is left to be done, as with most text that a program has written.
func collapsed(s string) bool {
	after := byte(' ')
	for i := range len(s) {
		switch c := s[i]; {
		case c == ' ' && after == ' ', c == '\t', c == '\n', c == '\r', c == '\f':
			return false
		default:
			after = c
		}
	}
	return s == "" || after != ' '
}

// put adds clean text to the block being gathered.
func (h *htmlWriter) put(s string) {
	like := Span{Style: h.style, Link: h.link}
	if (h.blank && !(h.broken && goesOn(h.spans.lastRune(), s)) || h.sticks(s)) && !h.spans.endsLine() {
		h.spans.add(like, " ")
	}
	h.blank = false
	for len(s) > maxBlockText {
		n := maxBlockText
		for n > 0 && !utf8.RuneStart(s[n]) {
			n--
		}
		h.spans.add(like, s[:n])
		h.end(false)
		s = s[n:]
	}
	h.spans.add(like, s)
	h.capture(s)
	if h.size += len(s); h.size > maxBlockText {
		h.end(false)
	}
}

// sticks says that text in a link would run into that of another link, which only the space around links keeps apart.
func (h *htmlWriter) sticks(text string) bool {
	if h.link == 0 || h.spans.empty() || h.spans.like.Link == 0 {
		return false
	}
	last := h.spans.last()
	end, _ := utf8.DecodeLastRuneInString(last.Text)
	begin, _ := utf8.DecodeRuneInString(text)
	return last.Link != 0 && h.anchors[last.Link-1].URL != h.anchors[h.link-1].URL && isWordRune(end) && isWordRune(begin)
}

// maxBlockText keeps one block small enough to be laid out at once.
const maxBlockText = 32 << 10

func (h *htmlWriter) lineBreak() {
	if h.spans.empty() {
		h.gap = true
		return
	}
	h.blank = false
	h.spans.add(Span{}, "\n")
	h.capture(" ")
}

// end writes the block gathered so far. gap asks that it stands apart from what follows or went before.
func (h *htmlWriter) end(gap bool) {
	some := !h.spans.empty()
	spans := trimSpans(h.spans.take())
	defer func() { h.poster = false }()
	h.size, h.blank = 0, false
	if len(spans) == 0 {
		h.gap = h.gap || (gap || some) && !h.fresh // a no-break space alone is an empty line
		return
	}
	b := Block{Kind: h.kind, Quote: h.quote, Spans: spans, Tight: !h.gap, Level: h.head, poster: h.poster}
	switch {
	case h.pre:
		b.Kind = Pre
	case h.sig:
		b.Kind = Signature
	case h.item && h.kind == Paragraph:
		b.Kind, b.Level, b.Marker = Item, h.level-1, h.marker
		h.marker, h.fresh = "", false
	case h.kind == Heading && utf8.RuneCountInString(words(spans)) > 300:
		b.Kind, b.Level = Paragraph, 0
	}
	h.gap = gap
	if h.cells != nil {
		h.cell(spans)
		return
	}
	h.w.block(b)
}
