package cache

import (
	"strconv"
	"strings"
)

// String writes the query so that ParseQuery, at the same moment, reads the same query back.
func (q *Query) String() string {
	if q == nil {
		return ""
	}
	var b strings.Builder
	writeNode(&b, q.root)
	return b.String()
}

func writeNode(b *strings.Builder, n node) {
	switch n := n.(type) {
	case allOf:
		for i, k := range n {
			if i > 0 {
				b.WriteByte(' ')
			}
			if _, ok := k.(anyOf); ok {
				writeGroup(b, k)
			} else {
				writeNode(b, k)
			}
		}
	case anyOf:
		for i, k := range n {
			if i > 0 {
				b.WriteString(" OR ")
			}
			writeNode(b, k)
		}
	case not:
		b.WriteByte('-')
		switch n.of.(type) {
		case allOf, anyOf:
			writeGroup(b, n.of)
		default:
			writeNode(b, n.of)
		}
	default:
		key, value := termText(n)
		b.WriteString(key)
		b.WriteString(value)
	}
}

func writeGroup(b *strings.Builder, n node) {
	b.WriteByte('(')
	writeNode(b, n)
	b.WriteByte(')')
}

// termText gives the key with its colon and the value, quoted where it must be.
func termText(n node) (key, value string) {
	switch n := n.(type) {
	case textTerm:
		return colon(fieldKeys[n.field]), quoteText(n)
	case exactTerm:
		return fieldKeys[n.field] + ":=", quoted(n.value)
	case stateTerm:
		return "is:", string(n)
	case fileTerm:
		return "has:", "attachment"
	case sizeTerm:
		if n.larger {
			return "larger:", sizeText(n.bytes)
		}
		return "smaller:", sizeText(n.bytes)
	case dateTerm:
		return n.key + ":", quoted(n.value)
	case tagTerm:
		return "tag:", quoted(n.tag)
	case accountTerm:
		return "account:", quoted(n.account)
	case kindTerm:
		return "type:", string(n)
	case threadTerm:
		return "thread:", strconv.FormatInt(int64(n), 10)
	case copiesTerm:
		return "copies:", strconv.FormatInt(int64(n), 10)
	}
	return "", ""
}

func colon(key string) string {
	if key == "" {
		return ""
	}
	return key + ":"
}

// quoteText quotes a searched value that would not be read as one plain word. A value cannot end in a star.
func quoteText(t textTerm) string {
	v := t.value
	if t.prefix {
		v += "*"
	}
	if plain := quoted(v); plain != v || t.field != anywhere {
		return plain
	}
	l := (&lexer{s: v}).next() // a minus, a key or OR would be read as such
	if l.kind == lexTerm && l.key == "" && l.end == len(v) {
		return v
	}
	return doubled(v)
}

// quoted leaves a word alone and puts anything else in quotes.
func quoted(s string) string {
	breaks := func(r rune) bool { return isSpace(r) || r == '"' || r == '(' || r == ')' }
	if s == "" || s[0] == '=' || strings.ContainsFunc(s, breaks) {
		return doubled(s)
	}
	return s
}

func doubled(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }

// sizeText writes bytes in the biggest unit that loses nothing.
func sizeText(n int64) string {
	for _, u := range []struct {
		size int64
		name string
	}{{1e9, "G"}, {1e6, "M"}, {1e3, "k"}} {
		if n > 0 && n%u.size == 0 {
			return strconv.FormatInt(n/u.size, 10) + u.name
		}
	}
	return strconv.FormatInt(n, 10)
}
