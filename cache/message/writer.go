package message

import "strings"

// writer builds a document block by block and keeps its cap.
type writer struct {
	doc   *Document
	size  int            // bytes of text so far
	links map[string]int // by URL: index into doc.Links plus one
	gap   bool           // the next block stands apart from the one before
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

// link registers a target and gives its number.
func (w *writer) link(url, text string) int {
	url = cleanURL(url)
	if url == "" || len(w.links) >= maxLinks {
		return 0
	}
	if n, ok := w.links[url]; ok {
		if l := &w.doc.Links[n-1]; l.Text == "" {
			l.Text = text
		}
		return n
	}
	if w.links == nil {
		w.links = make(map[string]int)
	}
	w.doc.Links = append(w.doc.Links, makeLink(url, text))
	n := len(w.doc.Links)
	w.links[url] = n
	return n
}

// maxLinks bounds the list of links of one document.
const maxLinks = 5000
