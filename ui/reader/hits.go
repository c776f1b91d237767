package reader

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// light finds the words in the rows and cuts the runs where they stand, so that painting needs no search. A word is
// matched without regard to case and accents, at the beginning of a word, and, unless it ends in a star, to its end;
// in scripts that do not part words, and when it begins with a star, it is matched anywhere.
func (p *page) light(words []string) {
	var needles []needle
	for _, w := range words {
		if n := newNeedle(w); len(n.folded) > 0 {
			needles = append(needles, n)
		}
	}
	if len(needles) == 0 {
		return
	}
	for i := range p.rows {
		if p.rows[i].light(needles) && i >= p.head {
			p.hits = append(p.hits, i)
		}
	}
}

type needle struct {
	folded   []rune
	open     bool // a prefix is enough
	anywhere bool // within words, too
}

func newNeedle(word string) needle {
	word, anywhere := strings.CutPrefix(word, "*")
	word, open := strings.CutSuffix(word, "*")
	return needle{folded: fold(word), open: open, anywhere: anywhere}
}

// fold maps text to runes for comparing, one for one.
func fold(s string) []rune {
	out := make([]rune, 0, len(s))
	for _, r := range s {
		out = append(out, foldRune(r))
	}
	return out
}

func foldRune(r rune) rune {
	if r >= 0x80 {
		if d := norm.NFD.PropertiesString(string(r)).Decomposition(); len(d) > 0 && r < 0x3000 {
			for _, base := range string(d) {
				r = base
				break
			}
		}
	}
	return unicode.ToLower(r)
}

// at tells how many runes of text from i on the needle covers, 0 for none.
func (n *needle) at(text []rune, i int) int {
	if len(n.folded) > len(text)-i {
		return 0
	}
	for j, r := range n.folded {
		if text[i+j] != r {
			return 0
		}
	}
	end := i + len(n.folded)
	if !n.anywhere && parted(n.folded[0]) && i > 0 && wordRune(text[i-1]) && parted(text[i-1]) {
		return 0
	}
	if last := n.folded[len(n.folded)-1]; !n.open && parted(last) && end < len(text) && wordRune(text[end]) && parted(text[end]) {
		return 0
	}
	return len(n.folded)
}

func wordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
}

// parted says that the rune's script parts words by spaces.
func parted(r rune) bool {
	return !unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai)
}

// light cuts the row's runs at the words and says whether there were any.
func (r *row) light(needles []needle) bool {
	var text []rune
	for _, run := range r.runs {
		text = append(text, fold(run.text)...)
	}
	lit := make([]bool, len(text))
	found := false
	for i := range text {
		for k := range needles {
			for j := range needles[k].at(text, i) {
				lit[i+j], found = true, true
			}
		}
	}
	if found {
		r.cut(lit)
	}
	return found
}

// cut parts the runs wherever lit changes.
func (r *row) cut(lit []bool) {
	var out []run
	at := 0
	for _, whole := range r.runs {
		piece, start, n := whole, 0, 0
		for i := range whole.text {
			if n > 0 && lit[at+n] != lit[at+n-1] {
				piece.text, piece.hit = whole.text[start:i], lit[at+n-1]
				out = append(out, piece)
				start = i
			}
			n++
		}
		piece.text = whole.text[start:]
		piece.hit = n > 0 && lit[at+n-1]
		out = append(out, piece)
		at += n
	}
	r.runs = out
}
