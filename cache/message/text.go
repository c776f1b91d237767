package message

import "strings"

// maxSearch caps Text in bytes.
const maxSearch = 1 << 20

// Text is everything worth searching: decoded text of all readable parts and attachment names, capped at 1 MiB.
func (m *Message) Text() string {
	var out strings.Builder
	for part, p := range m.st.Parts {
		if out.Len() >= maxSearch {
			break
		}
		if isMultipart(p.Type) || !isMessage(p.Type) && !m.readable(part) {
			continue
		}
		d := Document{}
		w := writer{doc: &d, words: true}
		m.write(&w, part)
		out.Grow(min(w.size+len(d.Blocks), maxSearch))
		d.words(&out)
	}
	for _, a := range attachments(m.st) {
		out.WriteString(a.Name)
		out.WriteByte('\n')
	}
	s := out.String()
	if len(s) > maxSearch {
		s = strings.ToValidUTF8(s[:maxSearch], "")
	}
	return s
}

// words writes the text of a document without its layout, one block a line.
func (d *Document) words(out *strings.Builder) {
	for _, b := range d.Blocks {
		for _, s := range b.Spans {
			out.WriteString(s.Text)
		}
		for _, c := range b.Cells {
			for _, s := range c {
				out.WriteString(s.Text)
			}
			out.WriteByte(' ')
		}
		out.WriteByte('\n')
		if out.Len() > maxSearch {
			return
		}
	}
}
