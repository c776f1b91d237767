package reader

import (
	"poplin/cache"
	"poplin/pop3/worker"
	"poplin/ui/screen"
)

// steps are how many lines are looked at, one step further with each key.
var steps = []int{40, 200, 1000}

// askPeek asks for the next step of a message that is not here whole.
func (s *Screen) askPeek() screen.Action {
	l := s.letter
	switch {
	case l == nil || s.fetch.asked:
		return nil
	case l.whole():
		return screen.Notice{Text: "the whole message is here"}
	case l.entry.Flags&cache.Gone != 0:
		return screen.Notice{Text: "the server no longer has this message", Bad: true}
	case l.piece.Octets >= l.entry.Size && l.piece.Lines > 0:
		return screen.Notice{Text: "there is no more of it; enter fetches it, and then it counts as here"}
	}
	for _, n := range steps {
		if n > l.piece.Lines {
			s.fetch = fetch{asked: true, peek: true}
			return screen.Post{Account: l.entry.AccountName, Command: worker.Peek{ID: s.id, Lines: n}}
		}
	}
	return screen.Notice{Text: "that is as far as a peek goes; enter fetches all " + screen.Bytes(l.entry.Size)}
}

// peeked puts what is here of a message that is not here whole, and how much that is.
func (o *order) peeked(p *page) {
	l := o.letter
	if l.doc != nil {
		o.text(p)
	} else if l.why != "" {
		o.say(p, "Nothing of its text can be read yet.")
	}
	p.put()
	p.rows[len(p.rows)-1].block = afterText
	for _, a := range l.sum.Attachments {
		o.note(p, o.glyph.Attachment+" "+a.Name+"  "+a.Type)
	}
	e := &l.entry
	text := screen.Bytes(l.piece.Octets) + " of " + screen.Bytes(e.Size) + " read. "
	switch {
	case e.Flags&cache.Gone != 0:
		text += "The server no longer lists it, so there is no more to be had."
	case l.piece.Lines >= steps[len(steps)-1] || l.piece.Octets >= e.Size:
		text += "Press enter to fetch it whole."
	default:
		text += "Press p to read on, enter to fetch it whole."
	}
	o.note(p, text)
}

// afterText is the block of what stands below the text, to find the place again in another layout.
const afterText = 1 << 30

// note puts a sentence of Poplin's own below the text.
func (o *order) note(p *page, text string) {
	from := len(p.rows)
	o.say(p, text)
	for i := from; i < len(p.rows); i++ {
		p.rows[i].block = afterText
	}
}
