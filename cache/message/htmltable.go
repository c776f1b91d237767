package message

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/atom"
)

const (
	maxColumns = 16
	shortCell  = 180 // runes: a longer cell is text and not data
)

// table writes a table: data in aligned columns, layout dissolved into what it lays out.
func (h *htmlWriter) table(n *node) {
	h.end(true)
	rows := tableRows(n)
	for i := 0; i < len(rows) && !h.w.full(); {
		run := 0
		if h.cells == nil {
			run = dataRun(rows[i:])
		}
		if run == 0 {
			h.dissolve(rows[i])
			i++
			continue
		}
		h.dataTable(rows[i : i+run])
		i += run
	}
	h.end(true)
}

// tableRows lists the rows of a table, those of its sections included, and what stands loose in it as rows of its own.
func tableRows(n *node) []*node {
	var rows []*node
	for _, k := range n.kids {
		switch k.tag {
		case atom.Tbody, atom.Thead, atom.Tfoot:
			rows = append(rows, tableRows(k)...)
		case atom.Col, atom.Colgroup:
		case 0:
			if strings.TrimSpace(k.text) != "" {
				rows = append(rows, k)
			}
		default:
			rows = append(rows, k)
		}
	}
	return rows
}

func cellsOf(row *node) []*node {
	if row.tag != atom.Tr {
		return nil
	}
	var cells []*node
	for _, k := range row.kids {
		if k.tag == atom.Td || k.tag == atom.Th {
			cells = append(cells, k)
		}
	}
	return cells
}

// span is how many columns a cell covers.
func (n *node) span() int {
	v, err := strconv.Atoi(n.get("colspan"))
	if err != nil {
		return 1
	}
	return max(1, min(v, maxColumns))
}

// dissolve writes a row of a layout table: each cell as the text it is.
func (h *htmlWriter) dissolve(row *node) {
	if row.tag != atom.Tr {
		h.walk(row)
		return
	}
	d := h.css.of(row)
	if !h.bare && hides(row, d) {
		h.hide(row)
		return
	}
	saved := h.unseen
	h.unseen = d.unseen(h.unseen)
	for _, k := range row.kids {
		h.end(false)
		h.walk(k)
		h.end(false)
	}
	h.unseen = saved
}

// dataRun is how many rows from the first on make up a table of data: all of the same width, two or more cells of each
// filled with something short that holds no table of its own. A header, a third row, or just two columns must vouch
// for it.
func dataRun(rows []*node) int {
	columns, n, header, pairs := 0, 0, false, true
	for _, row := range rows {
		width, filled, ok := measureRow(row)
		if !ok || filled < 2 || width > maxColumns || columns > 0 && width != columns {
			break
		}
		pairs = pairs && filled == 2
		for _, c := range cellsOf(row) {
			header = header || c.tag == atom.Th
		}
		columns = width
		n++
	}
	if n >= 2 && header || n >= 3 || pairs {
		return n
	}
	return 0
}

// measureRow counts the columns of a row and the cells with text; ok is false when a cell is more than data.
func measureRow(row *node) (width, filled int, ok bool) {
	for _, c := range cellsOf(row) {
		text, ok := cellText(c)
		if !ok || text > shortCell {
			return 0, 0, false
		}
		if text > 0 {
			filled++
		}
		width += c.span()
	}
	return width, filled, true
}

// cellText measures the text of a cell in runes; ok is false when the cell is more than a piece of data.
func cellText(n *node) (runes int, ok bool) {
	for _, k := range n.kids {
		switch k.tag {
		case 0:
			runes += utf8.RuneCountInString(strings.Trim(k.text, blanks+"\t\r"))
		case atom.Table, atom.Ul, atom.Ol, atom.Blockquote, atom.Pre, atom.Form:
			return 0, false
		case atom.Img:
			runes += utf8.RuneCountInString(k.get("alt"))
		case atom.Style, atom.Script:
		default:
			r, ok := cellText(k)
			if !ok {
				return 0, false
			}
			runes += r
		}
		if runes > shortCell {
			return runes, false
		}
	}
	return runes, true
}

// dataTable writes rows of data as TableRow blocks.
func (h *htmlWriter) dataTable(rows []*node) {
	h.gap = true
	var widths []int // the longest text of each column so far, in bytes
	for i, row := range rows {
		h.w.block(Block{Kind: TableRow, Quote: h.quote, Cells: h.gatherRow(row, &widths), Tight: i > 0})
	}
	h.gap = true
}

// gatherRow takes the cells of a row. What spans several columns is put in the widest of them, where there is room.
func (h *htmlWriter) gatherRow(row *node, widths *[]int) [][]Span {
	var cells [][]Span
	for _, c := range cellsOf(row) {
		at, span := len(cells), c.span()
		for len(*widths) < at+span {
			*widths = append(*widths, 0)
		}
		cells = append(cells, make([][]Span, span)...)
		best := at
		for i := at; i < at+span; i++ {
			if (*widths)[i] > (*widths)[best] {
				best = i
			}
		}
		cells[best] = h.gatherCell(c)
		n := len(words(cells[best]))
		if span == 1 || (*widths)[best] == 0 {
			(*widths)[best] = max((*widths)[best], n)
		}
	}
	return cells
}

// gatherCell is the content of a cell as spans, its blocks parted by line breaks.
func (h *htmlWriter) gatherCell(c *node) []Span {
	var out [][]Span
	saved := *h
	h.cells, h.spans, h.blank, h.item, h.kind, h.pre = &out, spanBuilder{}, false, false, Paragraph, false
	d := h.css.of(c)
	h.style |= inlineStyle(c, d)
	h.unseen = d.unseen(h.unseen)
	if !h.bare && hides(c, d) {
		h.hide(c)
	} else {
		h.kids(c)
	}
	h.end(false)
	saved.anchors = h.anchors
	*h = saved
	var spans []Span
	for i, s := range out {
		if i > 0 {
			spans = append(spans, Span{Text: "\n"})
		}
		spans = append(spans, s...)
	}
	return spans
}

// cell takes one block of the cell being gathered.
func (h *htmlWriter) cell(spans []Span) { *h.cells = append(*h.cells, spans) }
