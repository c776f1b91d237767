package message

import "bytes"

// feedHeader consumes one line, or a piece of one, in header mode.
func (s *scanner) feedHeader(p []byte) []byte {
	if s.bol {
		s.at = s.off
	}
	n := bytes.IndexByte(p, s.eol) + 1
	whole := n > 0
	if !whole {
		n = len(p)
	}
	piece := p[:n]
	s.off += int64(n)
	s.bol = whole
	if len(s.line) > 0 || !whole {
		if s.line = append(s.line, piece...); !whole {
			s.capHeader()
			return p[n:]
		}
		piece = s.take()
	}
	s.headerLine(piece)
	return p[n:]
}

// capHeader gives up keeping a header that is too long.
func (s *scanner) capHeader() {
	max := partHeader
	if len(s.path) == 1 {
		max = topHeader
	}
	if len(s.head)+len(s.line) < max {
		return
	}
	s.head = append(s.head, s.take()...)
	if end := bodyStart(s.head, len(s.path) == 1); end < len(s.head) {
		s.endHeader(s.off)
		return
	}
	s.mode = skipHeader
}

// headerLine reads one line of a header block.
func (s *scanner) headerLine(line []byte) {
	text := bytes.TrimRight(line, "\r\n")
	if len(text) == 0 {
		s.blankHeaderLine(line)
		return
	}
	if d, ok := s.delimiter(text); ok {
		at := s.at
		s.endHeader(at)
		s.cross(d, at-s.brk, s.off)
		return
	}
	if !s.begun {
		s.begun = true
		if len(s.head) > 0 && !knownLine(text) && !isSeparator(text) {
			// Blank lines led the header; this is already the text.
			s.keepHeader(line)
			s.startBody(s.leading())
			return
		}
	}
	s.keepHeader(line)
	s.capHeader()
}

// Most header blocks of a message, and of a part, find room in so much.
const (
	topRoom  = 3 << 10
	partRoom = 192
)

func (s *scanner) keepHeader(line []byte) {
	if s.head == nil {
		room := partRoom
		if len(s.path) == 1 {
			room = topRoom
		}
		s.head = make([]byte, 0, max(room, len(line)))
	}
	s.head = append(s.head, line...)
}

// blankHeaderLine ends the header, or is skipped when it leads a message whose header is still to come.
func (s *scanner) blankHeaderLine(line []byte) {
	s.keepHeader(line)
	if s.begun || !s.message() || len(s.head) > maxLine {
		s.endHeader(s.off)
		s.measure(line)
	}
}

// leading is the length of the first line of head: the blank line that was the whole header.
func (s *scanner) leading() int {
	first, _ := cutLine(s.head, s.eol)
	return len(first)
}

// message says whether the header being read is that of a message, the root or an enclosed one.
func (s *scanner) message() bool {
	if len(s.path) == 1 {
		return true
	}
	around := s.st.Parts[s.path[len(s.path)-2]].Type
	return isMessage(around) || around == externalBody
}

// measure notes how the line ended, since the line end before a boundary belongs to the boundary.
func (s *scanner) measure(line []byte) {
	switch {
	case bytes.HasSuffix(line, []byte("\r\n")):
		s.brk = 2
	case len(line) > 0 && line[len(line)-1] == s.eol:
		s.brk = 1
	default:
		s.brk = 0
	}
}

// feedBody consumes lines in body mode (and behind the cap on a header). Lines that cannot matter are skipped without
// being kept: this is where nearly all bytes of a mailbox pass.
func (s *scanner) feedBody(p []byte) []byte {
	if len(s.line) > 0 || s.bol && s.matters(p[0]) {
		return s.keepLine(p)
	}
	i := 0
	for i < len(p) {
		n := bytes.IndexByte(p[i:], s.eol)
		if n < 0 {
			s.bol = false
			i = len(p)
			break
		}
		s.brk = 1
		if end := i + n; s.eol == '\n' && (end > 0 && p[end-1] == '\r' || end == 0 && s.cr) {
			s.brk = 2
		}
		i += n + 1
		s.bol = true
		if i < len(p) && s.matters(p[i]) {
			break
		}
	}
	s.cr = p[i-1] == '\r'
	s.off += int64(i)
	return p[i:]
}

// matters says whether a line beginning with c has to be looked at whole.
func (s *scanner) matters(c byte) bool {
	if c == '-' {
		return len(s.open) > 0
	}
	if s.mode == skipHeader {
		return c == '\r' || c == '\n'
	}
	return s.sub.matters(c)
}

// keepLine collects one line that matters, across writes.
func (s *scanner) keepLine(p []byte) []byte {
	if len(s.line) == 0 {
		s.at = s.off
	}
	n := bytes.IndexByte(p, s.eol) + 1
	whole := n > 0
	if !whole {
		n = len(p)
	}
	piece := p[:n]
	s.off += int64(n)
	s.cr = p[n-1] == '\r'
	if len(s.line) == 0 && whole {
		s.bol = true
		s.bodyLine(piece, s.at)
		s.measure(piece)
		return p[n:]
	}
	s.line = append(s.line, piece...)
	switch s.bol = whole; {
	case whole:
		line := s.take()
		s.bodyLine(line, s.at)
		s.measure(line)
	case len(s.line) > maxLine:
		s.bodyLine(s.take(), s.at)
	}
	return p[n:]
}

// bodyLine looks at one line of a body that may be a boundary or begin something inline.
func (s *scanner) bodyLine(line []byte, at int64) {
	text := bytes.TrimRight(line, "\r\n")
	if len(text) <= maxLine {
		if d, ok := s.delimiter(text); ok {
			end := at - s.brk
			if s.mode == skipHeader {
				s.endHeader(at)
			}
			s.cross(d, end, at+int64(len(line)))
			return
		}
	}
	if s.mode == skipHeader {
		if len(text) == 0 {
			s.endHeader(at + int64(len(line)))
		}
		return
	}
	s.guessBoundary(line, at, at+int64(len(line)))
	s.inline(text, at, at+int64(len(line)))
}
