package message

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/atom"
)

const (
	maxColumns = 16
	shortCell  = 60 // runes: a longer cell is text and not data
)

// table writes a table: data in aligned columns, layout dissolved into what it lays out.
func (h *htmlWriter) table(n *node) {
	h.end(true)
	rows := tableRows(n)
	for i := 0; i < len(rows); {
		if h.w.full() {
			break
		}
		n := 0
		if h.cells == nil && n == 0 {
			n = dataRun(rows[i:])
		}
		if n == 0 {
			h.dissolve(rows[i])
			i++
			continue
		}
		h.dataTable(rows[i : i+n])
		i += n
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

// dissolve writes a row of a layout table: each cell as the text it is.
func (h *htmlWriter) dissolve(row *node) {
	if row.tag != atom.Tr {
		h.walk(row)
		return
	}
	d := parseStyle(row.get("style"))
	if !h.bare && h.css.hides(row, d) {
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

// dataRun is how many rows from the first on make up a table of data: all of the same count of filled cells, short,
// without blocks and pictures inside. A header row or a third row must vouch for it.
func dataRun(rows []*node) int {
	columns, n, header := 0, 0, false
	for _, row := range rows {
		cells := cellsOf(row)
		filled := 0
		for _, c := range cells {
			text, ok := cellText(c)
			if !ok {
				filled = -1
				break
			}
			if text > 0 {
				filled++
			}
			header = header || c.tag == atom.Th
		}
		if filled < 2 || len(cells) > maxColumns || columns > 0 && len(cells) != columns {
			break
		}
		columns = len(cells)
		n++
	}
	if n >= 2 && (header || n >= 3 || columns == 2) {
		return n
	}
	return 0
}

// cellText measures the text of a cell in runes; ok is false when the cell is more than a piece of data.
func cellText(n *node) (runes int, ok bool) {
	for _, k := range n.kids {
		switch {
		case k.tag == 0:
			runes += utf8.RuneCountInString(strings.TrimSpace(k.text))
		case k.tag == atom.Table || k.tag == atom.Img || k.tag == atom.Ul || k.tag == atom.Ol || k.tag == atom.Blockquote || k.tag == atom.Pre:
			return 0, false
		default:
			r, ok := cellText(k)
			if !ok {
				return 0, false
			}
			runes += r
		}
		if runes > shortCell*3 {
			return 0, false
		}
	}
	return runes, true
}

// dataTable writes rows of data as TableRow blocks.
func (h *htmlWriter) dataTable(rows []*node) {
	h.gap = true
	for i, row := range rows {
		var cells [][]Span
		for _, c := range cellsOf(row) {
			cells = append(cells, h.gatherCell(c))
			for span, _ := strconv.Atoi(c.get("colspan")); span > 1 && len(cells) < maxColumns; span-- {
				cells = append(cells, nil)
			}
		}
		h.w.block(Block{Kind: TableRow, Quote: h.quote, Cells: cells, Tight: i > 0})
	}
	h.gap = true
}

// gatherCell is the content of a cell as spans, its blocks parted by line breaks.
func (h *htmlWriter) gatherCell(c *node) []Span {
	var out [][]Span
	saved := *h
	h.cells, h.spans, h.blank, h.item, h.kind, h.pre = &out, spanBuilder{}, false, false, Paragraph, false
	d := parseStyle(c.get("style"))
	h.style |= inlineStyle(c, d)
	h.unseen = d.unseen(h.unseen)
	h.kids(c)
	h.end(false)
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
