package message

import "bytes"

// The caps that keep hostile structure cheap. Real mail stays far below them.
const (
	maxDepth   = 32      // nesting of multiparts and enclosed messages
	maxParts   = 2000    // parts of one message
	topHeader  = 4 << 20 // bytes kept of the top header block
	partHeader = 1 << 18 // bytes kept of the header of a part
	maxLine    = 4096    // a longer line is no boundary
	undecided  = 64 << 10
)

// scanMode says what the next line is read as.
type scanMode uint8

const (
	inHeader   scanMode = iota
	skipHeader          // behind the cap on a header: looking for its end
	inBody
)

// scanner is the state of a Scanner. It sees every byte once, keeps the header block it is in and at most one line.
type scanner struct {
	st    Structure
	top   []byte
	off   int64 // of the next byte
	mode  scanMode
	eol   byte  // '\n', or '\r' for mail that has nothing else; 0 while unknown
	path  []int // open parts, the root first
	open  []level
	head  []byte // the header block being read
	begun bool   // head holds a line that is not blank
	line  []byte // the start of a line that may matter
	at    int64  // offset of line
	bol   bool   // the next byte begins a line
	cr    bool   // the last byte was CR
	brk   int64  // length of the last line end
	sub   inlineScan
	done  bool
}

func (s *scanner) init() {
	s.bol = true
	s.st.Parts = []Part{{Parent: -1, Type: "text/plain"}}
	s.path = []int{0}
}

// NewScanner returns an empty scanner.
func NewScanner() *Scanner {
	s := &Scanner{}
	s.init()
	return s
}

// Scan is a Scanner over a whole message.
func Scan(raw []byte) *Structure {
	s := NewScanner()
	s.feed(raw)
	return s.Structure()
}

// Write takes the next bytes of the message. It never fails.
func (s *scanner) Write(p []byte) (int, error) {
	s.feed(p)
	return len(p), nil
}

// Header returns the top header block seen so far (at most 4 MiB).
func (s *Scanner) Header() []byte {
	if s.top == nil {
		return s.head
	}
	return s.top
}

// Structure ends the scan.
func (s *Scanner) Structure() *Structure {
	if !s.done {
		s.done = true
		s.finish()
	}
	return &s.st
}

func (s *scanner) feed(p []byte) {
	if s.eol == 0 && !s.decide(&p) {
		return
	}
	for len(p) > 0 {
		if s.mode == inHeader {
			p = s.feedHeader(p)
		} else {
			p = s.feedBody(p)
		}
	}
}

// decide holds bytes back until it is known what ends lines. Only mail without any line feed ends them with CR.
func (s *scanner) decide(p *[]byte) bool {
	switch lf := bytes.IndexByte(*p, '\n'); {
	case lf >= 0:
		s.eol = '\n'
	case len(s.head)+len(*p) < undecided:
		s.head = append(s.head, *p...)
		return false
	default:
		s.eol = '\n'
		if bytes.IndexByte(s.head, '\r') >= 0 || bytes.IndexByte(*p, '\r') >= 0 {
			s.eol = '\r'
		}
	}
	s.release()
	return true
}

// release reads what decide held back.
func (s *scanner) release() {
	held := s.head
	s.head = nil
	s.feed(held)
}

// finish closes everything at the end of the bytes.
func (s *scanner) finish() {
	if s.eol == 0 {
		s.eol = '\n'
		if bytes.IndexByte(s.head, '\r') >= 0 {
			s.eol = '\r'
		}
		s.release()
	}
	if s.mode == inHeader && len(s.line) > 0 {
		s.headerLine(s.take())
	}
	if s.mode != inBody {
		s.endHeader(s.off)
	}
	if len(s.line) > 0 {
		s.bodyLine(s.take(), s.at)
	}
	s.closeInline(s.off)
	s.close(0, s.off)
	s.st.Size = s.off
	s.st.Header = s.st.Parts[0].BodyOff
	s.settle()
}

// settle gives a meaning to multiparts in which no part was found: they are text, unless a transfer encoding hides
// the parts.
func (s *scanner) settle() {
	kids := make([]bool, len(s.st.Parts))
	for _, p := range s.st.Parts[1:] {
		kids[p.Parent] = true
	}
	for i := range s.st.Parts {
		if p := &s.st.Parts[i]; isMultipart(p.Type) && !kids[i] && !encoded(p.Encoding) {
			p.Type = "text/plain"
		}
	}
}

// take hands out the line kept.
func (s *scanner) take() []byte {
	line := s.line
	s.line = nil
	return line
}
