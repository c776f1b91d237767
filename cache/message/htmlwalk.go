package message

import (
	"strings"

	"golang.org/x/net/html/atom"
)

// html adds a text/html part.
func (w *writer) html(s string) {
	root, css, cut := parseHTML(s)
	before := len(w.doc.Blocks)
	h := htmlWriter{w: w, css: parseCSS(css), bare: w.bare}
	h.walk(root)
	h.end(false)
	if len(w.doc.Blocks) == before && !w.bare { // everything is hidden or swallowed by a broken tag: better too much than nothing
		h = htmlWriter{w: w, css: &styles{}, bare: true}
		h.walk(root)
		h.end(false)
	}
	w.mergeLinks(w.doc.Blocks[before:], h.anchors)
	if len(w.doc.Blocks) == before {
		w.plain(stripTags(s), false, false)
	}
	w.countHidden(before)
	w.doc.Blocks = append(w.doc.Blocks[:before], tidy(w.doc.Blocks[before:], w.doc.Links)...)
	w.doc.Cut = w.doc.Cut || cut
}

// htmlWriter walks the tree and writes blocks. Its fields are the state of the place where it is.
type htmlWriter struct {
	w    *writer
	css  *styles
	bare bool // show what is hidden too

	spans   spanBuilder // the block being gathered
	size    int         // bytes in spans
	blank   bool        // a space is due before the next text
	broken  bool        // it is a line break of the source
	style   Style
	link    int
	anchors []Link  // every one met, of which link is an index plus one
	said    *[]byte // text of the link so far, while in one

	poster    bool   // the block has a picture as wide as the mail
	picture   string // the words of the last picture
	pictureAt int    // size behind it
	quote     int
	level     int // list nesting, from 1
	marker    string
	kind      Kind
	head      int // heading level
	item      bool
	list      *list
	fresh     bool // nothing of the list item has been written
	pre       bool
	unseen    bool // text has no size or colour here
	sig       bool
	gap       bool      // the next block stands apart
	cells     *[][]Span // set while a table cell is gathered: blocks go there
}

func (h *htmlWriter) walk(n *node) {
	if h.w.full() {
		h.w.doc.Cut = true
		return
	}
	if n.tag == 0 {
		h.text(n.text)
		return
	}
	d := h.css.of(n)
	if d["mso-list"] == "ignore" && h.item {
		return
	}
	if !h.bare && hides(n, d) {
		h.hide(n)
		return
	}
	switch n.tag {
	case atom.Script, atom.Style, atom.Title, atom.Template, atom.Svg, atom.Math, atom.Object, atom.Video, atom.Audio, atom.Canvas,
		atom.Select, atom.Map, atom.Datalist:
		return
	case atom.Br:
		h.lineBreak()
	case atom.Hr:
		h.rule()
	case atom.Img:
		h.image(n)
	case atom.Input:
		h.input(n)
	case atom.A:
		h.anchor(n, d)
	case atom.Table:
		saved := h.unseen
		h.unseen = d.unseen(h.unseen)
		h.table(n)
		h.divider(n, d)
		h.unseen = saved
	default:
		h.element(n, d)
	}
}

func (h *htmlWriter) kids(n *node) {
	for i := 0; i < len(n.kids); {
		if columns := h.columns(n.kids[i:]); columns > 0 {
			i += columns
			continue
		}
		h.walk(n.kids[i])
		i++
	}
}

// element walks an element that has no rules of its own but those of its box.
func (h *htmlWriter) element(n *node, d declarations) {
	saved := *h
	h.style |= inlineStyle(n, d)
	h.unseen = d.unseen(h.unseen)
	inside, apart := block(n.tag), h.margin(n, d)
	before, after := apart, apart
	if inside {
		above, below := d.room(n)
		before, after = apart || above, apart || below
		h.end(before)
		h.enter(n, d)
	}
	left, right := d.beside(inside)
	if left {
		h.space()
	}
	h.kids(n)
	if right {
		h.space()
	}
	if inside {
		h.end(after)
		h.divider(n, d)
		h.gap = h.gap || d.spacer(n) && emptyBox(n, 0)
	}
	if n.tag == atom.Li {
		h.gap = false
	}
	h.style, h.quote, h.level, h.marker, h.list = saved.style, saved.quote, saved.level, saved.marker, saved.list
	h.kind, h.head, h.item, h.pre, h.sig, h.unseen = saved.kind, saved.head, saved.item, saved.pre, saved.sig, saved.unseen
}

// enter sets the state for the inside of a block element.
func (h *htmlWriter) enter(n *node, d declarations) {
	switch n.tag {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		h.kind, h.head = Heading, int(n.tag.String()[1]-'0')
		if h.cells != nil {
			h.style |= Bold
		}
	case atom.Blockquote:
		h.quote = min(h.quote+1, maxQuote)
		h.item, h.level, h.marker, h.list = false, 0, "", nil
	case atom.Ul, atom.Menu, atom.Dir, atom.Ol:
		h.level++
		h.list = newList(n)
	case atom.Li:
		h.item = true
		h.level = max(h.level, 1)
		h.marker = h.list.marker(n, h.level)
		h.fresh = true
	case atom.Dd:
		h.item, h.level, h.marker = true, h.level+1, ""
	case atom.Pre, atom.Xmp, atom.Listing, atom.Plaintext:
		h.pre = true
	case atom.P:
		h.wordItem(n, d)
	}
	if class := n.get("class"); class != "" {
		if strings.Contains(class, "gmail_signature") || strings.Contains(class, "moz-signature") {
			h.sig = true
		}
	}
}

// margin says whether a block stands apart from its neighbours: paragraphs do unless their style denies it, divisions
// do not.
func (h *htmlWriter) margin(n *node, d declarations) bool {
	switch n.tag {
	case atom.P:
		if strings.Contains(n.get("class"), "MsoNormal") || strings.Contains(n.get("class"), "MsoListParagraph") {
			return false // Word has no margins and writes empty paragraphs
		}
		return !h.lone() && !d.marginless()
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Blockquote, atom.Pre, atom.Dl, atom.Figure, atom.Table, atom.Fieldset, atom.Xmp, atom.Article, atom.Section:
		return true
	case atom.Ul, atom.Ol, atom.Menu:
		return h.level == 0
	}
	return false
}

// lone says that a paragraph begins its list item, and stands as close as items do.
func (h *htmlWriter) lone() bool { return h.item && h.fresh }

// divider draws the line that an empty box with a border is.
func (h *htmlWriter) divider(n *node, d declarations) {
	if d["border-top"] == "" && d["border-bottom"] == "" || h.cells != nil || !emptyBox(n, 0) {
		return
	}
	if border := d["border-top"] + d["border-bottom"]; strings.HasPrefix(border, "0") || strings.Contains(border, "none") || strings.Contains(border, "transparent") {
		return
	}
	h.rule()
}

// rule draws a line, but not two in a row and none at the head.
func (h *htmlWriter) rule() {
	h.end(true)
	if n := len(h.w.doc.Blocks); n > 0 && h.w.doc.Blocks[n-1].Kind != Rule {
		h.w.block(Block{Kind: Rule, Quote: h.quote})
	}
	h.gap = true
}

// emptyBox says that an element shows nothing.
func emptyBox(n *node, depth int) bool {
	if depth > 8 || n.tag == atom.Img || strings.Trim(n.text, blanks+"\t\r") != "" {
		return false
	}
	for _, k := range n.kids {
		if !emptyBox(k, depth+1) {
			return false
		}
	}
	return true
}
