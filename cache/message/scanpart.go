package message

import (
	"bytes"
	"strings"
)

// endHeader ends the header block being read. end is the offset behind it. When the block holds a line that cannot be
// header, the body began there and is read again as such.
func (s *scanner) endHeader(end int64) {
	if s.mode == skipHeader {
		p := s.current()
		s.describe(p, s.head)
		p.BodyOff = end
		s.enter()
		return
	}
	s.startBody(bodyStart(s.head, s.message()))
}

// startBody ends the header after the first n bytes of head; the rest is body.
func (s *scanner) startBody(n int) {
	p := s.current()
	head, tail := s.head[:n], s.head[n:]
	s.describe(p, head)
	p.BodyOff = p.HeaderOff + int64(n)
	s.enter()
	if len(tail) > 0 {
		off := s.off
		s.off = p.BodyOff
		s.bol, s.cr = true, false
		s.feed(tail)
		s.off = off
	}
}

// describe fills in what the header says about a part.
func (s *scanner) describe(p *Part, head []byte) {
	if len(s.path) == 1 {
		s.top = head
	}
	h := splitHeader(head)
	p.describe(h, s.defaultType())
	if isMultipart(p.Type) && p.Depth < maxDepth {
		s.open = append(s.open, level{depth: len(s.path) - 1, marks: boundaries(h)})
	} else if isMultipart(p.Type) {
		s.st.Cut = true
	}
}

// defaultType is what a part is that does not say: a message inside a digest (RFC 2046 section 5.1.5), else text.
func (s *scanner) defaultType() string {
	if n := len(s.path); n > 1 && s.st.Parts[s.path[n-2]].Type == "multipart/digest" {
		return "message/rfc822"
	}
	return "text/plain"
}

// enter begins the body of the current part. The body of an enclosed message is a header again.
func (s *scanner) enter() {
	s.head, s.begun = nil, false
	s.mode = inBody
	p := s.current()
	s.sub = inlineScan{on: strings.HasPrefix(p.Type, "text/") && !encoded(p.Encoding)}
	if (isMessage(p.Type) || p.Type == externalBody) && !encoded(p.Encoding) && s.descend(p) {
		s.add(p.ID, p.BodyOff)
		s.mode = inHeader
	}
}

// descend says whether the caps allow another level below p.
func (s *scanner) descend(p *Part) bool {
	if p.Depth >= maxDepth || len(s.st.Parts) >= maxParts {
		s.st.Cut = true
		return false
	}
	return true
}

// add begins a part under parent whose header starts at off.
func (s *scanner) add(parent int, off int64) *Part {
	id := len(s.st.Parts)
	s.st.Parts = append(s.st.Parts, Part{ID: id, Parent: parent, Depth: s.st.Parts[parent].Depth + 1,
		Type: "text/plain", HeaderOff: off, BodyOff: off})
	s.path = append(s.path, id)
	s.head, s.begun, s.bol = nil, false, true
	return &s.st.Parts[id]
}

func (s *scanner) current() *Part { return &s.st.Parts[s.path[len(s.path)-1]] }

// close ends the open parts from path[n] on at offset end.
func (s *scanner) close(n int, end int64) {
	for _, id := range s.path[n:] {
		p := &s.st.Parts[id]
		p.End = max(end, p.BodyOff)
	}
	s.path = s.path[:n]
	for len(s.open) > 0 && s.open[len(s.open)-1].depth >= n {
		s.open = s.open[:len(s.open)-1]
	}
}

// cross passes a boundary line: the part before it ends at end, the next begins at next.
func (s *scanner) cross(d delimiter, end, next int64) {
	s.closeInline(end)
	l := &s.open[d.level]
	s.close(l.depth+1, end)
	s.mode, s.brk, s.bol = inBody, 0, true
	s.sub = inlineScan{}
	l.seen, l.closed, l.candidate = true, d.last, nil
	if d.last {
		return
	}
	parent := s.path[len(s.path)-1]
	p := s.add(parent, next)
	s.mode = inHeader
	if len(s.st.Parts) >= maxParts {
		s.st.Cut = true
		p.Type = "application/octet-stream"
		s.open, s.mode = nil, inBody
	}
}

// level is an open multipart.
type level struct {
	depth     int      // its index in path
	marks     [][]byte // boundaries it may use, without the dashes
	seen      bool     // a boundary was met
	closed    bool     // the closing boundary was met
	candidate []byte   // a line in the preamble that may be the true boundary
	candEnd   int64
	candNext  int64
}

// delimiter is a boundary line of open[level].
type delimiter struct {
	level int
	last  bool
}

// delimiter recognises a boundary line. Inner multiparts are asked first, for they may never have been closed;
// those already closed are asked last, for senders use one boundary twice.
func (s *scanner) delimiter(line []byte) (delimiter, bool) {
	token, ok := bytes.CutPrefix(line, []byte("--"))
	if !ok || len(s.open) == 0 {
		return delimiter{}, false
	}
	token = bytes.TrimRight(token, " \t")
	for _, closed := range []bool{false, true} {
		for i := len(s.open) - 1; i >= 0; i-- {
			if s.open[i].closed == closed {
				if last, ok := s.open[i].match(token); ok {
					return delimiter{i, last}, true
				}
			}
		}
	}
	return s.sloppy(token)
}

// sloppy recognises a boundary with something stuck to it that can be no part of one.
func (s *scanner) sloppy(token []byte) (delimiter, bool) {
	for i := len(s.open) - 1; i >= 0; i-- {
		for _, m := range s.open[i].marks {
			rest, ok := bytes.CutPrefix(token, m)
			if !ok || len(rest) == 0 {
				continue
			}
			if rest[0] == ' ' || rest[0] == '\t' {
				return delimiter{i, false}, true
			}
			if len(rest) > 2 && rest[0] == '-' && rest[1] == '-' && bytes.IndexByte([]byte(" \t<>\"&;,"), rest[2]) >= 0 {
				return delimiter{i, true}, true
			}
		}
	}
	return delimiter{}, false
}

func (l *level) match(token []byte) (last, ok bool) {
	for _, m := range l.marks {
		rest, ok := bytes.CutPrefix(token, m)
		if ok && len(rest) == 0 {
			return false, true
		}
		if ok && len(rest) == 2 && rest[0] == '-' && rest[1] == '-' {
			return true, true
		}
	}
	return false, false
}

// guessBoundary finds the boundary of a multipart that names none, or a false one: then a line of dashes in the
// preamble is believed when a Content- field follows it.
func (s *scanner) guessBoundary(whole []byte, at, next int64) {
	line := bytes.TrimRight(whole, "\r\n")
	s.sub.next = false
	if len(s.open) == 0 {
		return
	}
	l := &s.open[len(s.open)-1]
	if l.seen || l.depth != len(s.path)-1 {
		return
	}
	if l.candidate != nil && contentLine(line) {
		l.marks = append(l.marks, l.candidate)
		s.cross(delimiter{level: len(s.open) - 1}, l.candEnd, l.candNext)
		s.at = at
		s.headerLine(whole)
		return
	}
	l.candidate = nil
	token := bytes.TrimRight(bytes.TrimPrefix(line, []byte("--")), " \t")
	if !bytes.HasPrefix(line, []byte("--")) || len(bytes.Trim(token, "-=_* ")) == 0 {
		return
	}
	if len(l.marks) == 0 {
		l.marks = [][]byte{bytes.Clone(token)}
		s.cross(delimiter{level: len(s.open) - 1}, at-s.brk, next)
		return
	}
	l.candidate, l.candEnd, l.candNext = bytes.Clone(token), at-s.brk, next
	s.sub.next = true
}

func contentLine(line []byte) bool {
	return len(line) > 8 && bytes.EqualFold(line[:8], []byte("content-")) && bytes.IndexByte(line, ':') > 0
}
