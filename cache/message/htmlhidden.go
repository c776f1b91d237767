package message

import (
	"strings"

	"golang.org/x/net/html/atom"
)

const (
	maxHidden  = 64 << 10 // bytes of hidden text that are looked at
	manyHidden = 40       // words: a preheader has fewer
)

// hide takes note of the text of an element that is not shown.
func (h *htmlWriter) hide(n *node) {
	switch n.tag {
	case 0:
		h.w.hide(n.text)
		return
	case atom.Script, atom.Style, atom.Title, atom.Template, atom.Svg, atom.Math, atom.Object, atom.Select:
		return
	}
	for _, k := range n.kids {
		h.hide(k)
	}
}

// hide takes note of text that the sender hid from those who look at the mail, though not from filters.
func (w *writer) hide(s string) {
	if room := maxHidden - w.hidden.Len(); room > 0 {
		w.hidden.WriteString(strings.ToValidUTF8(s[:min(len(s), room)], ""))
		w.hidden.WriteByte(' ')
	}
}

// countHidden tells how many words are hidden in what was written since block from and stand nowhere in its text. What
// is hidden from one size of screen and shown for another does not count.
func (w *writer) countHidden(from int) {
	hidden := w.hidden.String()
	w.hidden.Reset()
	if len(hidden) < manyHidden*2 {
		return
	}
	var shown strings.Builder
	for i := range w.doc.Blocks[from:] {
		shown.WriteString(w.doc.Blocks[from+i].text())
		shown.WriteByte(' ')
	}
	seen, n := wordSet(shown.String()), 0
	for word := range wordSet(Clean(hidden)) {
		if !seen[word] {
			n++
		}
	}
	if n >= manyHidden {
		w.doc.Hidden += n
	}
}
