package cache

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxToken bounds a token in bytes. Longer ones (hashes, encoded data) are cut, in the index and in a query alike.
const maxToken = 40

// token is one word of the index and the bytes of the text it stands for. text is only good until the next token.
type token struct {
	text       []byte
	start, end int
	tail       bool // the last character of a run, once more by itself
	alone      bool // and the run has no other
}

// tokens cuts a text into the words of the index. A run of letters and digits is a word. Scripts written without
// spaces, and Hangul with its endings, have no such words: of their runs every pair of neighbours is a token, and the
// last character once more by itself, so that any substring can be found as a phrase of pairs, and a single character
// as a prefix. yield returns false to stop.
func tokens(s string, yield func(token) bool) {
	(&cutter{yield: yield}).read(s)
}

// cutter gathers the word or the run that is going on; at most one of them is.
type cutter struct {
	f          folder
	yield      func(token) bool
	stopped    bool
	word       []byte
	start, end int
	run        letter // last character of a run, r 0 outside
	begun      bool   // the run has given a pair
	buf        [2 * utf8.UTFMax]byte
}

// read cuts a text that begins and ends a token.
func (c *cutter) read(s string) {
	c.f.s, c.f.pos, c.f.base = s, 0, 0
	for !c.stopped {
		l, ok := c.f.next()
		if !ok {
			break
		}
		switch {
		case l.r < utf8.RuneSelf:
			if plainLetter(byte(l.r)) {
				c.extend(l)
			} else {
				c.flush()
			}
		case paired(l.r):
			c.pair(l)
		case wordRune(l.r, len(c.word) > 0):
			c.extend(l)
		default:
			c.flush()
		}
	}
	c.flush()
}

func (c *cutter) emit(t token) {
	if !c.stopped && !c.yield(t) {
		c.stopped = true
	}
}

func (c *cutter) extend(l letter) {
	c.flushRun()
	if len(c.word) == 0 {
		c.start = l.start
	}
	if len(c.word)+utf8.RuneLen(l.r) <= maxToken {
		c.word = utf8.AppendRune(c.word, l.r)
	}
	c.end = l.end
}

func (c *cutter) pair(l letter) {
	c.flushWord()
	if c.run.r != 0 {
		both := utf8.AppendRune(utf8.AppendRune(c.buf[:0], c.run.r), l.r)
		c.emit(token{text: both, start: c.run.start, end: l.end})
		c.begun = true
	}
	c.run = l
}

func (c *cutter) flush() {
	c.flushWord()
	c.flushRun()
}

func (c *cutter) flushWord() {
	if len(c.word) > 0 {
		c.emit(token{text: c.word, start: c.start, end: c.end})
		c.word = c.word[:0]
	}
}

func (c *cutter) flushRun() {
	if c.run.r != 0 {
		one := utf8.AppendRune(c.buf[:0], c.run.r)
		c.emit(token{text: one, start: c.run.start, end: c.run.end, tail: true, alone: !c.begun})
		c.run.r, c.begun = 0, false
	}
}

// plainLetter tells whether a folded ASCII character is part of a word.
func plainLetter(b byte) bool { return 'a' <= b && b <= 'z' || '0' <= b && b <= '9' }

// wordRune tells whether another character is; a mark is if a word has begun.
func wordRune(r rune, begun bool) bool {
	return unicode.IsLetter(r) || unicode.IsNumber(r) || begun && unicode.IsMark(r)
}

// pairedBlocks are the scripts indexed by pairs: Thai, Lao, Myanmar, Hangul, Khmer, Kana, Bopomofo and Han.
var pairedBlocks = [...][2]rune{
	{0x0E00, 0x0EFF}, {0x1000, 0x109F}, {0x1100, 0x11FF}, {0x1780, 0x17FF}, {0x3005, 0x3007}, {0x3040, 0x318F},
	{0x31A0, 0x31FF}, {0x3400, 0x4DBF}, {0x4E00, 0x9FFF}, {0xA960, 0xA97F}, {0xAC00, 0xD7FF}, {0xF900, 0xFAFF},
	{0x20000, 0x3FFFF},
}

func paired(r rune) bool {
	switch {
	case r < pairedBlocks[0][0]:
		return false
	case 0x4E00 <= r && r <= 0x9FFF:
		return true
	}
	for _, b := range pairedBlocks {
		if r <= b[1] {
			return r >= b[0] && (unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r))
		}
	}
	return false
}

func hasToken(s string) bool {
	found := false
	tokens(s, func(token) bool { found = true; return false })
	return found
}

// indexText is s as the index takes it: its tokens with a space between.
func indexText(s string) string {
	var b strings.Builder
	b.Grow(len(s) + len(s)/8)
	tokens(s, func(t token) bool {
		b.Write(t.text)
		b.WriteByte(' ')
		return true
	})
	return b.String()
}

// otherStretch is how far it is to the end of the word, or run, that is not ASCII.
func otherStretch(s string) int {
	for i := range len(s) {
		if s[i] < utf8.RuneSelf && !plainLetter(s[i]|0x20) {
			return i
		}
	}
	return len(s)
}

// plainFolds are the ASCII characters that words are made of, as the index has them; 0 for all others.
var plainFolds = makePlainFolds()

func makePlainFolds() (table [256]byte) {
	for i := range utf8.RuneSelf {
		if c := byte(lowerASCII(byte(i))); plainLetter(c) {
			table[i] = c
		}
	}
	return table
}

// phraseTokens gives a text term as tokens to be found one after the other; goesOn says that the last may go on. The
// single last character of a run is left out, since in the text the run may go on; alone it begins a pair.
func phraseTokens(value string, prefix bool) (words []string, goesOn bool) {
	var last token
	tokens(value, func(t token) bool {
		words = append(words, string(t.text))
		last = t
		return true
	})
	if last.tail && !last.alone {
		words = words[:len(words)-1]
	}
	return words, prefix && !last.tail || last.alone
}
