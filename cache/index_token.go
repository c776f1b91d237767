package cache

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxToken bounds a token in bytes. Longer ones (hashes, encoded data) are cut, in the index and in a query alike.
const maxToken = 40

// token is one word of the index and the bytes of the text it stands for.
type token struct {
	text       string
	start, end int
	tail       bool // the last character of a run, once more by itself
	alone      bool // and the run has no other
}

// tokens cuts a text into the words of the index. A run of letters and digits is a word. Scripts written without
// spaces, and Hangul with its endings, have no such words: of their runs every pair of neighbours is a token, and the
// last character once more by itself, so that any substring can be found as a phrase of pairs, and a single character
// as a prefix. yield returns false to stop.
func tokens(s string, yield func(token) bool) {
	c := cutter{f: folder{s: s}, yield: yield}
	for !c.stopped {
		l, ok := c.f.next()
		if !ok {
			break
		}
		switch {
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

// cutter gathers the word or the run that is going on; at most one of them is.
type cutter struct {
	f          folder
	yield      func(token) bool
	stopped    bool
	word       []byte
	start, end int
	run        letter // last character of a run, r 0 outside
	begun      bool   // the run has given a pair
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
		c.emit(token{text: string([]rune{c.run.r, l.r}), start: c.run.start, end: l.end})
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
		c.emit(token{text: string(c.word), start: c.start, end: c.end})
		c.word = c.word[:0]
	}
}

func (c *cutter) flushRun() {
	if c.run.r != 0 {
		c.emit(token{text: string(c.run.r), start: c.run.start, end: c.run.end, tail: true, alone: !c.begun})
		c.run.r, c.begun = 0, false
	}
}

// wordRune tells whether a rune is part of a word; a mark is if a word has begun.
func wordRune(r rune, begun bool) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || '0' <= r && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsNumber(r) || begun && unicode.IsMark(r)
}

// pairedBlocks are the scripts indexed by pairs: Thai, Lao, Myanmar, Hangul, Khmer, Kana, Bopomofo and Han.
var pairedBlocks = [...][2]rune{
	{0x0E00, 0x0EFF}, {0x1000, 0x109F}, {0x1100, 0x11FF}, {0x1780, 0x17FF}, {0x3005, 0x3007}, {0x3040, 0x318F},
	{0x31A0, 0x31FF}, {0x3400, 0x4DBF}, {0x4E00, 0x9FFF}, {0xA960, 0xA97F}, {0xAC00, 0xD7FF}, {0xF900, 0xFAFF},
	{0x20000, 0x3FFFF},
}

func paired(r rune) bool {
	if r < pairedBlocks[0][0] {
		return false
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
	b.Grow(len(s))
	tokens(s, func(t token) bool {
		b.WriteString(t.text)
		b.WriteByte(' ')
		return true
	})
	return b.String()
}

// phraseTokens gives a text term as tokens to be found one after the other; last says that the last may go on. The
// single last character of a run is left out, since in the text the run may go on; alone it begins a pair.
func phraseTokens(value string, prefix bool) (words []string, last bool) {
	var all []token
	tokens(value, func(t token) bool { all = append(all, t); return true })
	last = prefix
	if n := len(all); n > 0 && all[n-1].tail {
		if last = all[n-1].alone; !last {
			all = all[:n-1]
		}
	}
	for _, t := range all {
		words = append(words, t.text)
	}
	return words, last
}
