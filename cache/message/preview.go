package message

import "strings"

// preview is the beginning of the text on one line: the writer's own words, without quotations, navigation and the
// offer to see the mail elsewhere.
func (m *Message) preview() string {
	d, err := m.Document(-1)
	if err != nil {
		return ""
	}
	var own, all strings.Builder
	for i := range d.Blocks {
		b := &d.Blocks[i]
		if b.Quote > 0 || b.Kind == Signature || b.Kind == Rule || b.Kind == Note {
			continue
		}
		text := b.text()
		if i+1 < len(d.Blocks) && d.Blocks[i+1].Quote > 0 && len(text) < 300 && strings.HasSuffix(strings.TrimRight(text, " "), ":") {
			continue // "On Tuesday Ada wrote:"
		}
		if own.Len() > 0 || !b.navigates(text) {
			own.WriteString(text + " ")
		}
		all.WriteString(text + " ")
		if own.Len() > 4*maxPreview || all.Len() > 16*maxPreview {
			break
		}
	}
	s := own.String()
	if s == "" {
		s = all.String()
	}
	return clip(strings.Join(strings.Fields(s), " "), maxPreview-1)
}

// text is the text of a block, cells included.
func (b *Block) text() string {
	if len(b.Cells) == 0 {
		return words(b.Spans)
	}
	var out strings.Builder
	for _, c := range b.Cells {
		out.WriteString(words(c) + " ")
	}
	return out.String()
}

// navigates says that a block at the head of a mail is not yet its text: nothing but links, or words about the mail.
func (b *Block) navigates(text string) bool {
	linked := 0
	for _, s := range b.Spans {
		if s.Link > 0 {
			linked += len(s.Text)
		}
	}
	return linked > 0 && linked*2 > len(text) || len(text) < 200 && linked > 0 && pointsElsewhere(strings.ToLower(text))
}
