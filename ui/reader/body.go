package reader

import (
	"fmt"
	"strings"

	"poplin/cache"
	"poplin/cache/message"
	"poplin/ui/screen"
)

// body puts the text, or why there is none.
func (o *order) body(p *page) {
	l := o.letter
	switch {
	case !l.whole() && l.piece.Lines > 0:
		o.peeked(p)
	case !l.whole():
		o.notHere(p)
	case l.doc == nil:
		o.say(p, "The text of this message cannot be shown: "+message.Clean(l.why)+".")
		o.say(p, `Press \ for its source, v for its parts.`)
	default:
		o.card(p)
		o.reports(p)
		o.text(p)
	}
}

// notHere says what is at home of a message and how to get the rest.
func (o *order) notHere(p *page) {
	e := &o.letter.entry
	switch e.Body {
	case cache.Poison:
		o.say(p, "This message could not be fetched in three visits. It is still on the server.")
	case cache.TooBig:
		o.say(p, "Not downloaded: it is larger than this account downloads by itself.")
	default:
		o.say(p, "Not downloaded yet.")
	}
	if e.Flags&cache.Gone != 0 {
		o.say(p, "The server no longer lists it, so it cannot be fetched.")
		return
	}
	o.say(p, "Press enter to fetch it now ("+screen.Bytes(e.Size)+"), p to see only how it begins.")
}

// say puts a sentence of Poplin's own.
func (o *order) say(p *page, text string) {
	for _, line := range wrap(text, o.look.width, 0) {
		p.rows = append(p.rows, row{runs: []run{{text: line, ink: dimInk}}})
	}
}

// leastFold is how many quoted lines in a row are worth folding away.
const leastFold = 3

// text puts the laid-out document, long quotations folded where that is asked for.
func (o *order) text(p *page) {
	d := o.letter.doc
	p.links = d.Links
	lines := d.Lay(o.look.width)
	for i := 0; i < len(lines); {
		n := 0
		for i+n < len(lines) && lines[i+n].Quote > 0 {
			n++
		}
		if n >= leastFold {
			p.foldable = true
			if o.look.fold {
				p.folded = true
				p.rows = append(p.rows, o.foldedQuote(lines[i], n))
				i += n
				continue
			}
		}
		for range max(n, 1) {
			p.rows = append(p.rows, rowOf(lines[i], d))
			i++
		}
	}
	p.colourDiff()
	if len(lines) == 0 && d.Invitation == nil && len(d.Reports) == 0 {
		o.say(p, "This message has no text.")
	}
	if d.Cut && !o.letter.begun {
		o.say(p, `The text is cut here, since it is very long. Press \ for the rest.`)
	}
}

func (o *order) foldedQuote(first message.Line, n int) row {
	return row{block: first.Block, runs: []run{
		{text: o.glyph.Fold + " ", ink: accentInk},
		{text: fmt.Sprintf("%d quoted lines", n), ink: dimInk},
	}}
}

// rowOf gives a laid-out line its inks.
func rowOf(line message.Line, d *message.Document) row {
	base := plainInk
	switch line.Kind {
	case message.Heading:
		base = headingInk
	case message.Signature, message.Note:
		base = dimInk
	case message.Rule:
		base = lineInk
	}
	r := row{quote: line.Quote, block: line.Block, runs: make([]run, 0, len(line.Spans))}
	for _, s := range line.Spans {
		k := base
		if bare := strings.TrimLeft(s.Text, " "); s.Link > 0 && bare != s.Text { // an underline starts at the word
			r.runs = append(r.runs, run{text: s.Text[:len(s.Text)-len(bare)], ink: base})
			s.Text = bare
		}
		switch linked := s.Link > 0 && s.Link <= len(d.Links); {
		case linked && d.Links[s.Link-1].Lies:
			k = liarInk
		case linked && s.Style&message.Number != 0:
			k = numberInk
		case linked && reachable(&d.Links[s.Link-1]):
			k = linkInk
		case s.Style&message.Code != 0:
			k = codeInk
		}
		style := s.Style
		if base == headingInk && k != numberInk {
			style |= message.Bold
		}
		r.runs = append(r.runs, run{text: s.Text, ink: k, style: style, link: s.Link})
	}
	return r
}
