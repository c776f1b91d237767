package cache

import (
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// letter is one folded character of a text and the bytes it came from.
type letter struct {
	r          rune
	start, end int
}

// folder reads a text as the index sees it: compatibility forms made plain (NFKC), case folded, accents of Latin,
// Greek, Cyrillic, Hebrew and Arabic left out, invisible joiners dropped. Everything else is passed on as it is.
type folder struct {
	s    string
	pos  int
	seg  []byte   // the present source segment, normalised
	out  []letter // and folded
	at   int      // how many of out were given
	base rune     // the letter that marks belong to
}

// next returns false at the end.
func (f *folder) next() (letter, bool) {
	for {
		if f.at < len(f.out) {
			f.at++
			return f.out[f.at-1], true
		}
		if f.pos >= len(f.s) {
			return letter{}, false
		}
		if l, ok := f.simple(); ok {
			return l, true
		}
		f.segment()
	}
}

// simple folds a character by itself if neither it nor what follows it asks for more.
func (f *folder) simple() (letter, bool) {
	start := f.pos
	r, n := rune(f.s[start]), 1
	if r >= utf8.RuneSelf {
		r, n = utf8.DecodeRuneInString(f.s[start:])
	}
	var folded rune
	switch {
	case r < utf8.RuneSelf:
		folded = lowerASCII(byte(r))
	case r < shortLetters:
		folded = shortFolds()[r]
	case foldsToItself(r):
		folded = r
	}
	if folded == 0 || !startsAfresh(f.s[start+n:]) {
		return letter{}, false
	}
	f.pos, f.base = start+n, r
	return letter{folded, start, f.pos}, true
}

// foldsToItself knows most of Kana, Han and Hangul.
func foldsToItself(r rune) bool {
	return 0x3041 <= r && r <= 0x3096 || 0x30A1 <= r && r <= 0x30FE || 0x4E00 <= r && r <= 0x9FFF || 0xAC00 <= r && r <= 0xD7A3
}

// startsAfresh tells whether the first character of s surely leaves the one before it as it is: it is no mark, no vowel
// or final of Hangul, and no part of a character that was cut.
func startsAfresh(s string) bool {
	if s == "" || s[0] < 0xCC {
		return s == "" || s[0] < utf8.RuneSelf || s[0] >= 0xC2
	}
	r, _ := utf8.DecodeRuneInString(s)
	return 0x370 <= r && r < 0x483 || 0x3041 <= r && r <= 0x3096 || 0x30A1 <= r && r <= 0x30FE ||
		0x3000 <= r && r <= 0x3029 || 0x4E00 <= r && r <= 0x9FFF || 0xAC00 <= r && r <= 0xD7A3 || 0xFF01 <= r && r <= 0xFF9D
}

// shortLetters is where those of Latin, Greek and Cyrillic end.
const shortLetters = 0x500

// shortFolds are the letters of them that fold to one; 0 for all others. Made when it is first asked for: a start of the
// program should not wait for it.
var shortFolds = sync.OnceValue(makeShortFolds)

func makeShortFolds() *[shortLetters]rune {
	var table [shortLetters]rune
	for r := rune(0xC0); r < rune(len(table)); r++ {
		if 0x300 <= r && r < 0x370 || !unicode.IsLetter(r) || !norm.NFKC.IsNormalString(string(r)) {
			continue
		}
		f := folder{}
		f.fold(r, 0, 0)
		if len(f.out) == 1 {
			table[r] = f.out[0].r
		}
	}
	return &table
}

// segment folds the bytes up to the next place where normalisation starts afresh.
func (f *folder) segment() {
	start := f.pos
	n := norm.NFKC.NextBoundaryInString(f.s[start:], true)
	if n <= 0 {
		n = 1
	}
	f.pos = start + n
	src := f.s[start:f.pos]
	f.seg = norm.NFKC.AppendString(f.seg[:0], src)
	f.out, f.at = f.out[:0], 0
	for i := 0; i < len(f.seg); {
		r, w := utf8.DecodeRune(f.seg[i:])
		f.fold(r, start, f.pos)
		i += w
	}
}

// fold adds what is left of one rune.
func (f *folder) fold(r rune, start, end int) {
	if r < utf8.RuneSelf {
		f.base = r
		f.out = append(f.out, letter{lowerASCII(byte(r)), start, end})
		return
	}
	if long, ok := spelledOut[r]; ok {
		for _, c := range long {
			f.out = append(f.out, letter{c, start, end})
		}
		return
	}
	switch {
	case r == 0x640, unicode.Is(unicode.Cf, r): // tatweel; joiners, soft hyphen
		return
	case unicode.Is(unicode.Mn, r):
		if !bareScript(f.base) {
			f.out = append(f.out, letter{r, start, end})
		}
		return
	}
	f.base = r
	if bareScript(r) {
		r = bare(r)
	}
	f.out = append(f.out, letter{unicode.ToLower(r), start, end})
}

// bare takes the accents off a precomposed letter, except where they make another letter of it (Cyrillic й and ў).
func bare(r rune) rune {
	switch r {
	case 'й', 'Й', 'ў', 'Ў':
		return r
	}
	var buf [utf8.UTFMax]byte
	d := norm.NFD.Properties(buf[:utf8.EncodeRune(buf[:], r)]).Decomposition()
	if d == nil {
		return r
	}
	first, _ := utf8.DecodeRune(d)
	return first
}

// bareScript tells whether a script is looked for without its marks.
func bareScript(r rune) bool {
	return r < 0x700 || 0x1E00 <= r && r <= 0x1FFF || 0x2C60 <= r && r <= 0x2C7F || 0xA640 <= r && r <= 0xA7FF
}

func lowerASCII(c byte) rune {
	if 'A' <= c && c <= 'Z' {
		c |= 0x20
	}
	return rune(c)
}

// spelledOut are letters that people also write with two, or that no decomposition leads to the plain one.
var spelledOut = map[rune]string{
	'ß': "ss", 'ẞ': "ss", 'æ': "ae", 'Æ': "ae", 'œ': "oe", 'Œ': "oe", 'ø': "o", 'Ø': "o", 'đ': "d", 'Đ': "d",
	'ð': "d", 'Ð': "d", 'þ': "th", 'Þ': "th", 'ł': "l", 'Ł': "l", 'ħ': "h", 'Ħ': "h", 'ı': "i", 'ς': "σ",
}
