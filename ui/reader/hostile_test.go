package reader

import (
	"fmt"
	"image"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"poplin/pop3/maildrop"
	"poplin/ui/theme"
)

// Poplin's own: colours and weight, and links to web and mail addresses.
var own = regexp.MustCompile("\x1b\\[[0-9;:]*m|\x1b\\]8;(?:id=poplin[0-9]+)?;(?:(?:https?://|mailto:)[!-~]+)?(?:\x07|\x1b\\\\)")

// harmless fails when text holds anything but clean text and Poplin's own sequences.
func harmless(t *testing.T, where, view string) {
	t.Helper()
	if !utf8.ValidString(view) {
		t.Errorf("%s: not UTF-8", where)
	}
	for i, r := range own.ReplaceAllString(view, "") {
		switch {
		case r == '\n':
		case unicode.IsControl(r):
			t.Fatalf("%s: control %U at %d", where, r, i)
		case unicode.Is(unicode.Bidi_Control, r), r == 0x200B, r == 0x2060, r == 0xFEFF, r >= 0xE0000 && r <= 0xE007F:
			t.Fatalf("%s: invisible %U at %d", where, r, i)
		}
	}
}

// Every way in which a letter may try to reach the terminal: escapes, C1 controls, OSC 52 and 8, bidi overrides,
// zero-width and tag characters, carriage returns.
var tricks = []string{
	"\x1b]0;owned\x07", "\x1b[2J\x1b[H", "\x1b]52;c;ZXZpbA==\x07", "\x1b]8;;https://evil.test/\x1b\\click\x1b]8;;\x1b\\", "\x1bP1$r0m\x1b\\",
	"\u009b31m", "\u009d0;owned\u009c", "\xc2\x9b6n", "\x9b6n", "\x07\x08\x0c\x0b\x7f\x0e", "\u202egnp.exe", "\u2066a\u2069", "a\u200bb\ufeffc",
	"\U000E0041\U000E0042", "over\rwrite", "\x1b", "e" + strings.Repeat("\u0301", 200),
}

func TestNothingGetsOut(t *testing.T) {
	var ms []maildrop.Message
	for i, x := range tricks {
		ms = append(ms, maildrop.Message{UIDL: fmt.Sprint("trick", i), Raw: []byte(hostileLetter(x))})
	}
	for _, size := range []image.Point{{80, 24}, {40, 12}} {
		b := newBench(t, size, theme.Choice{Dark: true}, ms...)
		for i, x := range tricks {
			b.show(fmt.Sprint("trick", i), "owned", "click")
			for _, keys := range [][]string{{}, {"space"}, {"h"}, {"h", "\\"}, {"G"}, {"\\", "v"}, {"j", "j", "s"}, {"esc", "q"}, {"f"}, {"esc", "m"}, {"i"}, {"i", "s"}, {"esc", "n"}} {
				b.press(keys...)
				where := fmt.Sprintf("%q after %v", x, keys)
				harmless(t, where, b.View())
				harmless(t, where+", title", b.Title())
				harmless(t, where+", status", b.Status())
				b.cells()
			}
			for _, a := range b.actions {
				harmless(t, fmt.Sprintf("%q: action", x), fmt.Sprint(a))
			}
			b.actions = nil
		}
	}
}

// hostileLetter has x everywhere.
func hostileLetter(x string) string {
	q := strings.NewReplacer("\r", "=0D", "\x1b", "=1B", "\u009b", "=C2=9B", "=", "=3D").Replace(x)
	return strings.ReplaceAll(`From: "`+x+` Name" <a`+x+`@evil.test>
To: b@poplin.example, "`+x+`" <c@poplin.example>
Subject: =?utf-8?Q?=1B]0;owned=07?= `+x+`
Date: Sun, 22 Nov 2026 09:00:00 +0000`+x+`
List-Id: `+x+` <list`+x+`.evil.test>
X-Trick`+x+`: `+x+`
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=bb

--bb
Content-Type: multipart/alternative; boundary=aa

--aa
Content-Type: text/plain; charset=utf-8`+x+`
Content-Transfer-Encoding: 8bit

Plain `+x+` text.
> quoted `+x+`
https://evil.test/`+x+`path
--aa
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: quoted-printable

<p>Text `+q+` &#27;[2J &#155;31m &#x202e; <a href=3D"https://evil.test/`+q+`">https://good.example/`+q+`</a>
<a href=3D"javascript:`+q+`">x`+q+`</a> <a href=3D"https://evil.test/&#27;]8;;&#7;">click</a></p>
<table border=3D1><tr><td>`+q+`</td><td>2</td></tr></table><pre>`+q+`</pre>
--aa--
--bb
Content-Type: application/x`+x+`; name="`+x+`.pdf"
Content-Disposition: attachment; filename="../`+x+`.pdf"
Content-Transfer-Encoding: base64

AAAA
--bb
Content-Type: image/png; name="`+x+`.png"

not a picture `+x+`
--bb--
`, "\n", "\r\n")
}

func TestSampleIsHarmless(t *testing.T) {
	b := sample(t, image.Pt(100, 30))
	for uidl := range b.ids {
		b.show(uidl)
		for _, keys := range [][]string{{}, {"f"}, {"esc", "h"}, {"\\"}, {"v"}, {"q"}} {
			b.press(keys...)
			harmless(t, fmt.Sprintf("%s after %v", uidl, keys), b.View())
			b.cells()
		}
	}
}
