package inbox

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"poplin/ui/theme"
)

// lit prepares a query's words for finding them in rows: small letters, no marks of a prefix.
func lit(words []string) []string {
	var out []string
	for _, w := range words {
		if w = strings.ToLower(strings.Trim(w, `*" `)); w != "" {
			out = append(out, w)
		}
	}
	return out
}

// writeLit writes text with the words lit.
func writeLit(b *strings.Builder, text string, words []string, pen, hit theme.Pen) {
	for len(words) > 0 {
		from, to := nextHit(text, words)
		if from < 0 {
			break
		}
		pen.Write(b, text[:from])
		hit.Write(b, text[from:to])
		text = text[to:]
	}
	pen.Write(b, text)
}

// nextHit finds the first place where a word begins in text, as byte offsets; -1 when there is none. A word of letters
// is looked for at the beginning of words only, as the index does; other scripts know no such beginning.
func nextHit(text string, words []string) (from, to int) {
	start := true
	for i, r := range text {
		if start || r >= 0x2E80 {
			for _, w := range words {
				if n := matchFold(text[i:], w); n > 0 {
					return i, i + n
				}
			}
		}
		start = !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r)
	}
	return -1, -1
}

// matchFold returns how many bytes of text match the small-lettered word at its beginning, accents and case aside.
func matchFold(text, word string) int {
	n := 0
	for _, w := range word {
		for { // combining marks in the text do not count
			r, size := utf8.DecodeRuneInString(text[n:])
			if size == 0 {
				return 0
			}
			if unicode.Is(unicode.Mn, r) && n > 0 {
				n += size
				continue
			}
			if bare(unicode.ToLower(r)) != bare(w) {
				return 0
			}
			n += size
			break
		}
	}
	for n < len(text) {
		r, size := utf8.DecodeRuneInString(text[n:])
		if !unicode.Is(unicode.Mn, r) {
			break
		}
		n += size
	}
	return n
}

// bare takes the accent off the letters that have one in most of Europe.
func bare(r rune) rune {
	if r < 0xC0 || r > 0x17F {
		return r
	}
	const from = "àáâãäåçèéêëìíîïñòóôõöøùúûüýÿāăąćĉċčďđēĕėęěĝğġģĥħĩīĭįĵķĺļľłńņňōŏőŕŗřśŝşšţťŧũūŭůűųŵŷźżž"
	const to = "aaaaaaceeeeiiiinoooooouuuuyyaaaccccddeeeeegggghhiiiijklllnnnooorrrsssstttuuuuuuwyzzz"
	if i := strings.IndexRune(from, r); i >= 0 {
		return rune(to[utf8.RuneCountInString(from[:i])])
	}
	return r
}
