package message

import "unicode"

// maxMarks is how many combining marks may stack on one character. Vietnamese and Tibetan need three or four,
// so-called zalgo text has hundreds and paints over its neighbours.
const maxMarks = 8

// fate says what the gate does with a rune.
type fate uint8

const (
	keep  fate = iota
	drop       // invisible: it can only deceive or upset the width
	dot        // a control: its place is shown, its power is gone
	space      // a line break or another blank of its own kind
	mark       // a combining mark, counted
	alien      // not a character, or one that only another program gives a meaning
)

// judge decides about any rune but the printable ASCII ones.
func judge(r rune) fate {
	switch {
	case r == '\t' || r == '\n' || r == '\v' || r == '\f' || r == '\r' || r == 0x85 || r == 0x2028 || r == 0x2029:
		return space
	case r < 0x20 || (r >= 0x7f && r < 0xa0):
		return dot
	case r < 0xad:
		return keep
	case r < 0x300:
		if r == 0xad { // soft hyphen
			return drop
		}
		return keep
	}
	return judgeWide(r)
}

func judgeWide(r rune) fate {
	switch {
	case r >= 0x370 && r < 0x483, r >= 0x3041 && r <= 0x3096, r >= 0x30a1 && r <= 0x30fe, r >= 0x4e00 && r <= 0x9fff,
		r >= 0xac00 && r <= 0xd7a3:
		return keep // the letters of most mail that is not Latin, which have none of the categories below
	case r == 0x200d, r == 0x20e3, r >= 0xfe00 && r <= 0xfe0f, r >= 0x1f3fb && r <= 0x1f3ff:
		// Joiners, presentation selectors, keycaps and skin tones: terminals disagree about the width of what they make.
		return drop
	case unicode.Is(unicode.Prepended_Concatenation_Mark, r):
		return keep // Cf by category, yet visible
	case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r), unicode.Is(unicode.Variation_Selector, r):
		return drop // bidi controls, zero-width spaces, BOM, tags, fillers
	case unicode.Is(unicode.M, r):
		return mark
	case r >= 0xf0000, r&0xfffe == 0xfffe, r >= 0xfdd0 && r <= 0xfdef:
		// Noncharacters; and the upper private planes, where terminals keep placeholders for pictures.
		return alien
	}
	return keep
}

// isIdeograph knows the characters of Chinese and Japanese, their punctuation included: their words stand without blanks
// between them, and lines break anywhere.
func isIdeograph(r rune) bool {
	switch {
	case r < 0x2e80 || isHangul(r):
		return false
	case r < 0xa4d0, r >= 0xf900 && r < 0xfb00, r >= 0xfe30 && r < 0xfe50, r >= 0xff00 && r <= 0xff60, r >= 0xffe0 && r <= 0xffe6:
		return true
	}
	return r >= 0x20000 && r < 0x40000
}

// isHangul knows the letters and syllables of Korean, which has blanks between its words.
func isHangul(r rune) bool {
	return r >= 0xac00 && r <= 0xd7ff || r >= 0x1100 && r < 0x1200 || r >= 0x3130 && r < 0x3190 || r >= 0xa960 && r < 0xa980
}
