package message

import "strings"

// writer builds a document block by block and keeps its cap.
type writer struct {
	doc   *Document
	size  int             // bytes of text so far
	links map[linkKey]int // index into doc.Links plus one
	gap   bool            // the next block stands apart from the one before

	words  bool            // nobody looks at it: no links, no layout
	bare   bool            // show what HTML hides
	hidden strings.Builder // what it hid
}

// full says that the cap is met.
func (w *writer) full() bool { return w.size >= maxOutput }

// section begins a new part: what follows stands apart.
func (w *writer) section() { w.gap = true }

// block adds a block whose text is clean already, as much of it as the cap leaves room for.
func (w *writer) block(b Block) {
	if w.full() {
		w.doc.Cut = true
		return
	}
	w.size += 16 // a block costs something even when empty
	b.Spans = w.fit(b.Spans)
	for i := range b.Cells {
		w.size += 4
		b.Cells[i] = w.fit(b.Cells[i])
	}
	if w.gap {
		b.Tight = false
	}
	w.gap = false
	w.doc.Blocks = append(w.doc.Blocks, b)
}

// fit counts spans and cuts them where the cap is met.
func (w *writer) fit(spans []Span) []Span {
	for i := range spans {
		if left := maxOutput - w.size; len(spans[i].Text) > left {
			spans[i].Text = strings.ToValidUTF8(spans[i].Text[:max(left, 0)], "")
			w.size, w.doc.Cut = maxOutput, true
			return spans[:i+1]
		}
		w.size += len(spans[i].Text)
	}
	return spans
}

func (w *writer) note(text string) {
	w.block(Block{Kind: Note, Spans: []Span{{Text: text}}})
}

func (w *writer) rule() { w.block(Block{Kind: Rule}) }

// linkKey tells links apart: one target is one link, except that a text that lies about it stands alone.
type linkKey struct {
	url  string
	lies bool
}

// link registers a target and gives its number, the same for the same target. 0 means that it is no link.
func (w *writer) link(url, text string) int {
	if url = cleanURL(url); url == "" {
		return 0
	}
	if n, ok := w.links[linkKey{url, false}]; ok {
		return n
	}
	return w.keep(makeLink(url, text))
}

// keep adds a link to the document unless it has too many.
func (w *writer) keep(l Link) int {
	if len(w.doc.Links) >= maxLinks {
		return 0
	}
	if w.links == nil {
		w.links = make(map[linkKey]int)
	}
	w.doc.Links = append(w.doc.Links, l)
	n := len(w.doc.Links)
	w.links[linkKey{l.URL, l.Lies}] = n
	return n
}

// mergeLinks numbers the links of blocks anew: raw holds one for every anchor, many of them the same.
func (w *writer) mergeLinks(blocks []Block, raw []Link) {
	numbers := make([]int, len(raw)+1)
	for i, l := range raw {
		n, ok := w.links[linkKey{l.URL, l.Lies}]
		if !ok {
			n = w.keep(l)
		} else if first := &w.doc.Links[n-1]; first.Text == "" {
			first.Text = l.Text
		}
		numbers[i+1] = n
	}
	renumber := func(spans []Span) {
		for i := range spans {
			spans[i].Link = numbers[spans[i].Link]
		}
	}
	for _, b := range blocks {
		renumber(b.Spans)
		for _, c := range b.Cells {
			renumber(c)
		}
	}
}

// maxLinks bounds the list of links of one document.
const maxLinks = 5000
