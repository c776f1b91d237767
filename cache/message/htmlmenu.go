package message

import (
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	menuItem = 30 // characters: a longer link is a headline
	menuMin  = 3  // links in a row that make a menu
)

// tidy mends what the layout of a mail leaves behind in its text: menus written one link a line, and pictures that
// only repeat the link of the words beside them.
func tidy(blocks []Block, links []Link) []Block {
	blocks = dropPictures(blocks, links)
	dropColumns(blocks)
	out := blocks[:0]
	for i := 0; i < len(blocks); {
		blocks[i].joinLines()
		menu, n := menuAt(blocks[i:])
		out = append(out, menu)
		i += n
	}
	return out
}

// menuAt is the first block, or the menu of one link a block that begins with it, and how many blocks that are.
func menuAt(blocks []Block) (Block, int) {
	first := blocks[0]
	spans := slices.Clone(first.Spans)
	items, end, parted := 0, 0, false
	for i := 0; i < len(blocks) && i < 40 && blocks[i].Quote == first.Quote; i++ {
		switch b := &blocks[i]; {
		case b.isMenuItem():
			if items++; items > 1 {
				spans = append(spans, b.after(&blocks[end-1])...)
			}
			end = i + 1
			continue
		case items > 0 && isMenuGap(b.Kind, b.Spans):
			parted = true
			continue
		}
		break
	}
	if end > menuMin && end < len(blocks) && blocks[end].Tight && !blocks[end-1].Tight && blocks[end].Quote == first.Quote {
		return menuAt(blocks[:end-1]) // the last is what stands over the text that follows
	}
	if items < menuMin && (items < 2 || !parted || end < 3) {
		return first, 1
	}
	first.Spans = spans
	return first, end
}

// after is the block as an item of a menu behind another. Pictures without words are said once, and then counted.
func (b *Block) after(last *Block) []Span {
	if b.Spans[0].Text == noWords && last.Spans[0].Text == noWords {
		return []Span{{Text: " ", Link: b.Spans[0].Link}}
	}
	return append([]Span{menuGap}, b.Spans...)
}

// isMenuGap says that a line is nothing but the sign between two items of a menu.
func isMenuGap(kind Kind, line []Span) bool {
	if kind != Paragraph || len(line) != 1 || line[0].Link != 0 {
		return false
	}
	switch strings.Trim(line[0].Text, blanks) {
	case "|", "•", "·", "-", "–", "/", "*":
		return true
	}
	return false
}

var menuGap = Span{Text: " · "}

// joinLines puts a block that is a menu in itself, one link a line, on one line.
func (b *Block) joinLines() {
	if b.Kind != Paragraph || len(b.Spans) < 2*menuMin-1 {
		return
	}
	lines := hardLines(b.Spans)
	if len(lines) < menuMin {
		return
	}
	var menu []Span
	for _, line := range lines {
		if len(menu) > 0 && isMenuGap(b.Kind, line) {
			continue
		}
		one := Block{Spans: line}
		if !one.isMenuItem() {
			return
		}
		if len(menu) > 0 {
			menu = append(menu, menuGap)
		}
		menu = append(menu, line...)
	}
	b.Spans = menu
}

// dropColumns removes the columns of tables that are empty throughout.
func dropColumns(blocks []Block) {
	for i := 0; i < len(blocks); i++ {
		if blocks[i].Kind != TableRow {
			continue
		}
		end := tableEnd(blocks, i)
		filled := map[int]bool{}
		for _, b := range blocks[i:end] {
			for c, cell := range b.Cells {
				filled[c] = filled[c] || len(cell) > 0
			}
		}
		for ; i < end; i++ {
			kept := make([][]Span, 0, len(filled))
			for c, cell := range blocks[i].Cells {
				if filled[c] {
					kept = append(kept, cell)
				}
			}
			blocks[i].Cells = kept
		}
		i--
	}
}

// tableEnd is the index behind the table that begins at block i.
func tableEnd(blocks []Block, i int) int {
	end := i + 1
	for end < len(blocks) && blocks[end].Kind == TableRow && blocks[end].Tight && blocks[end].Quote == blocks[i].Quote {
		end++
	}
	return end
}

// each calls f for every span.
func each(blocks []Block, f func(Span)) {
	for _, b := range blocks {
		for _, s := range b.Spans {
			f(s)
		}
		for _, c := range b.Cells {
			for _, s := range c {
				f(s)
			}
		}
	}
}

// isMenuItem says that a block is one short link and nothing else.
func (b *Block) isMenuItem() bool {
	if b.Kind != Paragraph || b.poster || len(b.Spans) == 0 || len(b.Spans) > 2 {
		return false
	}
	link, n := b.Spans[0].Link, 0
	for _, s := range b.Spans {
		if s.Link == 0 || s.Link != link {
			return false
		}
		n += utf8.RuneCountInString(s.Text)
	}
	return n <= menuItem
}
