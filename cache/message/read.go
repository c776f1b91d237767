package message

import (
	"fmt"
	"slices"
)

// maxOutput is how much text one document holds.
const maxOutput = 2 << 20

// Document makes the readable text; part is one of Readable, or -1 for the best choice.
//
// When part belongs to the message's own text (its best part or an alternative to it), everything that is to be read
// with it follows: texts between pictures, list footers, enclosed messages. Any other part stands alone.
func (m *Message) Document(part int) (*Document, error) { return m.document(part, false) }

// Beginning is Document as far as it can be had at once: of a long text only the first pages. whole says that there is
// no more of it.
func (m *Message) Beginning(part int) (d *Document, whole bool, err error) {
	short := *m
	short.most = beginning
	d, err = short.document(part, false)
	return d, err == nil && !d.Cut, err
}

// Unhidden is Document with the text that HTML keeps from the eye: what only filters are meant to read.
func (m *Message) Unhidden(part int) (*Document, error) { return m.document(part, true) }

func (m *Message) document(part int, bare bool) (*Document, error) {
	if part >= len(m.st.Parts) {
		return nil, fmt.Errorf("message: there is no part %d", part)
	}
	pl := m.planFor(-1)
	all := m.readables(pl)
	asked := part
	if part >= 0 {
		pl = m.planFor(part)
	}
	if part < 0 {
		part = pl.first
	} else if pl.first != part && !slices.Contains(pl.parts, part) || !m.own(part) {
		pl = plan{parts: []int{part}, first: part}
	}
	d := &Document{Part: part, Of: len(all), Index: slices.Index(all, part) + 1, Why: pl.why, Signed: part >= 0 && m.signed(part)}
	w := writer{doc: d, bare: bare}
	if part < 0 || m.own(part) {
		m.aside(d)
	}
	for _, id := range pl.parts {
		if id == asked || !d.covers(m.st.Parts[id].Type) {
			m.write(&w, id)
		}
	}
	if !forwards(subject(m.header(), "")) {
		d.quoteHistory()
	}
	if len(d.Blocks) == 0 && d.Invitation == nil && len(d.Reports) == 0 {
		w.note(m.silence())
	}
	return d, nil
}

// own says that a part is shown inline by one of the plans, not only when asked for.
func (m *Message) own(part int) bool {
	p := m.st.Parts[part]
	return p.Disposition != "attachment" && shownInline(p.Type)
}

// maxAside is how much of a calendar or a delivery status is read, in bytes.
const maxAside = 1 << 20

// aside takes in what the message says beside its text: an invitation, delivery reports.
func (m *Message) aside(d *Document) {
	for _, p := range m.st.Parts {
		switch p.Type {
		case "text/calendar", "application/ics":
			b, _ := m.body(&p, maxAside)
			if v, ok := ParseInvitation([]byte(decodeCharset(b, p.Charset))); ok && d.Invitation == nil {
				d.Invitation = &v
			}
		case "message/delivery-status", "message/global-delivery-status":
			b, _ := m.body(&p, maxAside)
			d.Reports = append(d.Reports, ParseReport(b)...)
		}
	}
}

// covers says that parts of a type are told in another way than by their text.
func (d *Document) covers(typ string) bool {
	return toldAside(typ) && (typ == "text/calendar" && d.Invitation != nil || typ != "text/calendar" && len(d.Reports) > 0)
}

// toldAside says that parts of a type are told as a card or in a sentence where they can be understood.
func toldAside(typ string) bool {
	return typ == "text/calendar" || typ == "message/delivery-status" || typ == "message/global-delivery-status"
}

// silence says why there is nothing to read.
func (m *Message) silence() string {
	switch n := len(attachments(m.st)); {
	case m.st.Size == 0:
		return "This message is empty."
	case m.st.Size <= m.st.Header:
		return "This message has headers and no text."
	case n == 1:
		return "This message has no text, only an attachment."
	case n > 1:
		return fmt.Sprintf("This message has no text, only %d attachments.", n)
	}
	return "This message has no text."
}

// write adds one part to the document.
func (m *Message) write(w *writer, id int) {
	p := &m.st.Parts[id]
	w.section()
	switch {
	case m.sealed(id) != "":
		w.note(m.sealed(id))
		return
	case isMessage(p.Type):
		m.announce(w, id)
		return
	case p.Type == "text/html":
		b, cut := m.body(p, m.most)
		w.doc.Cut = w.doc.Cut || cut
		w.html(decodeHTML(b, p.Charset))
		return
	}
	b, cut := m.bodyText(p)
	w.doc.Cut = w.doc.Cut || cut
	text := decodeCharset(b, p.Charset)
	switch p.Type {
	case "text/rtf":
		if rich, html := parseRTF(b); html {
			w.html(rich)
			return
		} else if rich != "" {
			text = rich
		}
	case "text/enriched", "text/richtext":
		text = parseEnriched(text)
	}
	w.plain(text, p.Flowed, p.DelSp)
}

// announce introduces an enclosed message.
func (m *Message) announce(w *writer, id int) {
	for _, c := range m.kids(id) {
		p := m.st.Parts[c]
		h := splitHeader(m.bytes(p.In, p.HeaderOff, min(p.BodyOff, p.HeaderOff+partHeader)))
		s := summarise(h, p.Charset)
		w.rule()
		line := "Enclosed message"
		if len(s.From) > 0 {
			line += " from " + s.From[0].String()
		}
		if !s.Date.IsZero() {
			line += ", " + s.Date.Format("2 January 2006 15:04")
		}
		w.note(line)
		if s.Subject != "" {
			w.block(Block{Kind: Heading, Level: 2, Tight: true, Spans: []Span{{Text: s.Subject, Style: Bold}}})
		}
	}
}

// String is "Name <address>", or the half there is.
func (a Address) String() string {
	switch {
	case a.Name == "":
		return a.Addr
	case a.Addr == "":
		return a.Name
	}
	return a.Name + " <" + a.Addr + ">"
}

// bodyText is body without the files that are written into the text.
func (m *Message) bodyText(p *Part) (b []byte, cut bool) {
	if encoded(p.Encoding) {
		return m.body(p, m.most)
	}
	from := p.BodyOff
	for _, c := range m.kids(p.ID) {
		k := m.st.Parts[c]
		b = append(b, m.bytes(p.In, from, min(k.HeaderOff, from+m.most))...)
		from = k.End
	}
	end := min(p.End, from+m.most)
	return append(b, m.bytes(p.In, from, end)...), end < p.End
}
