package message

import (
	"unicode"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// guessFrom is how many bytes a guess looks at.
const guessFrom = 8 << 10

// guess names the encoding of bytes that are not UTF-8 and whose label is missing or false. Each candidate decodes a
// sample; the one whose result looks most like writing wins, windows-1252 when none does.
func guess(b []byte) encoding.Encoding {
	sample := highBytes(b)
	var best encoding.Encoding = charmap.Windows1252
	most := writing(sample, best, nil)
	if most > 0.9 || len(sample) < 6 {
		return best
	}
	for _, c := range []struct {
		enc    encoding.Encoding
		script []*unicode.RangeTable // what it writes when it is right
	}{
		{japanese.ShiftJIS, []*unicode.RangeTable{unicode.Hiragana, unicode.Katakana}},
		{japanese.EUCJP, []*unicode.RangeTable{unicode.Hiragana, unicode.Katakana}},
		{korean.EUCKR, []*unicode.RangeTable{unicode.Hangul}},
		{simplifiedchinese.GB18030, nil},
		{traditionalchinese.Big5, nil},
		{charmap.Windows1251, nil},
		{charmap.KOI8R, nil},
	} {
		if score := writing(sample, c.enc, c.script); score > most+0.1 {
			best, most = c.enc, score
		}
	}
	return best
}

// highBytes is a sample of b around its bytes above ASCII: from the first of them on.
func highBytes(b []byte) []byte {
	for i, c := range b {
		if c >= 0x80 {
			return b[i:min(i+guessFrom, len(b))]
		}
	}
	return nil
}

// writing scores from below 0 to 1 how much the characters above ASCII look like text. script, when given, must occur.
func writing(b []byte, enc encoding.Encoding, script []*unicode.RangeTable) float64 {
	out, err := enc.NewDecoder().Bytes(b)
	if err != nil {
		return -1
	}
	n, good, own := 0, 0.0, 0
	prev := ' '
	for _, r := range string(out) {
		if r >= 0x80 {
			n++
			good += likely(prev, r)
			if unicode.In(r, script...) {
				own++
			}
		}
		prev = r
	}
	if n == 0 || script != nil && own*4 < n {
		return -1
	}
	return good / float64(n)
}

// likely weighs one character after another: common letters count, rare ones count little, junk counts against.
func likely(prev, r rune) float64 {
	switch {
	case r == unicode.ReplacementChar || r < 0xa0 || unicode.In(r, unicode.Co):
		return -3
	case unicode.Is(unicode.Hangul, r):
		return among(commonHangul, r)
	case unicode.In(r, unicode.Hiragana, unicode.Katakana):
		if r >= 0xff61 && r <= 0xffdf { // half-width forms: what other charsets look like in Shift_JIS
			return 0.3
		}
		return 1
	case r >= 0x4e00 && r <= 0x9fff:
		return among(commonHan, r)
	case unicode.Is(unicode.Cyrillic, r):
		// Words are small letters after at most one capital; the wrong table of the two has it the other way round.
		if unicode.IsUpper(r) && unicode.IsLower(prev) || prev < 0x80 && unicode.IsLetter(prev) {
			return -1
		}
		if unicode.IsUpper(r) && prev > 0x80 {
			return 0.5
		}
		return 1
	case unicode.Is(unicode.Latin, r):
		if prev > 0x80 && unicode.IsLetter(prev) { // two accented letters in a row are rare
			return 0
		}
		if unicode.IsUpper(r) && unicode.IsLower(prev) {
			return -0.3
		}
		return 1
	case r >= 0x2010 && r <= 0x2026, r >= 0x3000 && r <= 0x303f, r >= 0xff00 && r <= 0xff5e, r == 0x20ac, r == 0x2122:
		return 0.8
	}
	return 0.2
}

// The characters that texts are made of. Charsets hold thousands of others, and a wrong decoder mostly lands there.
const (
	commonHan    = "的一是不了人我在有他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些与高意进把法此实回二理美点月明其种声全工己话儿者向情部正名定女问力机给等几很业最间新什打便位因重被走电四第门相次东政海口使教西再平真听世气信北少关并内加化由却代军产入先山五太水万市眼体别处总才場報會這個們來時說對為無開點過還們電話請將經與當從後應問題學業員務間關於價"
	commonHangul = "다이의는에지고가을하기리로서자사나도어인시한정대라아해주부일은수스전장제구보상있들만여원것동조그를으게문무선성신안연영오용우위유적진국공과관경계비미면마내년니되드러모방바소식없였음입습합행회세생실월물분비발반중치터통트학현호화후요할까녕감추첨료운"
)

// among weighs a character by whether it is one of the common ones.
func among(common string, r rune) float64 {
	for _, c := range common {
		if c == r {
			return 1
		}
	}
	return 0.35
}
