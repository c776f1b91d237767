package message

import (
	"strings"
)

// headerText decodes the raw text of a header field: encoded words (RFC 2047) and raw 8-bit bytes, for which hint is
// the likely charset. The result is clean and on one line.
//
// Neighbouring words of one charset are joined before the charset is decoded, because senders cut words in the
// middle of a character and leave shift states open.
func headerText(raw, hint string) string {
	if !strings.Contains(raw, "=?") {
		if ascii(raw) {
			return Clean(raw)
		}
		return Clean(decodeRaw([]byte(raw), hint))
	}
	var d wordDecoder
	d.hint = hint
	d.decode(raw)
	return Clean(d.out.String())
}

// wordDecoder holds the run of encoded words that is being joined.
type wordDecoder struct {
	out     strings.Builder
	hint    string
	charset string // of the pending run
	pending []byte // bytes of the run, transfer encoding removed
	left    string // base64 digits that the last word began a group with
	inRun   bool
}

func (d *wordDecoder) decode(s string) {
	for s != "" {
		i := strings.Index(s, "=?")
		if i < 0 {
			break
		}
		w, rest, ok := cutWord(s[i:])
		if rest == "" && !ok {
			break
		}
		if !ok {
			d.plain(s[:i+2])
			s = s[i+2:]
			continue
		}
		if gap := s[:i]; !d.inRun || strings.Trim(gap, " \t\r\n") != "" {
			d.plain(gap)
		}
		d.word(w)
		s = rest
	}
	d.plain(s)
}

// plain ends the run and writes text that is not encoded.
func (d *wordDecoder) plain(s string) {
	d.flush()
	if ascii(s) {
		d.out.WriteString(s)
		return
	}
	d.out.WriteString(decodeRaw([]byte(s), d.hint))
}

func (d *wordDecoder) word(w encodedWord) {
	if d.inRun && !strings.EqualFold(w.charset, d.charset) {
		d.flush()
	}
	d.inRun, d.charset = true, w.charset
	if w.encoding == 'b' {
		w.text = d.left + w.text
		d.left = ""
		if n := len(w.text) % 4; n != 0 && !strings.Contains(w.text, "=") {
			w.text, d.left = w.text[:len(w.text)-n], w.text[len(w.text)-n:]
		}
	}
	d.pending = append(d.pending, w.bytes()...)
}

func (d *wordDecoder) flush() {
	if d.left != "" {
		d.pending = append(d.pending, decodeBase64([]byte(d.left))...)
		d.left = ""
	}
	if d.inRun {
		d.out.WriteString(decodeCharset(d.pending, d.charset))
	}
	d.inRun, d.pending = false, d.pending[:0]
}

// encodedWord is =?charset?encoding?text?=.
type encodedWord struct {
	charset  string
	encoding byte // 'b' or 'q'
	text     string
}

// cutWord reads an encoded word at the front of s. Blanks inside are forgiven, a missing end is not: then rest is
// empty, for no later word can have an end either.
func cutWord(s string) (w encodedWord, rest string, ok bool) {
	body := s[2:]
	q := strings.IndexByte(body[:min(len(body), 64)], '?')
	if q <= 0 || q+2 >= len(body) || body[q+2] != '?' {
		return w, s, false
	}
	w.charset, _, _ = strings.Cut(body[:q], "*") // RFC 2231 adds a language
	w.encoding = body[q+1] | 0x20
	if w.encoding != 'b' && w.encoding != 'q' {
		return w, s, false
	}
	body = body[q+3:]
	end := strings.Index(body, "?=")
	if end < 0 {
		return w, "", false
	}
	w.text = body[:end]
	return w, body[end+2:], true
}

func (w encodedWord) bytes() []byte {
	if w.encoding == 'b' {
		return decodeBase64([]byte(w.text))
	}
	out := make([]byte, 0, len(w.text))
	for i := 0; i < len(w.text); i++ {
		switch c := w.text[i]; {
		case c == '_':
			out = append(out, ' ')
		case c == '=' && i+2 < len(w.text) && isHex(w.text[i+1]) && isHex(w.text[i+2]):
			out = append(out, unhex(w.text[i+1])<<4|unhex(w.text[i+2]))
			i += 2
		default:
			out = append(out, c)
		}
	}
	return out
}

func ascii(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 || s[i] == 0x1b {
			return false
		}
	}
	return true
}
