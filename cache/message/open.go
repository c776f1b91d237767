package message

import (
	"bytes"
	"fmt"
	"io"
	"strings"
)

const (
	maxText   = 8 << 20   // decoded bytes of one part that are read to be shown
	beginning = 160 << 10 // of them to begin with
)

// Open gives access to a message's parts. st may be nil: then src is scanned.
//
// Nothing but the parts asked for is read, so a large message with a stored structure opens at once. Only containers
// that have to be decoded to be looked into (winmail.dat, an enclosed message in base64) are read here; what is found in
// them is added to the opened message's structure behind the stored parts, whose ids stay as they are.
func Open(src io.ReaderAt, size int64, st *Structure) *Message {
	if st == nil || len(st.Parts) == 0 {
		s := NewScanner()
		// Scanning cannot fail; what cannot be read counts as not there.
		_, _ = io.CopyBuffer(s, io.NewSectionReader(src, 0, size), make([]byte, min(size, readChunk)+1))
		st = s.Structure()
	}
	m := &Message{src: src, st: st, most: maxText}
	m.expand()
	return m
}

// Structure of the opened message.
func (m *Message) Structure() *Structure { return m.st }

// header reads the top header block.
func (m *Message) header() header {
	return splitHeader(m.bytes(0, 0, min(m.st.Header, topHeader)))
}

// content is what the offsets of a part with that In refer to.
func (m *Message) content(in int) io.ReaderAt {
	if in > 0 {
		return bytes.NewReader(m.inner[in-1])
	}
	return m.src
}

// bytes reads a range of a content; what cannot be read is missing.
func (m *Message) bytes(in int, from, to int64) []byte {
	if to <= from {
		return nil
	}
	b := make([]byte, to-from)
	n, _ := m.content(in).ReadAt(b, from)
	return b[:n]
}

// Envelope is the Summary without its preview, for which the text would have to be read.
func (m *Message) Envelope() *Summary {
	s := summarise(m.header(), m.st.hint())
	s.Attachments = attachments(m.st)
	return s
}

// Summary of the opened message, with attachments and preview.
func (m *Message) Summary() *Summary {
	s := m.Envelope()
	s.Preview = m.preview()
	return s
}

// Fields lists the header fields of the message in their order, decoded and clean.
func (m *Message) Fields() []Field {
	hint := m.st.hint()
	var out []Field
	for _, f := range m.header() {
		out = append(out, Field{Name: Clean(f.as), Value: headerText(limit(f.text()), hint)})
	}
	return out
}

// part checks an id.
func (m *Message) part(id int) (*Part, error) {
	if id < 0 || id >= len(m.st.Parts) {
		return nil, fmt.Errorf("message: there is no part %d", id)
	}
	return &m.st.Parts[id], nil
}

// Decode streams a part with its transfer encoding removed, byte-exact, for saving. Best effort on broken input: what
// cannot be decoded is left out, or passed through where leaving it out would lose text.
func (m *Message) Decode(part int) (io.Reader, error) {
	p, err := m.part(part)
	if err != nil {
		return nil, err
	}
	return m.decode(p), nil
}

func (m *Message) decode(p *Part) io.Reader {
	return transferDecoder(p.Encoding, io.NewSectionReader(m.content(p.In), p.BodyOff, p.End-p.BodyOff))
}

// body reads the decoded bytes of a part, at most max of them, and says whether there are more.
func (m *Message) body(p *Part, max int64) (b []byte, cut bool) {
	var buf bytes.Buffer
	buf.Grow(int(min(p.End-p.BodyOff, max)) + bytes.MinRead) // no encoding makes less of it
	// What cannot be read is missing.
	_, _ = buf.ReadFrom(io.LimitReader(m.decode(p), max+1))
	b = buf.Bytes()
	if int64(len(b)) > max {
		return b[:max], true
	}
	return b, false
}

// Source is the raw message made harmless, line by line, for the source view, at most max bytes of it.
func (m *Message) Source(max int64) (string, error) {
	n := min(max, m.st.Size)
	b := make([]byte, n)
	if got, err := m.src.ReadAt(b, 0); err != nil && int64(got) < n && err != io.EOF {
		return "", fmt.Errorf("message: read source: %w", err)
	}
	return CleanText(strings.ReplaceAll(string(b), "\r\r\n", "\r\n")), nil
}
