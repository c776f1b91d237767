package message

import (
	"bytes"
	"cmp"
	"strconv"
	"strings"
)

// rtfReader turns RTF into plain text, or into the HTML that Outlook wrapped in it (MS-OXRTFEX).
type rtfReader struct {
	out     strings.Builder
	raw     []byte         // 8-bit characters, not yet decoded
	rawIn   string         // their charset
	charset string         // of the document
	fonts   map[int]string // charsets of fonts
	font    int            // the last one named
	html    bool
	stack   []rtfState
	rtfState
}

// rtfState is what braces save.
type rtfState struct {
	skip    bool   // a destination that is no text
	coding  string // of the font, "" for that of the document
	hidden  bool   // \htmlrtf: RTF that only repeats the HTML
	tag     bool   // \*\htmltag: HTML that has no RTF counterpart
	unicode int    // how many characters stand for one \u
}

// parseRTF gives the text of an RTF document and says whether it is HTML.
func parseRTF(b []byte) (text string, html bool) {
	r := rtfReader{charset: "windows-1252", fonts: make(map[int]string), rtfState: rtfState{unicode: 1}, html: bytes.Contains(b[:min(len(b), 4096)], []byte(`\fromhtml`))}
	for len(b) > 0 && r.out.Len() < maxText {
		b = r.next(b)
	}
	r.flush()
	return r.out.String(), r.html
}

// next reads one token.
func (r *rtfReader) next(b []byte) []byte {
	switch b[0] {
	case '{':
		if len(r.stack) < 1000 {
			r.stack = append(r.stack, r.rtfState)
		}
		if bytes.HasPrefix(b, []byte(`{\*\htmltag`)) && r.html {
			r.tag = true
			return bytes.TrimPrefix(bytes.TrimLeft(b[len(`{\*\htmltag`):], "0123456789"), []byte(" "))
		}
		r.skip = r.skip || bytes.HasPrefix(b, []byte(`{\*`))
		return b[1:]
	case '}':
		if n := len(r.stack); n > 0 {
			r.rtfState, r.stack = r.stack[n-1], r.stack[:n-1]
		}
		return b[1:]
	case '\\':
		return r.control(b[1:])
	case '\r', '\n', 0:
		return b[1:]
	}
	r.byte(b[0])
	return b[1:]
}

// shown says that text at this place is to be read.
func (r *rtfReader) shown() bool { return !r.skip && (!r.hidden || r.tag) }

func (r *rtfReader) byte(c byte) {
	if !r.shown() {
		return
	}
	charset := cmp.Or(r.coding, r.charset)
	if charset != r.rawIn {
		r.flush()
		r.rawIn = charset
	}
	r.raw = append(r.raw, c)
}

func (r *rtfReader) str(s string) {
	if r.shown() {
		r.flush()
		r.out.WriteString(s)
	}
}

func (r *rtfReader) flush() {
	if len(r.raw) > 0 {
		r.out.WriteString(decodeCharset(r.raw, r.rawIn))
		r.raw = r.raw[:0]
	}
}

// control reads a control word or symbol behind its backslash.
func (r *rtfReader) control(b []byte) []byte {
	if len(b) == 0 {
		return nil
	}
	if c := b[0]; !asciiLetter(c) {
		return r.symbol(c, b[1:])
	}
	n := 0
	for n < len(b) && asciiLetter(b[n]) { // Word writes capitals too: \mmathPr
		n++
	}
	name := string(b[:min(n, 32)])
	end := n
	if end < len(b) && b[end] == '-' {
		end++
	}
	for end < len(b) && b[end] >= '0' && b[end] <= '9' {
		end++
	}
	arg, err := strconv.Atoi(string(b[n:end]))
	if err != nil {
		arg = -1
	}
	if end < len(b) && b[end] == ' ' {
		end++
	}
	return r.word(name, arg, b[end:])
}

func (r *rtfReader) symbol(c byte, b []byte) []byte {
	switch {
	case c == '\'' && len(b) >= 2 && isHex(b[0]) && isHex(b[1]):
		r.byte(unhex(b[0])<<4 | unhex(b[1]))
		return b[2:]
	case c == '~':
		r.str("\u00a0")
	case c == '_':
		r.str("-")
	case c == '{' || c == '}' || c == '\\':
		r.byte(c)
	}
	return b
}

func (r *rtfReader) word(name string, arg int, b []byte) []byte {
	switch name {
	case "par", "line", "row":
		r.str("\n")
	case "tab", "cell":
		r.str("\t")
	case "f":
		r.font, r.coding = arg, r.fonts[arg]
	case "fcharset":
		r.fonts[r.font] = fontCharsets[arg]
	case "plain":
		r.coding = ""
	case "fonttbl", "colortbl", "stylesheet", "info", "pict", "header", "footer", "object", "listtable", "themedata":
		r.skip = true
	case "htmlrtf":
		r.hidden = arg != 0
	case "ansicpg":
		if arg > 0 {
			r.charset = "cp" + strconv.Itoa(arg)
		}
	case "uc":
		r.unicode = max(arg, 0)
	case "u":
		if arg < 0 { // a signed 16-bit number; -1 also stands for none
			arg += 1 << 16
		}
		r.str(string(rune(arg)))
		return r.skipFallback(b)
	case "emdash":
		r.str("—")
	case "endash":
		r.str("–")
	case "bullet":
		r.str("•")
	case "lquote", "rquote":
		r.str("’")
	case "ldblquote":
		r.str("“")
	case "rdblquote":
		r.str("”")
	}
	return b
}

// skipFallback skips the characters that stand in for one that RTF readers of old did not know.
func (r *rtfReader) skipFallback(b []byte) []byte {
	for range r.unicode {
		switch {
		case len(b) >= 4 && b[0] == '\\' && b[1] == '\'':
			b = b[4:]
		case len(b) > 0 && b[0] != '\\' && b[0] != '{' && b[0] != '}':
			b = b[1:]
		}
	}
	return b
}

// fontCharsets are the charsets behind the numbers that Windows gives those of fonts. All others are the document's.
var fontCharsets = map[int]string{128: "cp932", 129: "cp949", 134: "cp936", 136: "cp950", 161: "cp1253", 162: "cp1254", 163: "cp1258",
	177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250"}
