package message

import (
	"io"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// tokenizer cuts HTML where html.Tokenizer cuts it (FuzzTokenizer holds them together). It reads a string that is here
// as a whole, so text and attributes are pieces of it and need no copies: half the work of taking mail apart was that.
type tokenizer struct {
	rest  string
	text  string           // of a text
	tag   atom.Atom        // of a tag, 0 for one that HTML does not have
	attrs []html.Attribute // of a start tag, those that matter
	all   []html.Attribute // of all tags so far
	raw   string           // the element whose text comes next and ends with its end tag alone
}

type tokenKind uint8

const (
	noToken tokenKind = iota // the end
	textToken
	startToken
	endToken
)

const (
	htmlSpace  = " \n\r\t\f"
	maxAttrs   = 16 // of one element
	maxTagName = 25 // of an atom
)

// next reads a token; comments and declarations are passed over.
func (z *tokenizer) next() tokenKind {
	if z.raw != "" {
		z.text = z.rawText()
		z.rest, z.raw = z.rest[len(z.text):], ""
		if z.text != "" {
			return textToken
		}
	}
	for z.rest != "" {
		at := markup(z.rest)
		if at > 0 {
			z.text, z.rest = z.rest[:at], z.rest[at:]
			return textToken
		}
		switch c := z.rest[1]; {
		case c == '!' || c == '?':
			z.rest = z.rest[commentEnd(z.rest):]
		case c != '/':
			return z.startTag()
		case len(z.rest) == 2:
			z.text, z.rest = z.rest, ""
			return textToken
		case asciiLetter(z.rest[2]):
			return z.endTag()
		default:
			z.rest = z.rest[behind(z.rest, ">", 2):]
		}
	}
	return noToken
}

// markup is where the first tag, comment or declaration of s begins.
func markup(s string) int {
	for from := 0; ; from++ {
		i := strings.IndexByte(s[from:], '<')
		if i < 0 || from+i+1 == len(s) {
			return len(s)
		}
		from += i
		if c := s[from+1]; c == '/' || c == '!' || c == '?' || asciiLetter(c) {
			return from
		}
	}
}

// behind is where s goes on behind the first end that stands at from or later.
func behind(s, end string, from int) int {
	if i := strings.Index(s[from:], end); i >= 0 {
		return from + i + len(end)
	}
	return len(s)
}

// commentEnd is how long the comment or declaration is that s begins with.
func commentEnd(s string) int {
	if !strings.HasPrefix(s, "<!--") {
		return behind(s, ">", min(2, len(s)))
	}
	if strings.HasPrefix(s, "<!-->") || strings.HasPrefix(s, "<!--->") {
		return behind(s, ">", 4)
	}
	for from := 4; ; {
		i := strings.Index(s[from:], "--")
		if i < 0 {
			return len(s)
		}
		for from += i + 2; from < len(s) && s[from] == '-'; from++ {
		}
		if rest := s[from:]; strings.HasPrefix(rest, ">") || strings.HasPrefix(rest, "!>") {
			return behind(s, ">", from)
		}
	}
}

// rawText is the text of a script or style. What ends a script, with comments in it, is a science of its own.
func (z *tokenizer) rawText() string {
	t := html.NewTokenizer(io.MultiReader(strings.NewReader("<"+z.raw+">"), strings.NewReader(z.rest)))
	if t.Next(); t.Next() != html.TextToken {
		return ""
	}
	return z.rest[:len(t.Raw())]
}

func (z *tokenizer) startTag() tokenKind {
	i, from, seen := z.name(1), len(z.all), uint32(0)
	for i < len(z.rest) && z.rest[i] != '>' {
		var key, val string
		key, val, i = attribute(z.rest, i)
		n := slices.IndexFunc(attributes[:], func(a string) bool { return len(a) == len(key) && strings.EqualFold(a, key) })
		if n < 0 || seen&(1<<n) != 0 {
			continue
		}
		seen |= 1 << n
		if val = attributeText(val); len(val) <= maxURL && len(z.all)-from < maxAttrs {
			z.all = append(z.all, html.Attribute{Key: attributes[n], Val: val})
		}
	}
	z.attrs = z.all[from:len(z.all):len(z.all)]
	if !z.end(i) {
		return noToken
	}
	if z.tag == atom.Script || z.tag == atom.Style {
		z.raw = z.tag.String()
	}
	return startToken
}

func (z *tokenizer) endTag() tokenKind {
	i := z.name(2)
	for i < len(z.rest) && z.rest[i] != '>' {
		_, _, i = attribute(z.rest, i)
	}
	if !z.end(i) {
		return noToken
	}
	return endToken
}

// end ends a tag at i. One that the mail ends in is none, and nothing follows it.
func (z *tokenizer) end(i int) bool {
	whole := i < len(z.rest)
	z.rest = z.rest[min(i+1, len(z.rest)):]
	return whole
}

// name reads the name of a tag and the blanks behind it.
func (z *tokenizer) name(from int) (next int) {
	i := from
	for i < len(z.rest) && strings.IndexByte(htmlSpace+"/>", z.rest[i]) < 0 {
		i++
	}
	var low [maxTagName]byte
	if z.tag = 0; i-from <= len(low) {
		for k := range i - from {
			low[k] = lowerByte(z.rest[from+k])
		}
		z.tag = atom.Lookup(low[:i-from])
	}
	return skipSpace(z.rest, i)
}

// attribute reads one at i, which is neither a blank nor the end of the tag, and the blanks behind it. A solidus is read
// as one without a name.
func attribute(s string, i int) (key, val string, next int) {
	from := i
	for i < len(s) && (s[i] != '=' || i == from) && strings.IndexByte(htmlSpace+"/>", s[i]) < 0 {
		i++
	}
	key, i = s[from:i], skipSpace(s, i)
	switch {
	case i == len(s):
	case s[i] == '/':
		i++
	case s[i] == '=':
		i = skipSpace(s, i+1)
		val, i = attributeValue(s, i)
	}
	return key, val, skipSpace(s, i)
}

func attributeValue(s string, i int) (val string, next int) {
	if i == len(s) || s[i] == '>' {
		return "", i
	}
	if quote := s[i]; quote == '"' || quote == '\'' {
		n := strings.IndexByte(s[i+1:], quote)
		if n < 0 {
			return s[i+1:], len(s)
		}
		return s[i+1 : i+1+n], i + n + 2
	}
	from := i
	for i < len(s) && s[i] != '>' && strings.IndexByte(htmlSpace, s[i]) < 0 {
		i++
	}
	return s[from:i], i
}

// attributeText is the text of an attribute's value. A character by name is told there by the whole of the name alone,
// and not if an equals sign follows it without a semicolon: that is a part of an address.
func attributeText(s string) string {
	if strings.IndexByte(s, 0) >= 0 {
		s = strings.ReplaceAll(s, "\x00", "\uFFFD")
	}
	if strings.IndexByte(s, '\r') >= 0 {
		s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	}
	if strings.IndexByte(s, '&') < 0 {
		return s
	}
	var out strings.Builder
	for {
		i := strings.IndexByte(s, '&')
		if i < 0 {
			out.WriteString(s)
			return out.String()
		}
		out.WriteString(s[:i])
		s = s[i:]
		n := reference(s)
		ref := s[:n]
		if text := html.UnescapeString(ref); strings.HasPrefix(ref, "&#") || n > 1 && (ref[n-1] == ';' || n == len(s) || s[n] != '=') &&
			text != html.UnescapeString(ref[:n-1])+ref[n-1:] { // else it is what a shorter name gives
			ref = text
		}
		out.WriteString(ref)
		s = s[n:]
	}
}

// reference is how long the reference to a character is that s may begin with.
func reference(s string) int {
	i := 1
	if i < len(s) && s[i] == '#' {
		i++
	}
	for i < len(s) && (asciiLetter(s[i]) || '0' <= s[i] && s[i] <= '9') {
		i++
	}
	if i < len(s) && s[i] == ';' {
		i++
	}
	return i
}

// attributes are those that matter, the most common first.
var attributes = [...]string{"style", "href", "width", "class", "align", "height", "src", "border", "alt", "color", "bgcolor",
	"title", "id", "hidden", "type", "role", "value", "start", "colspan", "rowspan", "size", "aria-hidden", "cite", "background"}

func skipSpace(s string, i int) int {
	for i < len(s) && strings.IndexByte(htmlSpace, s[i]) >= 0 {
		i++
	}
	return i
}

func asciiLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func lowerByte(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		c |= 0x20
	}
	return c
}
