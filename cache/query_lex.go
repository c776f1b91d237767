package cache

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// lexKind says what a lexeme of the query language is.
type lexKind uint8

const (
	lexEnd   lexKind = iota
	lexOpen          // (
	lexClose         // )
	lexMinus         // - before a term
	lexOr            // OR
	lexTerm          // word, "phrase", key:value
)

// lexeme is one piece of a query. For a term, key is what stands before the colon ("" without one).
type lexeme struct {
	kind   lexKind
	pos    int // byte offset in the query
	end    int
	key    string
	value  string
	valPos int
	exact  bool // an equals sign stood after the colon
	quoted bool
	open   bool // the quote was not closed
	more   bool // the word is still being typed
}

// lexer cuts a query into lexemes. Whatever the bytes are, it goes forward and ends.
type lexer struct {
	s   string
	pos int
}

// next returns the next lexeme, lexEnd for ever at the end.
func (l *lexer) next() lexeme {
	for l.pos < len(l.s) && isSpace(l.peek()) {
		l.skip()
	}
	start := l.pos
	if l.pos == len(l.s) {
		return lexeme{kind: lexEnd, pos: start, end: start}
	}
	kind := lexTerm
	switch l.s[l.pos] {
	case '(':
		kind = lexOpen
	case ')':
		kind = lexClose
	case '-':
		kind = lexMinus
	}
	if kind != lexTerm {
		l.pos++
		return lexeme{kind: kind, pos: start, end: l.pos}
	}
	return l.term(start)
}

// term reads key:value, key:"value", a word or a phrase.
func (l *lexer) term(start int) lexeme {
	t := lexeme{kind: lexTerm, pos: start, valPos: start}
	if key := l.key(); key != "" {
		t.key, t.valPos = key, l.pos
		if rest := l.s[l.pos:]; strings.HasPrefix(rest, "=") && (!endsWord(rest[1:]) || strings.HasPrefix(rest, `="`)) {
			t.exact = true
			l.pos++
		}
	}
	if l.pos < len(l.s) && l.s[l.pos] == '"' {
		l.quote(&t)
	} else {
		t.value = l.word()
	}
	if !t.quoted && t.key == "" && t.value == "OR" {
		t.kind = lexOr
	}
	t.end = l.pos
	return t
}

// key reads letters and a colon, unless they begin an address of the web. It returns "" and stays if there is no key.
func (l *lexer) key() string {
	rest := l.s[l.pos:]
	n := 0
	for n < len(rest) && isLetter(rest[n]) {
		n++
	}
	if n == 0 || n == len(rest) || rest[n] != ':' || strings.HasPrefix(rest[n:], "://") {
		return ""
	}
	if key := strings.ToLower(rest[:n]); knownKey(key) || !endsWord(rest[n+1:]) {
		l.pos += n + 1
		return key
	}
	return "" // "Re: invoice" is three words to look for
}

// quote reads a quoted value; a doubled quote stands for one.
func (l *lexer) quote(t *lexeme) {
	t.quoted, t.open = true, true
	l.pos++
	var b strings.Builder
	for l.pos < len(l.s) {
		if l.s[l.pos] == '"' {
			l.pos++
			if l.pos == len(l.s) || l.s[l.pos] != '"' {
				t.open = false
				break
			}
		}
		_, n := utf8.DecodeRuneInString(l.s[l.pos:])
		b.WriteString(l.s[l.pos : l.pos+n])
		l.pos += n
	}
	t.value = harmless(b.String())
}

// word reads up to a blank, a quote or a parenthesis.
func (l *lexer) word() string {
	start := l.pos
	for l.pos < len(l.s) && !endsWord(l.s[l.pos:]) {
		l.skip()
	}
	return harmless(l.s[start:l.pos])
}

func (l *lexer) peek() rune {
	r, _ := utf8.DecodeRuneInString(l.s[l.pos:])
	return r
}

func (l *lexer) skip() {
	_, n := utf8.DecodeRuneInString(l.s[l.pos:])
	l.pos += n
}

// endsWord tells whether a word cannot go on with s.
func endsWord(s string) bool {
	if s == "" {
		return true
	}
	r, _ := utf8.DecodeRuneInString(s)
	return isSpace(r) || r == '"' || r == '(' || r == ')'
}

// isSpace counts control characters as blanks: nobody means them, and no one can see them.
func isSpace(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }

func isLetter(b byte) bool { return 'a' <= b|0x20 && b|0x20 <= 'z' }

// harmless is valid UTF-8 in which blanks of any kind are spaces.
func harmless(s string) string {
	return strings.Map(func(r rune) rune {
		if isSpace(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}
