package message

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// forbidden says why a string must not leave this package, or "".
func forbidden(s string, lines bool) string {
	if !utf8.ValidString(s) {
		return "invalid UTF-8"
	}
	marks := 0
	for _, r := range s {
		if r >= 0x20 && r < 0x7f {
			marks = 0
			continue
		}
		switch {
		case r == '\n' && lines:
		case r < 0x20 || r >= 0x7f && r < 0xa0 || r == 0x2028 || r == 0x2029:
			return "control"
		case unicode.Is(unicode.Bidi_Control, r):
			return "bidi control"
		case unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r), r == 0x3164, r == 0x34f:
			return "invisible"
		case r > 0xf0000:
			return "private plane"
		}
		if marks++; !unicode.Is(unicode.M, r) {
			marks = 0
		} else if marks > maxMarks {
			return "too many marks"
		}
	}
	return ""
}

func TestClean(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"plain text stays", "Hello, world", "Hello, world"},
		{"scripts stay", "Grüße 日本語 العربية हिन्दी", "Grüße 日本語 العربية हिन्दी"},
		{"window title escape", "\x1b]2;hi\a", "·]2;hi·"},
		{"clipboard escape", "\x1b]52;c;AAAA\x1b\\", "·]52;c;AAAA·\\"},
		{"escape split over two strings", "end\x1b", "end·"},
		{"eight-bit control as UTF-8", "a\u009b2Jb", "a·2Jb"},
		{"eight-bit control as a byte", "a\x9b2Jb", "a\uFFFD2Jb"},
		{"right-to-left override", "invoice\u202Egpj.exe", "invoicegpj.exe"},
		{"isolates", "\u2066a\u2069", "a"},
		{"zero width", "pay\u200bpal\u200d\ufeff", "paypal"},
		{"soft hyphen", "Do\u00adnau", "Donau"},
		{"tag characters", "a\U000E0041\U000E007Fb", "ab"},
		{"Hangul filler", "a\u3164b", "ab"},
		{"picture placeholder", "\U0010EEEE", "\uFFFD"},
		{"skin tone and joiner", "👍🏽 👨‍👩‍👧", "👍 👨👩👧"},
		{"line breaks become blanks", "a\r\nb\nc\rd\u2028e\tf", "a b c d e f"},
		{"null and bell", "a\x00b\a", "a·b·"},
		{"marks are capped", "e" + strings.Repeat("\u0301", 500), "e" + strings.Repeat("\u0301", maxMarks)},
		{"a mark has no base", "\u0301a", "a"},
		{"Arabic number sign stays", "\u0600١", "\u0600١"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Clean(c.in); got != c.want {
				t.Errorf("Clean(%q) = %q, want %q", c.in, got, c.want)
			}
		})
	}
}

func TestCleanText(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"line ends", "a\r\nb\rc\n", "a\nb\nc\n"},
		{"tabs", "a\tb\n\tc", "a       b\n        c"},
		{"tab behind wide characters", "日本\tx", "日本    x"},
		{"page break", "a\fb", "a\nb"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := CleanText(c.in); got != c.want {
				t.Errorf("CleanText(%q) = %q, want %q", c.in, got, c.want)
			}
		})
	}
}

// What is passed over in stretches is what the gate would let through rune by rune, to the last byte.
func TestHarmless(t *testing.T) {
	for r := range rune(unicode.MaxRune + 1) {
		s := string(r)
		if n := harmless(s); n > 0 && (n != len(s) || r == 0x7f || r >= 0x80 && judge(r) != keep || r < 0x20) {
			t.Errorf("%U: %d", r, n)
		}
		for i := 1; i < len(s); i++ {
			if n := harmless(s[:i]); n > 0 {
				t.Errorf("%U, of which %d bytes came: %d", r, i, n)
			}
			if n := harmless(s[:i] + "abc"); n > 0 {
				t.Errorf("%U, of which %d bytes came before others: %d", r, i, n)
			}
		}
	}
	for _, s := range []string{"Hello, world", "Grüße", "Привет", "日本語カナ", "한국어"} {
		if n := harmless(s + "\u0301"); n != len(s) {
			t.Errorf("%q: %d", s, n)
		}
	}
	for i := range 20 { // wherever in eight bytes
		for c := range 256 {
			s := strings.Repeat("a", i) + string([]byte{byte(c)}) + strings.Repeat("a", 19-i)
			if n := printable(s); n != i && n != 20 || n == 20 != (c >= 0x20 && c < 0x7f) {
				t.Errorf("byte %#x at %d: %d", c, i, n)
			}
		}
	}
}

func TestSafeName(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"ordinary", "Bericht 2024.pdf", "Bericht 2024.pdf"},
		{"climbing out", "../../.ssh/authorized_keys", "authorized_keys"},
		{"absolute", "/etc/passwd", "passwd"},
		{"drive", `C:\Users\ada\notes.txt`, "notes.txt"},
		{"null byte", "a\x00.txt", "a·.txt"},
		{"hidden", ".bashrc", "bashrc"},
		{"option", "-rf", "_-rf"},
		{"device", "con", "_con"},
		{"device with extension", "NUL.txt", "_NUL.txt"},
		{"no device", "console.log", "console.log"},
		{"line break", "a\nb.txt", "a b.txt"},
		{"reversed extension", "a\u202Egpj.exe", "agpj.exe"},
		{"empty", "", "attachment"},
		{"dots", "..", "attachment"},
		{"slashes", "///", "attachment"},
		{"wildcards", "a*b?.txt", "a_b_.txt"},
		{"decomposed", "Mu\u0308ller.txt", "Müller.txt"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := SafeName(c.in); got != c.want {
				t.Errorf("SafeName(%q) = %q, want %q", c.in, got, c.want)
			}
		})
	}
	long := SafeName(strings.Repeat("ä", 4000) + ".pdf")
	if len(long) > maxName || !strings.HasSuffix(long, ".pdf") {
		t.Errorf("a long name becomes %d bytes: %q", len(long), long)
	}
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{"", "abc", "\x1b[2J", "日本\t語", "e\u0301\u0301", "👨‍👩‍👧\u202e", "\xff\xfe", "a\r\r\nb", "🇩🇪🇩", "ก็็็"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		one, text := Clean(s), CleanText(s)
		if why := forbidden(one, false); why != "" {
			t.Errorf("Clean(%q) lets through %s: %q", s, why, one)
		}
		if why := forbidden(text, true); why != "" {
			t.Errorf("CleanText(%q) lets through %s: %q", s, why, text)
		}
		if Clean(one) != one {
			t.Errorf("Clean is not idempotent: %q", one)
		}
		if CleanText(text) != text {
			t.Errorf("CleanText is not idempotent: %q", text)
		}
		if ansi.Strip(one) != one {
			t.Errorf("an escape is left in %q", one)
		}
	})
}

func FuzzSafeName(f *testing.F) {
	for _, s := range []string{"", "..", "a/b", `\\x`, "con.txt", ".a. ", strings.Repeat("x", 300) + ".tar.gz", "Å\u030a"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n := SafeName(s)
		switch {
		case n == "" || len(n) > maxName || n[0] == '.' || n[0] == '-' || strings.ContainsAny(n, "/\\:") || forbidden(n, false) != "":
			t.Errorf("SafeName(%q) = %q", s, n)
		case SafeName(n) != n:
			t.Errorf("SafeName is not idempotent: %q, %q", n, SafeName(n))
		}
	})
}
