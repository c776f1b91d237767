package reader

import (
	"fmt"
	"strings"

	"poplin/cache"
	"poplin/cache/message"
	"poplin/ui/screen"
)

// badges puts short facts, as many rows as they need.
func (o *order) badges(p *page, facts []run) {
	for _, row := range o.flow(facts) {
		p.put(o.parted(row)...)
	}
}

// flow puts facts on as few rows as they need.
func (o *order) flow(facts []run) (rows [][]run) {
	used := 0
	for _, r := range facts {
		w := screen.Width(r.text)
		if len(rows) == 0 || used+w > o.look.width {
			rows, used = append(rows, nil), 0
		}
		r.text = screen.Cut(r.text, o.look.width, o.glyph.Ellipsis)
		rows[len(rows)-1] = append(rows[len(rows)-1], r)
		used += w + 3
	}
	return rows
}

func (o *order) facts() []run {
	l, e := o.letter, &o.letter.entry
	var f []run
	add := func(k ink, format string, a ...any) { f = append(f, run{text: fmt.Sprintf(format, a...), ink: k}) }
	if e.Flags&cache.Starred != 0 {
		add(accentInk, "%s starred", o.glyph.Star)
	}
	if v, ok := o.verdict(); ok {
		f = append(f, v)
	}
	switch {
	case e.Place == cache.Trash:
		add(warnInk, "in Trash")
	case e.Place == cache.Archive:
		add(dimInk, "archived")
	}
	switch e.Removal {
	case "":
	case cache.Stuck:
		add(warnInk, "could not be removed from the server")
	default:
		add(dimInk, "leaves the server")
	}
	if u := l.asked; u != nil && u.Late == 0 {
		add(dimInk, "%s", screen.LeftAlone(u, o.now))
	}
	for _, t := range e.Tags {
		add(accentInk, "%s", message.Clean(t))
	}
	if l.piece.Lines > 0 && !l.whole() {
		add(warnInk, "%s", l.extent())
	} else {
		add(dimInk, "%s", screen.Bytes(e.Size))
	}
	if o.account != "" {
		add(dimInk, "%s", o.account)
	}
	if e.List != "" {
		add(dimInk, "list %s", e.List)
	}
	if l.doc != nil && l.doc.Of > 1 && l.doc.Index > 0 {
		add(dimInk, "%s", o.alternative())
	}
	if l.doc != nil && l.doc.Signed {
		add(dimInk, "signed, signature not checked")
	}
	if l.doc != nil && l.doc.Pictures > 0 {
		add(dimInk, "%s not fetched", screen.Plural(l.doc.Pictures, "remote picture"))
	}
	switch {
	case l.doc != nil && l.doc.Hidden > 0:
		add(warnInk, "%s left out", screen.Plural(l.doc.Hidden, "hidden word"))
	case l.bare:
		add(warnInk, "with hidden words")
	}
	return f
}

// alternative says which of several texts is shown, and why this one: "html, 2 of 2: the plain text says nothing".
func (o *order) alternative() string {
	d := o.letter.doc
	name := "text"
	if parts := o.letter.msg.Structure().Parts; d.Part >= 0 && d.Part < len(parts) {
		name = strings.TrimPrefix(parts[d.Part].Type, "text/")
		if name == "plain" {
			name = "plain text"
		}
	}
	s := fmt.Sprintf("%s, %d of %d", name, d.Index, d.Of)
	if d.Why != "" {
		s += ": " + d.Why
	}
	return s
}

// warnings puts what does not fit together, a row each.
func (o *order) warnings(p *page) {
	for _, doubt := range o.letter.found.Doubts {
		o.warn(p, doubt)
	}
	if u := o.letter.asked; u != nil && u.Late > 0 {
		o.warn(p, screen.LeftAlone(u, o.now)+"; U offers a rule")
	}
	d := o.letter.doc
	if d == nil {
		return
	}
	lies := 0
	for _, l := range d.Links {
		if l.Lies {
			lies++
		}
	}
	switch {
	case lies == 1:
		o.warn(p, "a link leads elsewhere than its text says")
	case lies > 1:
		o.warn(p, screen.Count(lies)+" links lead elsewhere than their text says")
	}
}

func (o *order) warn(p *page, text string) {
	for i, line := range wrap(text, o.look.width-2, 0) {
		sign := "  "
		if i == 0 {
			sign = o.glyph.Bad + " "
		}
		p.put(run{text: sign + line, ink: dangerInk})
	}
}
