package message

import (
	"slices"
	"strings"
)

// plan is the order in which the parts of a message make up one document.
type plan struct {
	parts []int // leaves to show, and enclosed messages to announce
	first int   // the leaf that counts as the message's own text, -1 for none
	why   string
}

// planFor lays out the document in which the alternatives are decided in favour of part want (-1: the better one).
func (m *Message) planFor(want int) plan {
	pl := plan{first: -1}
	m.visit(0, want, &pl)
	if pl.first < 0 && want < 0 {
		m.fallBack(&pl)
	}
	return pl
}

// fallBack finds something to read in a message that has no text of its own: the body in a winmail.dat, or a text
// that came as an attachment.
func (m *Message) fallBack(pl *plan) {
	for id := range m.st.Parts {
		if m.readable(id) && m.st.Parts[id].End > m.st.Parts[id].BodyOff {
			pl.parts, pl.first = append(pl.parts, id), id
			if m.st.Parts[id].In == 0 {
				pl.why = "the text is an attachment"
			}
			return
		}
	}
	// A multipart whose parts are empty may still have said something around them.
	if len(attachments(m.st)) == 0 && isMultipart(m.st.Parts[0].Type) {
		pl.parts = []int{0}
	}
}

// visit adds what part id contributes.
func (m *Message) visit(id, want int, pl *plan) {
	p := &m.st.Parts[id]
	if p.isCMS() && m.hasKids(id) {
		for _, c := range m.kids(id) {
			m.visit(c, want, pl)
		}
		return
	}
	if m.sealed(id) != "" {
		pl.parts = append(pl.parts, id)
		return
	}
	if id != want && p.Disposition == "attachment" && !isMultipart(p.Type) && !isMessage(p.Type) {
		return
	}
	switch {
	case p.Type == "multipart/alternative":
		if c, why := m.alternative(id, want); c >= 0 {
			if pl.first < 0 {
				pl.why = why
			}
			m.visit(c, want, pl)
		}
	case p.Type == "multipart/related":
		if c := m.relatedRoot(id, want); c >= 0 {
			m.visit(c, want, pl)
		}
	case isMultipart(p.Type) && m.hasKids(id):
		for _, c := range m.kids(id) {
			m.visit(c, want, pl)
		}
	case isMessage(p.Type):
		pl.parts = append(pl.parts, id)
		for _, c := range m.kids(id) {
			m.visit(c, want, pl)
		}
	case id != want && m.blank(id):
	case shownInline(p.Type), isMultipart(p.Type):
		pl.parts = append(pl.parts, id)
		if pl.first < 0 {
			pl.first = id
		}
	}
}

// blank says that a leaf holds nothing but a few blanks.
func (m *Message) blank(id int) bool {
	p := &m.st.Parts[id]
	return p.End-p.BodyOff <= 64 && strings.TrimSpace(string(m.bytes(p.In, p.BodyOff, p.End))) == ""
}

// shownInline says that a leaf is part of the text of a message without being asked for.
func shownInline(typ string) bool {
	return inlineText(typ) && typ != "text/x-amp-html" && typ != "text/watch-html" || typ == "text/calendar"
}

// readable says that a leaf can be shown as text at all.
func (m *Message) readable(id int) bool {
	typ := m.st.Parts[id].Type
	return strings.HasPrefix(typ, "text/") || inlineText(typ)
}

// kids are the parts directly below a container.
func (m *Message) kids(id int) []int {
	var out []int
	for _, p := range m.st.Parts[id+1:] {
		if p.Parent == id {
			out = append(out, p.ID)
		}
	}
	return out
}

func (m *Message) hasKids(id int) bool {
	for _, p := range m.st.Parts[id+1:] {
		if p.Parent == id {
			return true
		}
	}
	return false
}

// within says that part id is container or lies in it.
func (m *Message) within(id, container int) bool {
	for ; id >= 0; id = m.st.Parts[id].Parent {
		if id == container {
			return true
		}
	}
	return false
}

// relatedRoot is the child of a multipart/related that the others serve: the first that has text, blanks not counted.
func (m *Message) relatedRoot(id, want int) int {
	first, empty := -1, -1
	for _, c := range m.kids(id) {
		if want >= 0 && m.within(want, c) {
			return c
		}
		switch t := m.textIn(c); {
		case t < 0 || first >= 0:
		case !m.blank(t):
			first = c
		case empty < 0:
			empty = c
		}
	}
	if first < 0 {
		return empty
	}
	return first
}

// textIn is the first leaf in part id that is shown inline, -1 for none.
func (m *Message) textIn(id int) int {
	p := m.st.Parts[id]
	if p.Disposition == "attachment" {
		return -1
	}
	if !isMultipart(p.Type) && !isMessage(p.Type) {
		if shownInline(p.Type) {
			return id
		}
		return -1
	}
	for _, c := range m.kids(id) {
		if t := m.textIn(c); t >= 0 {
			return t
		}
	}
	return -1
}

// Readable lists the ids of the parts that can be shown as text, best first: the message's own text, its other
// alternatives, then texts that came as attachments. Texts that are shown together with the first have no own entry.
func (m *Message) Readable() []int {
	return m.readables(m.planFor(-1))
}

// readables is Readable when pl is the plan for the better alternatives.
func (m *Message) readables(pl plan) []int {
	shown := make(map[int]bool, len(pl.parts))
	for _, id := range pl.parts {
		shown[id] = true
	}
	var own, other []int
	for id, p := range m.st.Parts {
		switch {
		case isMultipart(p.Type) || isMessage(p.Type) || !m.readable(id):
		case toldAside(p.Type):
			other = append(other, id)
		case shown[id]:
		case p.Disposition == "attachment":
			other = append(other, id)
		default:
			own = append(own, id)
		}
	}
	if pl.first >= 0 {
		own = append([]int{pl.first}, own...)
		other = slices.DeleteFunc(other, func(id int) bool { return id == pl.first })
	}
	return append(own, other...)
}
