package message

import (
	"strings"
)

// columnGap is the space between two columns in cells.
const columnGap = 2

// narrowest is what a column may shrink to.
const narrowest = 6

// table lays out the rows of one table, from block i to the last that follows tightly, and returns what comes next.
func (l *layout) table(i int) int {
	end := i + 1
	blocks := l.doc.Blocks
	for end < len(blocks) && blocks[end].Kind == TableRow && blocks[end].Tight && blocks[end].Quote == blocks[i].Quote {
		end++
	}
	rows := make([][][][]Span, 0, end-i) // row, column, hard line, span
	for _, b := range blocks[i:end] {
		row := make([][][]Span, len(b.Cells))
		for c, cell := range b.Cells {
			for _, line := range hardLines(cell) {
				row[c] = append(row[c], l.number(line))
			}
		}
		rows = append(rows, row)
	}
	widths := fitColumns(naturalWidths(rows), l.room)
	right := numericColumns(rows, len(widths))
	for r, row := range rows {
		l.block = i + r
		if widths == nil {
			l.stack(row)
		} else {
			l.row(row, widths, right)
		}
	}
	return end
}

func naturalWidths(rows [][][][]Span) []int {
	var widths []int
	for _, row := range rows {
		for c, cell := range row {
			if c == len(widths) {
				widths = append(widths, 0)
			}
			for _, line := range cell {
				widths[c] = max(widths[c], spansWidth(line))
			}
		}
	}
	return widths
}

// fitColumns shrinks the widest columns until the row fits; nil when it cannot.
func fitColumns(widths []int, room int) []int {
	left := room - columnGap*(len(widths)-1)
	total, least := 0, 0
	for _, w := range widths {
		total += w
		least += min(w, narrowest)
	}
	if least > left {
		return nil
	}
	for c, w := range widths {
		total -= w - min(w, left)
		widths[c] = min(w, left)
	}
	for ; total > left; total-- {
		widest := 0
		for c, w := range widths {
			if w > widths[widest] {
				widest = c
			}
		}
		widths[widest]--
	}
	return widths
}

// numericColumns finds the columns that read better aligned to the right.
func numericColumns(rows [][][][]Span, n int) []bool {
	right := make([]bool, n)
	for c := range right {
		numbers, others := 0, 0
		for _, row := range rows {
			if c >= len(row) || len(row[c]) == 0 {
				continue
			}
			switch text := strings.TrimSpace(words(row[c][0])); {
			case text == "" || len(row[c][0]) > 0 && row[c][0][0].Style&Bold != 0 && !isNumeric(text):
			case isNumeric(text):
				numbers++
			default:
				others++
			}
		}
		right[c] = numbers > 0 && numbers > 3*others
	}
	return right
}

// isNumeric knows amounts, counts and percentages, with a currency before or behind.
func isNumeric(s string) bool {
	digits, letters := 0, 0
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits++
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

// stack writes the cells of a row below one another where columns have no room.
func (l *layout) stack(row [][][]Span) {
	first := true
	for _, cell := range row {
		for _, line := range cell {
			if strings.TrimSpace(words(line)) == "" {
				continue
			}
			indent := 2
			if first {
				indent = 0
			}
			for _, wrapped := range wrap(line, l.room-indent, l.room-indent) {
				if indent > 0 {
					wrapped = append([]Span{{Text: strings.Repeat(" ", indent)}}, wrapped...)
				}
				l.add(wrapped)
			}
			first = false
		}
	}
}
