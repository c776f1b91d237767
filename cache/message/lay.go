package message

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// minWidth is the narrowest layout: below it nothing can be read anyway.
const minWidth = 4

// quoteCell is what one level of quotation takes: a bar and a blank.
const quoteCell = 2

// QuoteWidth is how many cells the bars of a line of that depth may take in a layout of that width. Deep quotations
// share a third of the width at most, so that text always has room.
func QuoteWidth(depth, width int) int {
	return min(depth*quoteCell, max(0, width/3)/quoteCell*quoteCell)
}

// Lay wraps the document to width cells.
func (d *Document) Lay(width int) []Line {
	l := layout{doc: d, width: max(width, minWidth)}
	for i := 0; i < len(d.Blocks); {
		i = l.next(i)
	}
	return l.lines
}

// layout is one call of Lay.
type layout struct {
	doc   *Document
	width int
	block int
	quote int
	kind  Kind
	room  int // cells for the text of the present block
	lines []Line
	told  map[int]int // by link: the line that last bore its number

	line struct { // the columns that hold for the tables up to block end
		end    int
		widths []int
		right  []bool
	}
}

// tellAgain is after how many lines a link that comes again bears its number again.
const tellAgain = 4

// next lays out the block at i, or the whole table that begins there, and gives the index of what follows.
func (l *layout) next(i int) int {
	b := &l.doc.Blocks[i]
	if i > 0 && !b.Tight {
		l.lines = append(l.lines, Line{Kind: Paragraph, Quote: min(b.Quote, l.doc.Blocks[i-1].Quote), Block: i})
	}
	l.block, l.quote, l.kind = i, b.Quote, b.Kind
	l.room = l.width - QuoteWidth(b.Quote, l.width)
	switch b.Kind {
	case TableRow:
		return l.table(i)
	case Pre:
		l.pre(b)
	case Rule:
		l.add([]Span{{Text: strings.Repeat("─", l.room)}})
	case Item:
		l.item(b)
	default:
		for _, line := range hardLines(b.Spans) {
			l.wrapped(l.number(line), hanging(line))
		}
	}
	return i + 1
}

func (l *layout) add(spans []Span) {
	l.lines = append(l.lines, Line{Kind: l.kind, Quote: l.quote, Block: l.block, Spans: spans})
}

// wrapped adds a hard line, wrapped; every line but the first is indented by indent cells.
func (l *layout) wrapped(spans []Span, indent int) {
	if indent > l.room/2 {
		indent = 0
	}
	for i, line := range wrap(spans, l.room, l.room-indent) {
		if i > 0 && indent > 0 {
			line = append([]Span{{Text: strings.Repeat(" ", indent)}}, line...)
		}
		l.add(line)
	}
}

// item lays out a list item behind its marker.
func (l *layout) item(b *Block) {
	indent := 2 * min(b.Level, l.room/6)
	mark := ansi.StringWidth(b.Marker) + 1
	if b.Marker == "" {
		mark = 2
	}
	hang := indent + mark
	if hang > l.room/2 {
		indent, hang = 0, min(mark, l.room-2)
	}
	lead := strings.Repeat(" ", indent) + b.Marker
	lead += strings.Repeat(" ", max(0, hang-ansi.StringWidth(lead)))
	lead = ansi.Truncate(lead, hang, "")
	for _, hard := range hardLines(b.Spans) {
		for _, line := range wrap(l.number(hard), l.room-hang, l.room-hang) {
			l.add(append([]Span{{Text: lead}}, line...))
			lead = strings.Repeat(" ", hang)
		}
	}
}

// pre lays out preformatted rows, cut at the width.
func (l *layout) pre(b *Block) {
	for _, line := range hardLines(b.Spans) {
		l.add(cutSpans(l.number(line), l.room))
	}
}

// number puts the number of each link behind its text.
func (l *layout) number(spans []Span) []Span {
	any := false
	for _, s := range spans {
		any = any || s.Link > 0
	}
	if !any {
		return spans
	}
	out := make([]Span, 0, len(spans)+4)
	for i, s := range spans {
		s.Text = l.address(s)
		out = append(out, s)
		if s.Link > 0 && (i+1 == len(spans) || spans[i+1].Link != s.Link) && l.tells(s.Link) {
			out = append(out, Span{Text: l.label(s.Link), Style: Number, Link: s.Link})
		}
	}
	return out
}

// address is the text of a span; one that is a web address of more than two lines is cut behind its host and what fits, since
// the list of links has it whole.
func (l *layout) address(s Span) string {
	if s.Link == 0 || len(s.Text) <= 2*l.room || strings.ContainsAny(s.Text, " \n") || l.doc.Links[s.Link-1].Lies || !strings.Contains(s.Text, "/") {
		return s.Text
	}
	return ansi.Truncate(s.Text, max(l.room*3/4, minWidth), "…")
}

// tells says whether a link bears its number here: the first time, when it has not been seen for long, and whenever
// its text lies.
func (l *layout) tells(link int) bool {
	if at, ok := l.told[link]; ok && len(l.lines)-at < tellAgain && !l.doc.Links[link-1].Lies {
		return false
	}
	if l.told == nil {
		l.told = make(map[int]int)
	}
	l.told[link] = len(l.lines)
	return true
}

// label is "[3]", or "[3 evil.example]" when the text of the link says otherwise.
func (l *layout) label(link int) string {
	t := l.doc.Links[link-1]
	n := itoa(link)
	if t.Lies {
		if t.Host == "" {
			scheme, _, _ := strings.Cut(t.URL, ":")
			return "[" + n + " " + clip(scheme, 20) + ":]"
		}
		return "[" + n + " " + t.Host + "]"
	}
	return "[" + n + "]"
}

// hardLines parts spans at line feeds.
func hardLines(spans []Span) [][]Span {
	out := [][]Span{nil}
	for _, s := range spans {
		for {
			line, rest, more := strings.Cut(s.Text, "\n")
			if line != "" {
				last := &out[len(out)-1]
				*last = append(*last, Span{line, s.Style, s.Link})
			}
			if !more {
				break
			}
			out = append(out, nil)
			s.Text = rest
		}
	}
	return out
}

// hanging is the indent that the continuation of a written line gets: that of the line, and of a bullet it begins with.
func hanging(line []Span) int {
	if len(line) == 0 {
		return 0
	}
	text := line[0].Text
	rest := strings.TrimLeft(text, " ")
	n := len(text) - len(rest)
	if i := strings.IndexByte(rest, ' '); i > 0 && i <= 3 && isBullet(rest[:i]) {
		n += i + 1
	}
	return n
}

func isBullet(s string) bool {
	switch s {
	case "-", "*", "+", "o", "•", "–", "·":
		return true
	}
	d := strings.TrimRight(s, ".)")
	return d != s && strings.Trim(d, "0123456789") == ""
}
