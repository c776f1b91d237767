package message

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/atom"
)

// html adds a text/html part.
func (w *writer) html(s string) {
	root, css, cut := parseHTML(s)
	before := len(w.doc.Blocks)
	h := htmlWriter{w: w, css: parseCSS(css)}
	h.walk(root)
	h.end(false)
	if len(w.doc.Blocks) == before { // everything is hidden or swallowed by a broken tag: better too much than nothing
		h = htmlWriter{w: w, bare: true}
		h.walk(root)
		h.end(false)
	}
	if len(w.doc.Blocks) == before {
		w.plain(stripTags(s), false, false)
	}
	w.doc.Cut = w.doc.Cut || cut
}

// htmlWriter walks the tree and writes blocks. Its fields are the state of the place where it is.
type htmlWriter struct {
	w    *writer
	css  styles
	bare bool // show what is hidden too

	spans  spanBuilder // the block being gathered
	size   int         // bytes in spans
	blank  bool        // a space is due before the next text
	style  Style
	link   int
	said   *[]byte // text of the link so far, while in one
	quote  int
	level  int // list nesting, from 1
	marker string
	kind   Kind
	head   int // heading level
	item   bool
	pre    bool
	unseen bool // text has no size or colour here
	sig    bool
	gap    bool      // the next block stands apart
	cells  *[][]Span // set while a table cell is gathered: blocks go there
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
	d := parseStyle(n.get("style"))
	if !h.bare && h.css.hides(n, d) {
		return
	}
	switch n.tag {
	case atom.Script, atom.Style, atom.Title, atom.Template, atom.Svg, atom.Math, atom.Object, atom.Video, atom.Audio, atom.Canvas,
		atom.Select, atom.Map, atom.Datalist:
		return
	case atom.Br:
		h.lineBreak()
	case atom.Hr:
		h.end(true)
		h.w.block(Block{Kind: Rule, Quote: h.quote})
		h.gap = true
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
		h.unseen = saved
	default:
		h.element(n, d)
	}
}

func (h *htmlWriter) kids(n *node) {
	for _, k := range n.kids {
		h.walk(k)
	}
}

// element walks an element that has no rules of its own but those of its box.
func (h *htmlWriter) element(n *node, d declarations) {
	saved := *h
	h.style |= inlineStyle(n, d)
	h.unseen = d.unseen(h.unseen)
	inside := block(n.tag)
	if inside {
		h.end(h.margin(n, d))
		h.enter(n)
	}
	h.kids(n)
	if inside {
		h.end(h.margin(n, d))
	}
	h.style, h.quote, h.level, h.marker = saved.style, saved.quote, saved.level, saved.marker
	h.kind, h.head, h.item, h.pre, h.sig, h.unseen = saved.kind, saved.head, saved.item, saved.pre, saved.sig, saved.unseen
}

// enter sets the state for the inside of a block element.
func (h *htmlWriter) enter(n *node) {
	switch n.tag {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		h.kind, h.head = Heading, int(n.tag.String()[1]-'0')
	case atom.Blockquote:
		h.quote = min(h.quote+1, maxQuote)
		h.item, h.level, h.marker = false, 0, ""
	case atom.Ul, atom.Menu, atom.Dir, atom.Ol:
		h.level++
	case atom.Li:
		h.item = true
		h.level = max(h.level, 1)
		h.marker = h.bullet(n)
	case atom.Dd:
		h.item, h.level, h.marker = true, h.level+1, ""
	case atom.Pre, atom.Xmp, atom.Listing, atom.Plaintext:
		h.pre = true
	}
	if class := n.get("class"); class != "" {
		if strings.Contains(class, "gmail_signature") || strings.Contains(class, "moz-signature") {
			h.sig = true
		}
	}
}

// bullet is the marker of a list item: its number when the list is numbered, which the list has left in marker.
func (h *htmlWriter) bullet(n *node) string {
	if v := n.get("value"); v != "" && len(v) < 6 {
		return Clean(v) + "."
	}
	switch h.level % 3 {
	case 2:
		return "◦"
	case 0:
		return "▪"
	}
	return "•"
}

// margin says whether a block stands apart from its neighbours: paragraphs do unless their style denies it, divisions
// do not.
func (h *htmlWriter) margin(n *node, d declarations) bool {
	switch n.tag {
	case atom.P:
		m := d["margin"]
		return !(tiny(m, 2) || strings.HasPrefix(m, "0 ") || tiny(d["margin-bottom"], 2) && tiny(d["margin-top"], 2))
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Blockquote, atom.Pre, atom.Dl, atom.Figure, atom.Table, atom.Fieldset, atom.Xmp, atom.Article, atom.Section:
		return true
	case atom.Ul, atom.Ol, atom.Menu:
		return h.level == 0
	}
	return false
}

// text adds text, its white space collapsed unless it is preformatted.
func (h *htmlWriter) text(s string) {
	if h.unseen && !h.bare {
		return
	}
	if h.pre {
		h.put(CleanText(s))
		return
	}
	const white = " \t\n\r\f"
	if strings.TrimLeft(s, white) != s {
		h.space()
	}
	if text := Clean(collapse(s)); text != "" {
		h.put(text)
	}
	if strings.TrimRight(s, white) != s {
		h.space()
	}
}

// space asks for a blank before the next text.
func (h *htmlWriter) space() { h.blank = h.blank || !h.spans.empty() }

// collapse makes single blanks of the white space of HTML and none at the ends.
func collapse(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return r == ' ' || r == '\t' || r == '\n' || r == '\r' || r == '\f'
	}), " ")
}

// put adds clean text to the block being gathered.
func (h *htmlWriter) put(s string) {
	like := Span{Style: h.style, Link: h.link}
	if h.blank && !h.spans.endsLine() {
		h.spans.add(like, " ")
	}
	h.blank = false
	for len(s) > maxBlockText {
		n := maxBlockText
		for n > 0 && !utf8.RuneStart(s[n]) {
			n--
		}
		h.spans.add(like, s[:n])
		h.end(false)
		s = s[n:]
	}
	h.spans.add(like, s)
	h.capture(s)
	if h.size += len(s); h.size > maxBlockText {
		h.end(false)
	}
}

// maxBlockText keeps one block small enough to be laid out at once.
const maxBlockText = 32 << 10

func (h *htmlWriter) lineBreak() {
	if h.spans.empty() {
		h.gap = true
		return
	}
	h.blank = false
	h.spans.add(Span{}, "\n")
	h.capture(" ")
}

// end writes the block gathered so far. gap asks that it stands apart from what follows or went before.
func (h *htmlWriter) end(gap bool) {
	spans := trimSpans(h.spans.take())
	h.size, h.blank = 0, false
	if len(spans) == 0 {
		h.gap = h.gap || gap
		return
	}
	b := Block{Kind: h.kind, Quote: h.quote, Spans: spans, Tight: !h.gap, Level: h.head}
	switch {
	case h.pre:
		b.Kind = Pre
	case h.sig:
		b.Kind = Signature
	case h.item && h.kind == Paragraph:
		b.Kind, b.Level, b.Marker = Item, h.level-1, h.marker
		h.marker = ""
	case h.kind == Heading && utf8.RuneCountInString(words(spans)) > 300:
		b.Kind, b.Level = Paragraph, 0
	}
	h.gap = gap
	if h.cells != nil {
		h.cell(spans)
		return
	}
	h.w.block(b)
}
