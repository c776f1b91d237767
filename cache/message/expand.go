package message

import (
	"strings"
)

// maxInner bounds the decoded containers of one message, in bytes. A zip is not a container in this sense: nothing
// here unpacks.
const maxInner = 64 << 20

// expand looks into the containers that the scanner could not read because they are encoded, and adds what they hold
// to a copy of the structure.
func (m *Message) expand() {
	if !m.anyContainer() {
		return
	}
	st := *m.st
	st.Parts = append([]Part(nil), st.Parts...)
	m.st, m.inner = &st, map[int][]byte{}
	left := int64(maxInner)
	for id := 0; id < len(st.Parts); id++ { // grows on the way
		p := st.Parts[id]
		if !p.container() || p.Depth >= maxDepth || m.hasKids(id) {
			continue
		}
		b, cut := m.body(&p, left)
		if cut || len(b) == 0 {
			continue
		}
		if parts := p.lookInto(b); len(parts.found) > 0 {
			left -= int64(len(parts.content))
			m.inner[id] = parts.content
			m.graft(id, parts.found)
		}
	}
}

func (m *Message) anyContainer() bool {
	for i := range m.st.Parts {
		if m.st.Parts[i].container() {
			return true
		}
	}
	return false
}

// container says that a part may hold parts behind its transfer encoding.
func (p *Part) container() bool {
	return encoded(p.Encoding) && (isMessage(p.Type) || isMultipart(p.Type)) || p.isTNEF() || p.isCMS()
}

func (p *Part) isTNEF() bool {
	return p.Type == "application/ms-tnef" || p.Type == "application/vnd.ms-tnef" || strings.EqualFold(p.Name, "winmail.dat")
}

// findings are the parts in a container. Parts[0]'s parent is the container; offsets count in content.
type findings struct {
	content []byte
	found   []Part
}

// lookInto finds the parts in the decoded content of a container.
func (p *Part) lookInto(b []byte) findings {
	switch {
	case p.isTNEF():
		return winmailFindings(b)
	case p.isCMS():
		_, content := openCMS(b)
		if len(content) == 0 {
			return findings{}
		}
		return findings{content, Scan(content).Parts}
	case isMultipart(p.Type):
		// The header went with the encoded part: the boundary is guessed from the content.
		content := append([]byte("Content-Type: "+p.Type+"\r\n\r\n"), b...)
		parts := Scan(content).Parts
		for i := range parts {
			parts[i].Parent--
			parts[i].Depth--
		}
		return findings{content, parts[1:]}
	}
	return findings{b, Scan(b).Parts}
}

// graft adds found parts below container id. Parents and depths in found count from the container.
func (m *Message) graft(id int, found []Part) {
	base := len(m.st.Parts)
	depth := m.st.Parts[id].Depth + 1
	for i, p := range found {
		if base+i >= maxParts || p.Parent >= i {
			m.st.Cut = true
			return
		}
		p.ID, p.In, p.Depth = base+i, id+1, p.Depth+depth
		if p.Parent < 0 {
			p.Parent = id
		} else {
			p.Parent += base
		}
		m.st.Parts = append(m.st.Parts, p)
	}
}
