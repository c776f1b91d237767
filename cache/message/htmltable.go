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
	alone := len(cellsOf(row)) == 1
	for _, k := range row.kids {
		above, below := false, false
		if alone && k.tag != 0 {
			d := h.css.of(k)
			top, bottom := d.sides("padding")
			above, below = top >= airRoom, bottom >= airRoom
		}
		h.end(above)
		h.walk(k)
		h.end(below)
	}
	h.unseen = saved
}

// dataRun is how many rows from the first on are shown side by side: all of the same width, two or more cells of each
// filled with something short. A header, a second row that is filled throughout, a third, or cells of several lines must
// vouch for it, or that there are just two columns. A row without words (pictures alone) neither makes nor ends a run.
func dataRun(rows []*node) int {
	columns, n, end := 0, 0, 0
	header, pairs, full, tall := false, true, true, false
	for i, row := range rows {
		r := measureRow(row)
		if !r.ok || r.width > maxColumns || columns > 0 && r.width != columns || r.filled == 1 || n == 0 && r.filled == 0 {
			break
		}
		if r.filled == 0 {
			continue
		}
		pairs = pairs && r.filled == 2
		full = full && r.filled == r.width
		header, tall = header || r.header, tall || r.tall
		columns = r.width
		n, end = n+1, i+1
	}
	if n >= 2 && (header || full) || n >= 3 || n > 0 && (pairs || tall && full) {
		return end
	}
	return 0
}

// rowMeasure is what decides whether a row is shown side by side.
type rowMeasure struct {
	width, filled    int // columns, and those with text
	header, tall, ok bool
}

// measureRow looks into the cells of a row; ok is false when one is more than data.
func measureRow(row *node) (r rowMeasure) {
	r.ok = true
	for _, c := range cellsOf(row) {
		m := cellMeasure{ok: true}
		m.kids(c)
		m.flush()
		if !m.ok {
			return rowMeasure{}
		}
		if m.runes > 0 {
			r.filled++
		}
		r.header = r.header || c.tag == atom.Th
		r.tall = r.tall || m.lines > 1
		r.width += c.span()
	}
	return r
}

// maxCellLines is how tall a cell may be, and maxCellNodes how much of it is looked at.
const (
	maxCellLines = 8
	maxCellNodes = 300
)

// cellMeasure counts the text of a cell; ok becomes false when the cell is more than a piece of data. It stops early, so
// that tables in tables are not measured over and over.
type cellMeasure struct {
	runes, lines, nodes int
	line                bool // there is text on the line
	ok                  bool
}

func (m *cellMeasure) kids(n *node) {
	for _, k := range n.kids {
		if m.node(k); !m.ok {
			return
		}
	}
}

func (m *cellMeasure) node(k *node) {
	if m.nodes++; m.nodes > maxCellNodes {
		m.ok = false
		return
	}
	switch k.tag {
	case 0:
		m.say(strings.Trim(k.text, blanks+"\t\r"))
	case atom.Ul, atom.Ol, atom.Blockquote, atom.Pre, atom.Form:
		m.ok = false
	case atom.Img:
		m.say(k.get("alt"))
	case atom.Br:
		m.flush()
	case atom.Tr:
		m.row(k)
	case atom.Style, atom.Script:
	default:
		if block(k.tag) {
			m.flush()
			m.kids(k)
			m.flush()
		} else {
			m.kids(k)
		}
	}
}

// row measures a row of a table inside the cell, which may have but one cell with text: columns in columns are a layout.
func (m *cellMeasure) row(row *node) {
	m.flush()
	for filled, k := 0, row.kids; len(k) > 0 && m.ok; k = k[1:] {
		before := m.runes
		m.node(k[0])
		m.flush()
		if m.runes > before {
			filled++
		}
		m.ok = m.ok && filled < 2
	}
}

func (m *cellMeasure) say(text string) {
	if text == "" {
		return
	}
	m.line = true
	m.runes += utf8.RuneCountInString(text)
	m.ok = m.runes <= shortCell && m.lines <= maxCellLines
}

func (m *cellMeasure) flush() {
	if m.line {
		m.lines++
	}
	m.line = false
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
