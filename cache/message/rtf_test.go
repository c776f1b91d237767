package message

import "testing"

func TestParseRTF(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"paragraphs", `{\rtf1\ansi Hello\par there\line you}`, "Hello\nthere\nyou"},
		{"what is no text", `{\rtf1{\fonttbl{\f0 Arial;}}{\*\generator Word;}{\info{\author Ada}}text}`, "text"},
		{"words with capitals", `{\rtf1{\mmathPr\mmathFont34\mbrkBin0\mwrapIndent1440}text}`, "text"},
		{"characters of a code page", `{\rtf1\ansi\ansicpg1251 \'ef\'f0\'e8}`, "при"},
		{"of two bytes", `{\rtf1\ansi\ansicpg932 \'93\'fa\'96\'7b}`, "日本"},
		{"characters of a font", `{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial Cyr;}}\f0 \'e9{\f1 \'ef\'f0\'e8}\'e9\f1\'e8\plain\'e9}`, "éприéиé"},
		{"Unicode and what stands in for it", `{\rtf1\uc1 \u1096?\u8364\'80!}`, "ш€!"},
		{"a negative number", `{\rtf1\uc0 \u-4051x}`, "\uf02dx"},
		{"HTML inside", `{\rtf1\ansi\fromhtml1 {\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 Hello\htmlrtf }\htmlrtf0 {\*\htmltag72 </p>}}`, "<p>Hello</p>"},
		{"cells", `{\rtf1 a\cell b\cell\row c}`, "a\tb\t\nc"},
		{"escaped", `{\rtf1 \{\}\\}`, `{}\`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, _ := parseRTF([]byte(c.in)); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}
