package message

import (
	"strconv"
	"strings"

	"golang.org/x/net/html/atom"
)

// columns writes the columns at the front of kids and says how many kids that were. Newsletters for telephones are made
// of divisions that stand side by side where there is room; they are read like the cells of a table.
func (h *htmlWriter) columns(kids []*node) (n int) {
	inRow := perRow(kids[0])
	if inRow < 2 || h.cells != nil {
		return 0
	}
	var cells []*node
	for n < len(kids) && (len(cells) == 0 || isWhite(kids[n]) || perRow(kids[n]) == inRow) {
		if !isWhite(kids[n]) {
			cells = append(cells, kids[n])
		}
		n++
	}
	var rows []*node
	for from := 0; from < len(cells); from += inRow {
		row := &node{tag: atom.Tr}
		for _, c := range cells[from:min(from+inRow, len(cells))] {
			row.kids = append(row.kids, &node{tag: atom.Td, attr: c.attr, kids: c.kids})
		}
		rows = append(rows, row)
	}
	for i := 0; i < len(rows) && !h.w.full(); {
		if run := dataRun(rows[i:]); run > 0 {
			h.end(true)
			h.dataTable(rows[i : i+run])
			h.end(true)
			i += run
			continue
		}
		for _, c := range cells[i*inRow : min((i+1)*inRow, len(cells))] {
			h.walk(c)
		}
		i++
	}
	return n
}

func isWhite(n *node) bool { return n.tag == 0 && strings.Trim(n.text, htmlSpace) == "" }

// pageWidth is how many pixels the newsletters are wide that are made of columns.
const pageWidth = 660

// perRow is how many columns of that width stand in a row; 0 for what is no column.
func perRow(n *node) int {
	if n.tag != atom.Div {
		return 0
	}
	style := n.get("style")
	if !strings.Contains(style, "inline-block") {
		return 0
	}
	_, class, _ := strings.Cut(n.get("class"), "mj-column-per-") // the style has the width for telephones alone
	digits, _, _ := strings.Cut(class, " ")
	digits, _, _ = strings.Cut(digits, "-")
	if percent, err := strconv.Atoi(digits); err == nil && percent > 0 {
		return 100 / percent
	}
	d := parseStyle(style)
	width := pixels(d["max-width"])
	if width == 0 {
		width = pixels(d["width"])
	}
	if width < pageWidth/maxColumns {
		return 0
	}
	return int(pageWidth / width)
}
