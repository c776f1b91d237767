package message

import (
	"bytes"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// isISO2022 finds the escape sequences that switch seven-bit text to Japanese, Korean or Chinese, whatever the label
// says.
func isISO2022(b []byte) bool {
	for {
		i := bytes.IndexByte(b, 0x1b)
		if i < 0 || i+2 >= len(b) {
			return false
		}
		b = b[i+1:]
		if b[0] == '$' && (b[1] == 'B' || b[1] == '@' || b[1] == ')' || b[1] == '(') || b[0] == '(' && b[1] == 'I' {
			return true
		}
	}
}

func decodeISO2022(b []byte) string {
	if bytes.Contains(b, []byte("\x1b$)")) {
		return decodeShifted(b)
	}
	return decodeWith(b, japanese.ISO2022JP)
}

// decodeShifted decodes ISO-2022-KR and ISO-2022-CN (RFC 1557, RFC 1922): a designation ESC $ ) X, then text between
// SO and SI that is the eight-bit charset without its eighth bits.
func decodeShifted(b []byte) string {
	var enc encoding.Encoding = korean.EUCKR
	var out strings.Builder
	for len(b) > 0 {
		i := bytes.IndexAny(b, "\x0e\x1b")
		if i < 0 {
			break
		}
		out.Write(b[:i])
		if b[i] == 0x1b {
			n := min(i+4, len(b))
			if n == i+4 && b[i+3] == 'A' {
				enc = simplifiedchinese.GB18030
			}
			b = b[n:]
			continue
		}
		b = b[i+1:]
		end := bytes.IndexByte(b, 0x0f)
		if end < 0 {
			end = len(b)
		}
		high := bytes.Clone(b[:end])
		for j, c := range high {
			if c > 0x20 {
				high[j] = c | 0x80
			}
		}
		out.WriteString(decodeWith(high, enc))
		b = b[min(end+1, len(b)):]
	}
	out.Write(b)
	return strings.ToValidUTF8(out.String(), "\uFFFD")
}
