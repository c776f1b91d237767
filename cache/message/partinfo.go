package message

import (
	"bytes"
	"strings"
)

// bodyStart is where the body begins in a header block that may lack its blank line: at the first line that can be no
// header, unless a well-known field follows later, for then the line was a damaged field.
func bodyStart(block []byte, message bool) int {
	bad, pos, fields := -1, 0, 0
	end := lineEnd(block)
	for rest := block; len(rest) > 0; {
		line, next := cutLine(rest, end)
		text := bytes.TrimPrefix(bytes.TrimRight(line, "\r\n"), []byte(utf8BOM))
		switch {
		case len(text) == 0 && fields == 0 && bad < 0 && message && len(next) > 0:
		case len(text) == 0:
			next = nil
		case bytes.HasPrefix(text, []byte("--")) && len(text) > 2: // a boundary: the body began at the latest here
			if bad < 0 {
				bad = pos
			}
			next = nil
		case knownLine(text):
			bad, fields = -1, fields+1
		case message && isSeparator(text), fields > 0 && isFold(text):
		case !fieldLine(text):
			if bad < 0 {
				bad = pos
			}
		default:
			fields++
		}
		pos += len(line)
		rest = next
	}
	if bad >= 0 {
		return bad
	}
	if fields == 0 { // blank lines, or nothing but a separator
		return firstBlank(block)
	}
	return len(block)
}

// firstBlank is the length of block up to and with its first blank line.
func firstBlank(block []byte) int {
	pos, end := 0, lineEnd(block)
	for rest := block; len(rest) > 0; {
		line, next := cutLine(rest, end)
		pos += len(line)
		if len(bytes.TrimRight(line, "\r\n")) == 0 {
			return pos
		}
		rest = next
	}
	return len(block)
}

func fieldLine(line []byte) bool {
	_, _, ok := splitField(line)
	return ok
}

// knownLine says that a line is a field that mail uses. A blank before the name is forgiven.
func knownLine(line []byte) bool {
	name, _, ok := splitField(bytes.TrimLeft(line, " \t"))
	return ok && known(name)
}

// describe reads the MIME fields of a part (RFC 2045, RFC 2183).
func (p *Part) describe(h header, fallback string) {
	typ, params := splitParams(h.get("content-type"))
	disp, dispParams := splitParams(h.get("content-disposition"))
	p.Type = normalType(typ, fallback)
	p.Charset = tame(word(params, "charset"))
	p.Encoding = normalEncoding(h.get("content-transfer-encoding"))
	p.ContentID = tame(strings.Trim(h.get("content-id"), "<> \t"))
	p.Flowed = strings.EqualFold(word(params, "format"), "flowed")
	p.DelSp = strings.EqualFold(word(params, "delsp"), "yes")
	if p.Name = text(dispParams, "filename", p.Charset); p.Name == "" {
		p.Name = text(params, "name", p.Charset)
	}
	if p.Name != "" {
		p.Name = SafeName(p.Name)
	}
	switch {
	case disp == "inline":
		p.Disposition = "inline"
	case disp != "" || value(dispParams, "filename") != "":
		p.Disposition = "attachment" // RFC 2183: an unknown disposition is an attachment
	}
}

// boundaries are the boundaries a Content-Type may mean: the parameter as it stands and, if it was not quoted and
// holds blanks, its first word.
func boundaries(h header) [][]byte {
	_, params := splitParams(h.get("content-type"))
	whole, quoted := "", false
	for _, p := range params {
		if p.name == "boundary" && whole == "" {
			whole, quoted = strings.TrimRight(p.value, " \t"), p.quoted
		}
	}
	if whole == "" {
		whole = extended(params, "boundary", "")
	}
	if whole == "" || len(whole) > maxLine/2 {
		return nil
	}
	marks := [][]byte{[]byte(whole)}
	if first, _, ok := strings.Cut(whole, " "); ok && !quoted && first != "" {
		marks = append(marks, []byte(first))
	}
	return marks
}

// normalType accepts "type/subtype" of token characters and nothing else.
func normalType(s, fallback string) string {
	major, minor, ok := strings.Cut(s, "/")
	if !ok || !isToken(major) || !isToken(minor) || len(s) > 100 {
		switch {
		case strings.Contains(s, "html"):
			return "text/html"
		case major == "multipart" && s != "":
			return "multipart/mixed"
		}
		return fallback
	}
	return s
}

func isToken(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c <= 0x20 || c >= 0x7f || strings.IndexByte(`()<>@,;:\"/[]?=`, c) >= 0 {
			return false
		}
	}
	return s != ""
}

// normalEncoding reduces a Content-Transfer-Encoding to what decoding has to know.
func normalEncoding(s string) string {
	s = strings.ToLower(strings.Trim(s, " \t\"';"))
	if i := strings.IndexAny(s, " \t;("); i >= 0 {
		s = s[:i]
	}
	switch s {
	case "base64", "base-64", "b64", "bas64":
		return "base64"
	case "quoted-printable", "quotedprintable", "quoted_printable", "qp":
		return "quoted-printable"
	case "x-uuencode", "uuencode", "x-uue", "uue", "x-uu":
		return "x-uuencode"
	case "x-yenc", "yenc":
		return "x-yenc"
	}
	return "" // 7bit, 8bit, binary and the unknown ones
}

// encoded says that a body must be decoded before its bytes mean anything.
func encoded(encoding string) bool { return encoding != "" }

func isMultipart(typ string) bool { return strings.HasPrefix(typ, "multipart/") }

func isMessage(typ string) bool {
	switch typ {
	case "message/rfc822", "message/global", "message/news", "message/partial":
		return true
	}
	return false
}

// externalBody is a reference to something kept elsewhere (RFC 2046 section 5.2.3). It is never fetched. Like an
// enclosed message it holds a header, with a body only where that is an order to a mail server.
const externalBody = "message/external-body"

// tame cleans a short technical value.
func tame(s string) string {
	if len(s) > 200 {
		s = s[:200]
	}
	return strings.TrimSpace(Clean(s))
}
