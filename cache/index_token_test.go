package cache

import (
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

func TestTokens(t *testing.T) {
	for in, want := range map[string]string{
		"":                        "",
		"Green tea, please!":      "green tea please",
		"don't e-mail a_b":        "don t e mail a b",
		"ada@example.org":         "ada example org",
		"Grüße STRASSE Æsop Łódź": "grusse strasse aesop lodz",
		"cafe\u0301 CAFÉ":         "cafe cafe",
		"ﬁne ＴＥＡ ½":               "fine tea 1 2",
		"ΣΊΣΥΦΟΣ σίσυφος":         "σισυφοσ σισυφοσ",
		"Ёлка мой й":              "елка мой й",
		"مُحَمَّد كـتاب":          "محمد كتاب",
		"שָׁלוֹם":                 "שלום",
		"हिन्दी":                  "हिन्दी",
		"東京タワー":                   "東京 京タ タワ ワー ー",
		"東京tower":                 "東京 京 tower",
		"京":                       "京",
		"ﾃｽﾄ ガ":                   "テス スト ト ガ",
		"か\u3099":                 "が",
		"서울에서":                    "서울 울에 에서 서",
		"ภาษา":                    "ภา าษ ษา า",
		"soft\u00adhyphen":        "softhyphen",
		"zero\u200bwidth":         "zerowidth",
		"日、本":                     "日 本",
		strings.Repeat("x", 100):  strings.Repeat("x", maxToken),
		"a\xffb\x00c":             "a b c",
	} {
		if got := strings.TrimSpace(indexText(in)); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestPhraseTokens(t *testing.T) {
	for _, c := range []struct {
		in     string
		prefix bool
		want   string
	}{
		{"Tea", false, "tea"}, {"te", true, "te*"}, {"green te", true, "green te*"}, {"京", false, "京*"},
		{"東京", false, "東京"}, {"東京", true, "東京"}, {"東京タ", false, "東京 京タ"}, {"京 tower", false, "京 tower"},
		{"東京 tow", true, "東京 京 tow*"}, {"tower京", false, "tower 京*"},
	} {
		words, goesOn := phraseTokens(c.in, c.prefix)
		got := strings.Join(words, " ")
		if goesOn {
			got += "*"
		}
		if got != c.want {
			t.Errorf("%q: got %q, want %q", c.in, got, c.want)
		}
	}
}

// plainTokens does what tokens does with no short cuts: all of the text normalised, then folded, then cut.
func plainTokens(s string) []string {
	f := folder{}
	for _, r := range norm.NFKC.String(strings.ToValidUTF8(s, "\uFFFD")) {
		f.fold(r, 0, 0)
	}
	var found []string
	c := cutter{yield: func(t token) bool { found = append(found, string(t.text)); return true }}
	for _, l := range f.out {
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
	return found
}

// FuzzTokens holds that the short cuts change nothing, that tokens hold nothing MATCH could take for an operator, and
// that the places they name lie in the text, in order.
func FuzzTokens(f *testing.F) {
	for _, s := range []string{"Grüße, 東京タワー! cafe\u0301", "ﾃﾞｽﾄ\u3099 한글 \u1112\u1161\u11ab", "a\xffb\xe6\x9d", "ὈΔΥΣΣΕΎΣ й",
		"x\u0301\u0308\u0323y", "ABCdefgh ABCdefghi a1 Z9Z9Z9Z9Z9 " + strings.Repeat("Long", 20) + " é1234567 end", "“Äpfel” don’t a\u00a0b\u0301 …\u0301x «é» 您好，北京。京\u3099 、\u0301é　x", "ก็ ที่ มี", "\u00c5\u212b ½ ㍿"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var got []string
		at := 0
		tokens(s, func(tok token) bool {
			if tok.start < at || tok.end <= tok.start || tok.end > len(s) {
				t.Fatalf("%q: token %q at %d to %d", s, tok.text, tok.start, tok.end)
			}
			for _, b := range tok.text {
				if b < utf8.RuneSelf && !plainLetter(b) {
					t.Fatalf("%q: token %q", s, tok.text)
				}
			}
			at = tok.start
			got = append(got, string(tok.text))
			return true
		})
		if utf8.ValidString(s) {
			if want := plainTokens(s); !slices.Equal(got, want) {
				t.Fatalf("%q: got %q, want %q", s, got, want)
			}
		}
		if got := indexed(t, s); !slices.Equal(got, tokenTexts(s)) {
			t.Fatalf("%q: index %q, tokens %q", s, got, tokenTexts(s))
		}
	})
}

// TestShortCutsChangeNothing makes texts of what the short cuts tell apart, in every order that chance gives.
func TestShortCutsChangeNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	bits := []string{"a", "B", "word", "longer12word", " ", ".", "é", "É", "ß", "ς", "Ж", "й", "ж\u0306", "\u0301", "\u0308", "“", "’", "…", "\u00a0",
		"京", "都", "か", "ガ", "\u3099", "、", "　", "，", "한", "\u11a8", "ก", "\u0e34", "½", "²", "\u200d", "\u00ad", "ﬁ", "٣", "\u0640", "\xff", "ẞ", "ø",
		"９", "Ａ", "々", "\u0483", "Ԁ", "0", strings.Repeat("x", 39)}
	for range 20_000 {
		s := ""
		for range 1 + r.IntN(9) {
			s += pick(r, bits)
		}
		if got, want := indexed(t, s), tokenTexts(s); !slices.Equal(got, want) {
			t.Fatalf("%q: index %q, tokens %q", s, got, want)
		}
	}
}

// indexed are the words of a text as the index has them, by their places.
func indexed(t *testing.T, s string) []string {
	p := newPostings()
	p.message(7)
	p.text(0, s)
	all := make([]string, p.place)
	ok(t, p.each(func(word, list []byte) error {
		id, n := binary.Uvarint(list)
		if id != 7 || list[len(list)-1] != 0 {
			t.Fatalf("%q: %q has %x", s, word, list)
		}
		place := uint64(0)
		for list = list[n : len(list)-1]; len(list) > 0; list = list[n:] {
			var step uint64
			step, n = binary.Uvarint(list)
			place += step - 2
			all[place] += string(word)
		}
		return nil
	}))
	return all
}

func tokenTexts(s string) []string {
	var all []string
	tokens(s, func(t token) bool { all = append(all, string(t.text)); return true })
	return all
}

func BenchmarkPostings(b *testing.B) {
	for name, s := range map[string]string{
		"english":  strings.Repeat("The meeting about the budget is on Thursday, please bring 3 copies.\n", 200),
		"german":   strings.Repeat("Grüße aus Köln, die Bücher sind für Jörg über die Straße.\n", 200),
		"japanese": strings.Repeat("昨日は東京タワーに行きました。とても楽しかったです。\n", 200),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(s)))
			p := newPostings()
			for b.Loop() {
				p.reset()
				p.message(1)
				p.text(0, s)
			}
		})
	}
}
