package message

import (
	"bytes"
)

// inlineScan watches a text body for files written into it: uuencode and yEnc. They become parts below the text.
type inlineScan struct {
	on    bool   // the body is text as it stands
	next  bool   // the next line matters whatever it begins with
	part  int    // the inline part being read, 0 for none
	kind  string // its encoding
	name  string // of a uuencode begin line that awaits its first data line
	start int64  // offset of that line
}

// matters says whether a line beginning with c may concern inline files or a guess.
func (i *inlineScan) matters(c byte) bool {
	return i.next || i.part != 0 || i.name != "" || i.on && (c == 'b' || c == '=')
}

var (
	uuBegin = pattern(`^begin(?:-base64)? [0-7]{3,4} (.*\S)\s*$`)
	yBegin  = pattern(`^=ybegin .*\bsize=[0-9]+.* name=(.*\S)\s*$`)
)

// inline reads a line of a text body.
func (s *scanner) inline(line []byte, at, next int64) {
	i := &s.sub
	switch {
	case i.part != 0:
		s.continueInline(line, at, next)
	case i.name != "":
		name, start := i.name, i.start
		i.name = ""
		if isUULine(line) {
			s.openInline("x-uuencode", name, start)
		}
	case !i.on:
	case bytes.HasPrefix(line, []byte("begin ")):
		if m := uuBegin().FindSubmatch(line); m != nil {
			i.name, i.start = string(m[1]), at
		}
	case bytes.HasPrefix(line, []byte("=ybegin ")):
		if m := yBegin().FindSubmatch(line); m != nil {
			s.openInline("x-yenc", string(m[1]), at)
		}
	}
}

func (s *scanner) openInline(encoding, name string, start int64) {
	parent := s.path[len(s.path)-1]
	if len(s.st.Parts) >= maxParts-1 {
		return
	}
	name = SafeName(headerText(name, s.current().Charset))
	id := len(s.st.Parts)
	s.st.Parts = append(s.st.Parts, Part{ID: id, Parent: parent, Depth: s.st.Parts[parent].Depth + 1,
		Type: typeByName(name), Name: name, Disposition: "attachment", Encoding: encoding,
		HeaderOff: start, BodyOff: start})
	s.sub.part, s.sub.kind = id, encoding
}

// continueInline reads on in an inline file. A line that is not of its encoding ends it, so that no text can hide
// behind a begin line.
func (s *scanner) continueInline(line []byte, at, next int64) {
	switch {
	case s.sub.kind == "x-yenc":
		if bytes.HasPrefix(line, []byte("=yend")) {
			s.closeInline(next)
		}
	case string(bytes.TrimSpace(line)) == "end":
		s.closeInline(next)
	case !isUULine(line) && len(bytes.TrimSpace(line)) > 0:
		s.closeInline(at)
	}
}

// closeInline ends the inline file, if there is one, at offset end.
func (s *scanner) closeInline(end int64) {
	if s.sub.part != 0 {
		p := &s.st.Parts[s.sub.part]
		p.End = max(end, p.BodyOff)
	}
	s.sub.part, s.sub.name = 0, ""
}

// isUULine says that a line is a full line of uuencode: a length, then that many groups of four. Some encoders leave
// trailing blanks out, some add a checksum character.
func isUULine(line []byte) bool {
	if len(line) == 0 || line[0] < ' ' || line[0] > '`' {
		return false
	}
	n := int(line[0]-' ') & 63
	want := (n + 2) / 3 * 4
	if n == 0 {
		return len(bytes.TrimRight(line, " `")) == 0
	}
	for _, c := range line[1:] {
		if c < ' ' || c > '`' {
			return false
		}
	}
	have := len(line) - 1
	return have <= want+2 && have >= want/2
}
