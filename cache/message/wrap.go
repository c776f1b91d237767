package message

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

func itoa(n int) string { return strconv.Itoa(n) }

// wrapper breaks one hard line into lines of cells.
type wrapper struct {
	width, rest int // of the first line, of the others
	out         [][]Span
	line        []Span
	used        int    // cells of line
	gap         []Span // blanks that are only written if something follows them
	gapWidth    int
	word        []Span // the word being gathered; it may change its style inside
	wordWidth   int
	torn        bool // the word is wider than a line and its beginning is already written
}

// wrap breaks spans without line feeds to width cells, the first line to width, the following to rest. It always
// gives at least one line. Words break at blanks, ideographs anywhere between two of them, and what is wider than a
// line wherever it must.
func wrap(spans []Span, width, rest int) [][]Span {
	w := wrapper{width: max(width, 2), rest: max(rest, 2)} // room for one wide character
	for _, s := range spans {
		w.span(s)
	}
	w.endWord()
	if len(w.line) > 0 || len(w.out) == 0 {
		w.out = append(w.out, w.line)
	}
	return w.out
}

func (w *wrapper) span(s Span) {
	text := s.Text
	for text != "" {
		switch n := asciiWord(text); {
		case text[0] == ' ':
			n = len(text) - len(strings.TrimLeft(text, " "))
			w.endWord()
			w.torn = false
			w.gap = addSpan(w.gap, s, text[:n])
			w.gapWidth += n
			text = text[n:]
		case n > 0:
			if w.ideograph() && wordByte(text[0]) {
				w.endWord()
			}
			w.grow(s, text[:n], n)
			text = text[n:]
		default:
			cluster, cells := ansi.FirstGraphemeCluster(text, ansi.GraphemeWidth)
			w.cluster(s, cluster, cells)
			text = text[len(cluster):]
		}
	}
}

// asciiWord is the length of the printable ASCII at the front of s that can be no part of a larger cluster.
func asciiWord(s string) int {
	n := 0
	for n < len(s) && s[n] > ' ' && s[n] < 0x7f {
		n++
	}
	if n > 0 && n < len(s) && s[n] >= 0x80 { // a combining mark may follow
		n--
	}
	return n
}

// cluster takes one grapheme cluster. Wide ones are words of their own, except that closing punctuation stays with
// what stands before it and opening punctuation with what follows.
func (w *wrapper) cluster(s Span, cluster string, cells int) {
	r, _ := utf8.DecodeRuneInString(cluster)
	wide := cells == 2 && !strings.ContainsRune(noStart, r)
	if wide && !w.opens() {
		w.endWord()
		w.torn = false
	}
	w.grow(s, cluster, cells)
}

// grow adds to the word. A word wider than any line is written as far as it is known: it will be chopped anyway, and
// hostile mail has words of megabytes.
func (w *wrapper) grow(s Span, text string, cells int) {
	w.word = addSpan(w.word, s, text)
	if w.wordWidth += cells; w.wordWidth > max(w.width, w.rest) {
		w.endWord()
		w.torn = true
	}
}

// ideograph says that the word gathered ends with a character after which a line may break.
func (w *wrapper) ideograph() bool {
	if len(w.word) == 0 || w.opens() {
		return false
	}
	text := w.word[len(w.word)-1].Text
	r, _ := utf8.DecodeLastRuneInString(text)
	return r >= 0x2e80 && ansi.StringWidth(string(r)) == 2
}

// opens says that the word gathered ends with opening punctuation.
func (w *wrapper) opens() bool {
	if len(w.word) == 0 {
		return false
	}
	r, _ := utf8.DecodeLastRuneInString(w.word[len(w.word)-1].Text)
	return strings.ContainsRune(noEnd, r)
}

const (
	noStart = "、。，．：；？！）］｝〉》」』】〕〗〙・ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ〜…％"
	noEnd   = "（［｛〈《「『【〔〖〘￥＄"
)

// endWord puts the gathered word on this line or the next.
func (w *wrapper) endWord() {
	if len(w.word) == 0 {
		return
	}
	if w.torn {
		w.chop()
		w.word, w.wordWidth = nil, 0
		return
	}
	if w.used+w.gapWidth+w.wordWidth > w.limit() && w.used+w.gapWidth > 0 && (w.used > 0 || w.wordWidth > w.limit()-w.gapWidth) {
		w.newLine()
	}
	w.put(w.gap, w.gapWidth)
	w.gap, w.gapWidth = nil, 0
	if w.wordWidth <= w.limit()-w.used {
		w.put(w.word, w.wordWidth)
	} else {
		w.chop()
	}
	w.word, w.wordWidth = nil, 0
}

func (w *wrapper) limit() int {
	if len(w.out) == 0 {
		return w.width
	}
	return w.rest
}

func (w *wrapper) put(spans []Span, cells int) {
	for _, s := range spans {
		w.line = addSpan(w.line, s, s.Text)
	}
	w.used += cells
}

// newLine ends the line. Blanks at the break go.
func (w *wrapper) newLine() {
	if w.used > 0 || len(w.out) > 0 {
		w.out = append(w.out, w.line)
		w.line, w.used = nil, 0
	}
	w.gap, w.gapWidth = nil, 0
}

// chop writes a word that is wider than a line.
func (w *wrapper) chop() {
	for _, s := range w.word {
		for text := s.Text; text != ""; {
			cluster, cells := ansi.FirstGraphemeCluster(text, ansi.GraphemeWidth)
			if w.used+cells > w.limit() && w.used > 0 {
				w.newLine()
			}
			w.line = addSpan(w.line, s, cluster)
			w.used += cells
			text = text[len(cluster):]
		}
	}
}

// addSpan appends text in the style of s, joined to the last span where that has the same style.
func addSpan(spans []Span, s Span, text string) []Span {
	if text == "" {
		return spans
	}
	if n := len(spans); n > 0 && spans[n-1].Style == s.Style && spans[n-1].Link == s.Link {
		spans[n-1].Text += text
		return spans
	}
	return append(spans, Span{text, s.Style, s.Link})
}

// spansWidth is the width of spans in cells.
func spansWidth(spans []Span) int {
	n := 0
	for _, s := range spans {
		n += ansi.StringWidth(s.Text)
	}
	return n
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
		out = addSpan(out, s, text)
		left -= ansi.StringWidth(text)
		if text != s.Text {
			break
		}
	}
	return append(out, Span{Text: "…"})
}
