package message

import (
	"bytes"
	"strings"
)

// rawField is one header field as it stands in the message. body is still folded and encoded.
type rawField struct {
	name string // lower case, trimmed
	as   string // as written
	body []byte
	own  bool // body is a copy, no longer a slice of the block
}

// header is a header block split into fields.
type header []rawField

// splitHeader takes a header block apart. It follows RFC 5322 section 2.2 as far as the block does: separator lines
// of mbox files are dropped, a line that is neither a field nor a continuation is joined to the field before it, CR
// alone and CR CR LF end lines too.
func splitHeader(block []byte) header {
	var h header
	block = bytes.TrimPrefix(block, []byte(utf8BOM))
	end := lineEnd(block)
	h = make(header, 0, fields(block, end))
	for len(block) > 0 {
		line, rest := cutLine(block, end)
		block = rest
		text := bytes.TrimRight(line, "\r\n")
		switch {
		case len(text) == 0 || isSeparator(text):
			continue
		case isFold(text) && len(h) > 0:
		default:
			if name, body, ok := splitField(text); ok {
				h = append(h, rawField{name: strings.ToLower(name), as: name, body: body})
				continue
			}
			if len(h) == 0 {
				continue
			}
		}
		h[len(h)-1].extend(text, rest, end)
	}
	return h
}

// fields is how many there are in a block, of many no more than most blocks have: what it claims is not yet true.
func fields(block []byte, end byte) (n int) {
	const most = 64
	for len(block) > 0 && n < most {
		if !isFold(block) {
			n++
		}
		_, block = cutLine(block, end)
	}
	return n
}

// extend lengthens the field by one line; rest is what follows it in the block, and may go on with it.
func (f *rawField) extend(line, rest []byte, end byte) {
	if !f.own {
		room := len(f.body) + 1 + len(line)
		for len(rest) > 0 && isFold(rest) {
			next, behind := cutLine(rest, end)
			room, rest = room+1+len(next), behind
		}
		f.body, f.own = append(make([]byte, 0, room), f.body...), true
	}
	f.body = append(append(f.body, '\n'), line...)
}

// lineEnd is the byte that ends the lines of a block: a line feed, or a carriage return where there are only those.
func lineEnd(b []byte) byte {
	if bytes.IndexByte(b, '\n') < 0 && bytes.IndexByte(b, '\r') >= 0 {
		return '\r'
	}
	return '\n'
}

// cutLine cuts the first line, its end included.
func cutLine(b []byte, end byte) (line, rest []byte) {
	i := bytes.IndexByte(b, end)
	if i < 0 {
		return b, nil
	}
	return b[:i+1], b[i+1:]
}

func isFold(line []byte) bool { return line[0] == ' ' || line[0] == '\t' }

// isSeparator knows the "From " line of mbox files, quoted or not.
func isSeparator(line []byte) bool {
	return bytes.HasPrefix(bytes.TrimPrefix(line, []byte(">")), []byte("From "))
}

// splitField cuts "Name: body". Blanks before the colon are forgiven, 8-bit names too; a name of several words is
// only believed when it is a known name written with blanks for its hyphens ("Content Type").
func splitField(line []byte) (name string, body []byte, ok bool) {
	i := bytes.IndexByte(line, ':')
	if i <= 0 || i > 256 {
		return "", nil, false
	}
	n := bytes.Trim(line[:i], " \t")
	if len(n) == 0 {
		return "", nil, false
	}
	for _, c := range n {
		if c < 0x20 || c == 0x7f {
			return "", nil, false
		}
	}
	name = string(n)
	if strings.ContainsAny(name, " \t") {
		name = strings.Join(strings.Fields(name), "-")
		ok = known(name)
		return name, line[i+1:], ok
	}
	return name, line[i+1:], true
}

// known says that a field name is one that mail uses, so that a line with it is header and not prose.
func known(name string) bool {
	name = strings.ToLower(name)
	for _, prefix := range []string{"content-", "x-", "list-", "resent-", "received", "arc-", "dkim-"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	switch name {
	case "from", "to", "cc", "bcc", "subject", "date", "sender", "reply-to", "message-id", "in-reply-to", "references",
		"mime-version", "return-path", "delivered-to", "envelope-to", "errors-to", "status", "precedence", "priority",
		"importance", "user-agent", "organization", "lines", "keywords", "comments", "newsgroups", "path",
		"authentication-results", "auto-submitted", "thread-topic", "thread-index", "return-receipt-to",
		"disposition-notification-to", "xref", "apparently-to":
		return true
	}
	return false
}

// first returns the unfolded raw body of the first field of that name.
func (h header) first(name string) (string, bool) {
	for _, f := range h {
		if f.name == name {
			return f.text(), true
		}
	}
	return "", false
}

// get is first without the question whether it was there.
func (h header) get(name string) string {
	s, _ := h.first(name)
	return s
}

// all returns the unfolded raw bodies of every field of that name.
func (h header) all(name string) []string {
	var out []string
	for _, f := range h {
		if f.name == name {
			out = append(out, f.text())
		}
	}
	return out
}

// text is the body unfolded: one line, still encoded, not yet clean.
func (f rawField) text() string {
	b := bytes.TrimSpace(f.body)
	if bytes.IndexByte(b, '\n') < 0 && bytes.IndexByte(b, '\r') < 0 {
		return string(b)
	}
	var out strings.Builder
	out.Grow(len(b))
	for i := 0; i < len(b); i++ {
		if b[i] != '\n' && b[i] != '\r' {
			out.WriteByte(b[i])
			continue
		}
		for i+1 < len(b) && (b[i+1] == '\n' || b[i+1] == '\r' || b[i+1] == ' ' || b[i+1] == '\t') {
			i++
		}
		out.WriteByte(' ')
	}
	return out.String()
}
