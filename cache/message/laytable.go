package message

import (
	"strings"
)

const (
	columnGap = 2  // cells between two columns
	longWord  = 16 // cells: a longer word may be broken to make a table fit
)

// grid is a table on its way to the screen: row, column, hard line, span.
type grid [][][][]Span

// table lays out the rows of one table, from block i to the last that follows tightly, and returns what comes next.
func (l *layout) table(i int) int {
	end := tableEnd(l.doc.Blocks, i)
	g := make(grid, 0, end-i)
	for _, b := range l.doc.Blocks[i:end] {
		g = append(g, l.cells(&b))
	}
	widths, right := l.columns(g, end)
	if widths == nil {
		l.records(g, i)
		return end
	}
	airy := g.airy()
	for r, row := range g {
		l.block = i + r
		if r > 0 && airy {
			l.add(nil)
		}
		l.row(row, widths, right)
	}
	return end
}

// cells are the cells of a row as hard lines, with the numbers of their links.
func (l *layout) cells(b *Block) [][][]Span {
	row := make([][][]Span, len(b.Cells))
	for c, cell := range b.Cells {
		for _, line := range hardLines(cell) {
			row[c] = append(row[c], l.number(line))
		}
	}
	return row
}

// columns fits the columns of a table that ends before block end. Tables of as many columns that follow one another
// without words between stand in line, as the rows of a catalogue do, as long as they fit together.
func (l *layout) columns(g grid, end int) (widths []int, right []bool) {
	n := len(g[0])
	if l.line.end >= end && len(l.line.widths) == n {
		return l.line.widths, l.line.right
	}
	blocks, all, last := l.doc.Blocks, g[:len(g):len(g)], end
	ahead := layout{doc: l.doc, room: l.room} // which links have told their number is decided when their turn comes
	for last < len(blocks) && len(all) < maxInLine && blocks[last].Kind == TableRow && len(blocks[last].Cells) == n && blocks[last].Quote == l.quote {
		all = append(all, ahead.cells(&blocks[last]))
		last++
	}
	if last > end {
		natural, least := all.widths()
		if widths := fitColumns(natural, least, l.room); widths != nil {
			l.line.widths, l.line.right, l.line.end = widths, all.numeric(n), last
			return l.line.widths, l.line.right
		}
	}
	natural, least := g.widths()
	return fitColumns(natural, least, l.room), g.numeric(n)
}

// maxInLine is how many rows are looked at to bring tables into line.
const maxInLine = 100

// widths are the natural widths of the columns, and the least at which no short word is broken.
func (g grid) widths() (natural, least []int) {
	for _, row := range g {
		for c, cell := range row {
			if c == len(natural) {
				natural, least = append(natural, 0), append(least, 0)
			}
			for _, line := range cell {
				natural[c] = max(natural[c], spansWidth(line))
				for _, w := range strings.Fields(words(line)) {
					least[c] = max(least[c], min(spansWidth([]Span{{Text: w}}), longWord))
				}
			}
		}
	}
	return natural, least
}

// airy says that most rows have cells of several lines and need space between them.
func (g grid) airy() bool {
	n := 0
	for _, row := range g {
		for _, cell := range row {
			if len(cell) > 1 {
				n++
				break
			}
		}
	}
	return len(g) > 1 && n > len(g)/2
}

// fitColumns shrinks the widest columns until the row fits; nil when it cannot.
func fitColumns(widths, least []int, room int) []int {
	left := room - columnGap*(len(widths)-1)
	total, floor := 0, 0
	for c := range widths {
		widths[c] = min(widths[c], max(left, 0))
		total += widths[c]
		floor += least[c]
	}
	if floor > left {
		return nil
	}
	for ; total > left; total-- {
		widest := -1
		for c, w := range widths {
			if w > least[c] && (widest < 0 || w > widths[widest]) {
				widest = c
			}
		}
		if widest < 0 {
			return nil
		}
		widths[widest]--
	}
	return widths
}

// numeric finds the columns that read better aligned to the right.
func (g grid) numeric(n int) []bool {
	right := make([]bool, n)
	for c := range right {
		numbers, others := 0, 0
		for _, row := range g {
			if c >= len(row) || len(row[c]) == 0 {
				continue
			}
			switch text := strings.TrimSpace(words(row[c][0])); {
			case text == "" || bold(row[c]) && !isNumeric(text):
			case isNumeric(text) && len(row[c]) == 1:
				numbers++
			default:
				others++
			}
		}
		right[c] = numbers > 0 && numbers > 3*others
	}
	return right
}

// bold says that all of a cell is.
func bold(cell [][]Span) bool {
	some := false
	for _, line := range cell {
		for _, s := range line {
			if s.Style&(Bold|Number) == 0 {
				return false
			}
			some = true
		}
	}
	return some
}

// isNumeric knows amounts, counts and percentages, with a currency before or behind. A date that names its month is
// none, nor is a code such as INV-20.
func isNumeric(s string) bool {
	digits, letters, groups, last := 0, 0, 0, ' '
	for _, r := range s {
		before := last
		last = r
		switch {
		case r >= '0' && r <= '9':
			if digits++; before == ' ' {
				groups++
			}
			if letters > 0 && (groups > 1 || before == '-') {
				return false
			}
		case strings.ContainsRune(".,'+-–−%()$€£¥₹ :\u00a0/", r):
		default:
			letters++
		}
	}
	return digits > 0 && letters <= 3 && letters <= digits
}

// row lays out one row in its columns; cells wrap inside them.
func (l *layout) row(row [][][]Span, widths []int, right []bool) {
	cells := make([][][]Span, len(widths))
	height := 1
	for c := range row {
		for _, line := range row[c] {
			cells[c] = append(cells[c], wrap(line, widths[c], widths[c])...)
		}
		height = max(height, len(cells[c]))
	}
	for y := range height {
		var line []Span
		pad := 0
		for c, w := range widths {
			var cell []Span
			if y < len(cells[c]) {
				cell = cells[c][y]
			}
			used := spansWidth(cell)
			if right[c] {
				pad += w - used
			}
			if len(cell) > 0 {
				if pad > 0 {
					line = append(line, Span{Text: strings.Repeat(" ", pad)})
				}
				line = append(line, cell...)
				pad = 0
			}
			if !right[c] {
				pad += w - used
			}
			pad += columnGap
		}
		l.add(line)
	}
}

// records writes a table that has no room for its columns as one entry after the other, each value behind the heading
// of its column if there is one.
func (l *layout) records(g grid, first int) {
	var heads []string
	if len(g) > 1 && allBold(g[0]) {
		for _, cell := range g[0] {
			head := ""
			for _, line := range cell {
				head += words(line) + " "
			}
			heads = append(heads, strings.TrimSpace(head))
		}
	}
	for r, row := range g {
		if r == 0 && heads != nil {
			continue
		}
		l.block = first + r
		if len(l.lines) > 0 && len(l.lines[len(l.lines)-1].Spans) > 0 && r > 0 {
			l.add(nil)
		}
		l.record(row, heads)
	}
}

// allBold says that a row is nothing but bold.
func allBold(row [][][]Span) bool {
	for _, cell := range row {
		if len(cell) > 0 && len(cell[0]) > 0 && !bold(cell) {
			return false
		}
	}
	return true
}

func (l *layout) record(row [][][]Span, heads []string) {
	for c, cell := range row {
		for i, line := range cell {
			if strings.TrimSpace(words(line)) == "" {
				continue
			}
			if i == 0 && c < len(heads) && heads[c] != "" {
				line = append([]Span{{Text: heads[c] + ": ", Style: Bold}}, line...)
			}
			l.wrapped(line, 2)
		}
	}
}
