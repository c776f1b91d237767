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
	line        spanBuilder
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
	if n := asciiWidth(spans); n >= 0 && n <= width {
		return [][]Span{spans}
	}
	w := wrapper{width: max(width, 2), rest: max(rest, 2)} // room for one wide character
	for _, s := range spans {
		w.span(s)
	}
	w.endWord()
	if !w.line.empty() || len(w.out) == 0 {
		w.out = append(w.out, w.line.take())
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
			w.gap = append(w.gap, Span{text[:n], s.Style, s.Link})
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
// what stands before it, opening punctuation with what follows, and Korean breaks at its blanks.
func (w *wrapper) cluster(s Span, cluster string, cells int) {
	r, _ := utf8.DecodeRuneInString(cluster)
	wide := cells == 2 && !strings.ContainsRune(noStart, r) && (!isHangul(r) || w.ideograph())
	if wide && !w.opens() {
		w.endWord()
		w.torn = false
	}
	w.grow(s, cluster, cells)
}

// grow adds to the word. A word wider than any line is written as far as it is known: it will be chopped anyway, and
// hostile mail has words of megabytes.
func (w *wrapper) grow(s Span, text string, cells int) {
	w.word = append(w.word, Span{text, s.Style, s.Link})
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
	return r >= 0x2e80 && !isHangul(r) && ansi.StringWidth(string(r)) == 2
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
		w.word, w.wordWidth = w.word[:0], 0
		return
	}
	if w.used+w.gapWidth+w.wordWidth > w.limit() && w.used+w.gapWidth > 0 && (w.used > 0 || w.wordWidth > w.limit()-w.gapWidth) {
		w.newLine()
	}
	w.put(w.gap, w.gapWidth)
	w.gap, w.gapWidth = w.gap[:0], 0
	if w.wordWidth <= w.limit()-w.used {
		w.put(w.word, w.wordWidth)
	} else {
		w.chop()
	}
	w.word, w.wordWidth = w.word[:0], 0
}

func (w *wrapper) limit() int {
	if len(w.out) == 0 {
		return w.width
	}
	return w.rest
}

func (w *wrapper) put(spans []Span, cells int) {
	for _, s := range spans {
		w.line.add(s, s.Text)
	}
	w.used += cells
}

// newLine ends the line. Blanks at the break go.
func (w *wrapper) newLine() {
	if w.used > 0 || len(w.out) > 0 {
		w.out = append(w.out, w.line.take())
		w.used = 0
	}
	w.gap, w.gapWidth = w.gap[:0], 0
}

// chop writes a word that is wider than a line.
func (w *wrapper) chop() {
	for _, s := range w.word {
		for text := s.Text; text != ""; {
			cluster, cells := ansi.FirstGraphemeCluster(text, ansi.GraphemeWidth)
			if w.used+cells > w.limit() && w.used > 0 {
				w.newLine()
			}
			w.line.add(s, cluster)
			w.used += cells
			text = text[len(cluster):]
		}
	}
}
