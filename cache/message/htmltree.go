package message

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const (
	maxNodes = 400_000 // of one HTML part
	maxOpen  = 256     // open elements: a tag nested deeper is read as if it were not there
)

// node is an element, or text when tag is 0.
type node struct {
	tag  atom.Atom
	text string
	attr []html.Attribute // the few that matter
	kids []*node
}

// get is the value of an attribute, "" when it is missing.
func (n *node) get(key string) string {
	v, _ := n.has(key)
	return v
}

func (n *node) has(key string) (string, bool) {
	for _, a := range n.attr {
		if a.Key == key {
			return a.Val, true
		}
	}
	return "", false
}

// treeBuilder makes a tree of tags in one linear pass. It is not the algorithm of the HTML specification, which
// refuses or takes quadratic time on hostile nesting, but it closes what browsers close: paragraphs, list items, rows
// and cells.
type treeBuilder struct {
	root  *node
	open  []*node
	css   strings.Builder
	count int
	cut   bool

	nodes []node // to be given out: made many at a time, since a mail has thousands
}

// node gives a new one.
func (b *treeBuilder) node(tag atom.Atom, text string) *node {
	if len(b.nodes) == 0 {
		b.nodes = make([]node, min(max(b.count, 16), 256))
	}
	n := &b.nodes[0]
	b.nodes = b.nodes[1:]
	n.tag, n.text = tag, text
	return n
}

// parseHTML never fails; whatever the tags are, the text is in the tree.
func parseHTML(s string) (root *node, css string, cut bool) {
	b := treeBuilder{root: &node{tag: atom.Body}}
	b.open = []*node{b.root}
	z := tokenizer{rest: s}
	for b.count < maxNodes {
		switch z.next() {
		case noToken:
			return b.root, b.css.String(), b.cut
		case textToken:
			b.text(z.text)
		case startToken:
			b.start(z.tag, z.attrs)
		case endToken:
			b.end(z.tag)
		}
	}
	b.cut = true
	return b.root, b.css.String(), true
}

func (b *treeBuilder) top() *node { return b.open[len(b.open)-1] }

func (b *treeBuilder) text(raw string) {
	switch top := b.top(); top.tag {
	case atom.Script:
	case atom.Style:
		if left := maxCSS - b.css.Len(); left > 0 {
			b.css.WriteString(raw[:min(left, len(raw))])
			b.css.WriteByte('\n')
		}
	default:
		top.kids = append(top.kids, b.node(0, html.UnescapeString(raw)))
		b.count++
	}
}

func (b *treeBuilder) start(tag atom.Atom, attr []html.Attribute) {
	if tag == 0 {
		tag = atom.Span // unknown elements are inline
	}
	n := b.node(tag, "")
	n.attr = attr
	b.count++
	b.imply(n.tag)
	if void(n.tag) {
		b.top().kids = append(b.top().kids, n)
		return
	}
	if len(b.open) >= maxOpen {
		if n.tag == atom.Script || n.tag == atom.Style {
			b.open[len(b.open)-1] = n // its text must not be taken for words
		}
		return
	}
	b.top().kids = append(b.top().kids, n)
	b.open = append(b.open, n)
}

func void(a atom.Atom) bool {
	switch a {
	case atom.Area, atom.Base, atom.Br, atom.Col, atom.Embed, atom.Hr, atom.Img, atom.Input, atom.Link, atom.Meta,
		atom.Param, atom.Source, atom.Track, atom.Wbr, atom.Frame:
		return true
	}
	return false
}

// imply closes what a start tag ends without saying so.
func (b *treeBuilder) imply(tag atom.Atom) {
	if b.top().tag == atom.Title && tag != atom.Title { // never closed: the mail is not all title
		b.pop(1)
	}
	switch tag {
	case atom.Li:
		b.closeWithin([]atom.Atom{atom.Li}, atom.Ul, atom.Ol, atom.Menu)
	case atom.Dt, atom.Dd:
		b.closeWithin([]atom.Atom{atom.Dt, atom.Dd}, atom.Dl)
	case atom.Td, atom.Th:
		b.closeWithin([]atom.Atom{atom.Td, atom.Th}, atom.Tr)
	case atom.Tr:
		b.closeWithin([]atom.Atom{atom.Tr}, atom.Tbody, atom.Thead, atom.Tfoot)
	case atom.Tbody, atom.Thead, atom.Tfoot:
		b.closeWithin([]atom.Atom{atom.Tbody, atom.Thead, atom.Tfoot})
	case atom.Option:
		b.closeWithin([]atom.Atom{atom.Option}, atom.Select)
	}
	if block(tag) && tag != atom.Td && tag != atom.Th {
		b.closeWithin([]atom.Atom{atom.P}, atom.Td, atom.Th, atom.Div, atom.Li, atom.Blockquote)
	}
}

// closeWithin closes the innermost open element of the given tags, unless a table or one of the fences is met first.
func (b *treeBuilder) closeWithin(tags []atom.Atom, fences ...atom.Atom) {
	for i := len(b.open) - 1; i > 0; i-- {
		t := b.open[i].tag
		for _, tag := range tags {
			if t == tag {
				b.pop(len(b.open) - i)
				return
			}
		}
		if t == atom.Table {
			return
		}
		for _, f := range fences {
			if t == f {
				return
			}
		}
	}
}

// end closes the element, and what is open inside it. An end tag without a start is ignored, and one inside a cell
// does not reach out of it.
func (b *treeBuilder) end(tag atom.Atom) {
	if tag == 0 {
		tag = atom.Span
	}
	if tag == atom.Br || tag == atom.P && !b.isOpen(atom.P) { // "</br>" and "</p>" act as browsers make them act
		b.top().kids = append(b.top().kids, b.node(atom.Br, ""))
		b.count++
		return
	}
	for i := len(b.open) - 1; i > 0; i-- {
		t := b.open[i].tag
		if t == tag {
			b.pop(len(b.open) - i)
			return
		}
		if (t == atom.Td || t == atom.Th || t == atom.Table) && !tablePart(tag) {
			return
		}
	}
}

func (b *treeBuilder) isOpen(tag atom.Atom) bool {
	for _, n := range b.open[1:] {
		if n.tag == tag {
			return true
		}
	}
	return false
}

func (b *treeBuilder) pop(n int) { b.open = b.open[:len(b.open)-n] }

func tablePart(a atom.Atom) bool {
	switch a {
	case atom.Table, atom.Tbody, atom.Thead, atom.Tfoot, atom.Tr, atom.Td, atom.Th:
		return true
	}
	return false
}

// block says that an element stands on lines of its own.
func block(a atom.Atom) bool {
	switch a {
	case atom.Address, atom.Article, atom.Aside, atom.Blockquote, atom.Body, atom.Center, atom.Dd, atom.Details, atom.Dir, atom.Div,
		atom.Dl, atom.Dt, atom.Fieldset, atom.Figcaption, atom.Figure, atom.Footer, atom.Form, atom.H1, atom.H2, atom.H3,
		atom.H4, atom.H5, atom.H6, atom.Header, atom.Hr, atom.Li, atom.Main, atom.Menu, atom.Nav, atom.Ol, atom.P,
		atom.Pre, atom.Section, atom.Summary, atom.Table, atom.Ul, atom.Tr, atom.Td, atom.Th, atom.Tbody, atom.Thead,
		atom.Tfoot, atom.Caption, atom.Xmp, atom.Listing, atom.Plaintext, atom.Legend:
		return true
	}
	return false
}
