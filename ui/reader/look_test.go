package reader

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/png"
	"slices"
	"strings"
	"testing"
	"time"

	"poplin/cache/message"
	"poplin/pop3/maildrop"
	"poplin/ui/theme"
)

// hugePicture says that it has 100,000 × 100,000 pixels.
func hugePicture() maildrop.Message {
	var b bytes.Buffer
	img := image.NewGray(image.Rect(0, 0, 1, 1))
	img.Set(0, 0, color.White)
	if err := png.Encode(&b, img); err != nil {
		panic(err)
	}
	raw := b.Bytes()
	binary.BigEndian.PutUint32(raw[16:], 100_000)
	binary.BigEndian.PutUint32(raw[20:], 100_000)
	binary.BigEndian.PutUint32(raw[29:], crc32.ChecksumIEEE(raw[12:29]))
	return maildrop.Message{UIDL: "huge", Raw: []byte("Subject: huge\r\nMIME-Version: 1.0\r\nContent-Type: image/png; name=huge.png\r\n" +
		"Content-Transfer-Encoding: base64\r\n\r\n" + base64.StdEncoding.EncodeToString(raw) + "\r\n")}
}

func TestWordsAreLit(t *testing.T) {
	for _, c := range []struct{ text, word, want string }{
		{"The Horse, a horse", "horse", "Horse|horse"}, {"horses and a seahorse", "horse", ""}, {"horses", "horse*", "horse"},
		{"naïve Müller", "muller", "Müller"}, {"naive", "naïve", "naive"}, {"来週の打ち合わせ", "打ち", "打ち"}, {"two words here", "two words", "two words"},
		{"x", "", ""}, {"a.b@c", "b", "b"}, {"*", "*", ""}, {"seahorses", "*horse*", "horse"}, {"Horse", "horse", "Horse"},
	} {
		first, rest := c.text[:1], c.text[1:]
		if first > "~" {
			first, rest = "", c.text
		}
		p := &page{rows: []row{{runs: []run{{text: first}, {text: rest, ink: linkInk}}}}}
		p.light([]string{c.word})
		var lit, whole strings.Builder
		was := false
		for _, r := range p.rows[0].runs {
			whole.WriteString(r.text)
			if r.hit && !was && lit.Len() > 0 {
				lit.WriteByte('|')
			}
			if was = r.hit; r.hit {
				lit.WriteString(r.text)
			}
		}
		if got := lit.String(); got != c.want {
			t.Errorf("%q in %q: lit %q, want %q", c.word, c.text, got, c.want)
		}
		if whole.String() != c.text {
			t.Errorf("%q became %q", c.text, whole.String())
		}
	}
}

func FuzzLight(f *testing.F) {
	f.Add("two words", "here and there", "words*")
	f.Add("e\u0301te\u0301", "日本", "e")
	f.Fuzz(func(t *testing.T, a, b, word string) {
		a, b = message.Clean(a), message.Clean(b)
		p := &page{rows: []row{{runs: []run{{text: a}, {text: b, link: 1}}}}}
		p.light(strings.Fields(word))
		var plain, linked strings.Builder
		for _, r := range p.rows[0].runs {
			if r.link == 1 {
				linked.WriteString(r.text)
			} else {
				plain.WriteString(r.text)
			}
		}
		if plain.String() != a || linked.String() != b {
			t.Errorf("%q %q became %q %q", a, b, plain.String(), linked.String())
		}
	})
}

func TestWhen(t *testing.T) {
	at := func(s string) time.Time {
		x, err := time.Parse("2006-01-02 15:04", s)
		must(t, err)
		return x
	}
	o := &order{now: testNow, glyph: theme.New(theme.Choice{}).Glyph}
	for want, v := range map[string]message.Invitation{
		"Sat 28 Nov 2026, 16:00 to 17:30 · in 6 days":                          {Start: at("2026-11-28 16:00"), End: at("2026-11-28 17:30")},
		"Sun 22 Nov 2026, 16:00 · today":                                       {Start: at("2026-11-22 16:00")},
		"Mon 23 Nov 2026, all day · tomorrow":                                  {Start: at("2026-11-23 00:00"), End: at("2026-11-24 00:00"), AllDay: true},
		"Mon 23 Nov 2026 to Wed 25 Nov 2026 · tomorrow":                        {Start: at("2026-11-23 00:00"), End: at("2026-11-26 00:00"), AllDay: true},
		"Sat 21 Nov 2026, 23:00 to Sun 22 Nov 2026, 01:00, weekly · over":      {Start: at("2026-11-21 23:00"), End: at("2026-11-22 01:00"), Repeats: "weekly"},
		"Mon 23 Nov 2026, 09:00 (in a time zone that is not known) · tomorrow": {Start: at("2026-11-23 09:00"), Guessed: true},
	} {
		if got := o.when(&v); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestFolded(t *testing.T) {
	who := []message.Address{{Name: "Ada Lovelace"}, {Addr: "charles@difference.example"}, {Name: "田中 花子"}}
	for width, want := range map[int]string{80: "Ada Lovelace, charles@difference.example, 田中 花子", 45: "Ada Lovelace, charles@difference.example +1",
		20: "Ada Lovelace +2", 10: "Ada Lo… +2", 4: "… +2"} {
		if got := folded(who, width, "…"); got != want {
			t.Errorf("in %d cells: %q, want %q", width, got, want)
		}
	}
}

func TestHalfBlocksKeepTheShape(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 1000, 500))
	for _, c := range []struct{ w, h, rows int }{{80, 40, 20}, {80, 10, 10}, {2000, 1000, 250}, {1, 1, 1}} {
		if got := halfBlocks(img, c.w, c.h, false); len(got) != c.rows {
			t.Errorf("%d × %d cells: %d rows, want %d", c.w, c.h, len(got), c.rows)
		}
	}
	thin := image.NewRGBA(image.Rect(0, 0, 1, 5000))
	if got := halfBlocks(thin, 80, 20, true); len(got) != 20 || !slices.Equal(got[:1], []string{"@"}) {
		t.Errorf("a thin picture: %d rows", len(got))
	}
}

func TestPatchesAreColoured(t *testing.T) {
	p := &page{}
	for _, line := range []string{"--- a/x", "- a dash in prose", "@@ -1,2 +1,2 @@", " same", "-old", "+new", "", "-older", "-- ", "- prose"} {
		p.rows = append(p.rows, row{runs: []run{{text: line}}})
	}
	p.rows = append(p.rows, row{quote: 1, runs: []run{{text: "+quoted"}}})
	p.colourDiff()
	var got []ink
	for _, r := range p.rows {
		got = append(got, r.runs[0].ink)
	}
	want := []ink{plainInk, plainInk, accentInk, plainInk, dangerInk, goodInk, plainInk, dangerInk, plainInk, plainInk, plainInk}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
