package message

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// decodeCharset turns bytes into valid UTF-8 by the charset the mail names, unless the bytes prove it wrong. It never
// fails: what cannot be decoded becomes U+FFFD. The result is not clean.
func decodeCharset(b []byte, label string) string {
	if s, ok := decodeBOM(b); ok {
		return s
	}
	label = normalLabel(label)
	switch label {
	case "", "utf-8", "us-ascii":
		return decodeRaw(b, "")
	case "utf-7":
		return decodeUTF7(b)
	case "utf-16":
		return decodeUTF16(b)
	case "iso-2022-kr", "iso-2022-cn":
		return decodeShifted(b)
	}
	enc := lookup(label)
	if enc == nil || enc == encoding.Replacement {
		return decodeRaw(b, "")
	}
	if isUTF8(b, enc) {
		return string(b)
	}
	return decodeWith(b, enc)
}

// decodeRaw decodes bytes of which no charset is known: UTF-8 if they are that, else the hint, else a guess.
func decodeRaw(b []byte, hint string) string {
	if isISO2022(b) {
		return decodeISO2022(b)
	}
	if utf8.Valid(b) {
		return string(b)
	}
	if hint = normalLabel(hint); hint != "" && hint != "utf-8" && hint != "us-ascii" {
		if enc := lookup(hint); enc != nil {
			return decodeWith(b, enc)
		}
	}
	if mostlyUTF8(b) {
		return strings.ToValidUTF8(string(b), "\uFFFD")
	}
	return decodeWith(b, guess(b))
}

func decodeWith(b []byte, enc encoding.Encoding) string {
	out, err := enc.NewDecoder().Bytes(b)
	if err != nil {
		return strings.ToValidUTF8(string(b), "\uFFFD")
	}
	return strings.ToValidUTF8(string(out), "\uFFFD")
}

// isUTF8 says that b is UTF-8 which somebody labelled as enc. In Latin charsets the bytes of UTF-8 make no words, so one
// character proves it; in others a word or two may look like it by chance.
func isUTF8(b []byte, enc encoding.Encoding) bool {
	if !utf8.Valid(b) {
		return false
	}
	least := 4
	if enc == charmap.Windows1252 || enc == charmap.ISO8859_15 {
		least = 1
	}
	long := 0
	for _, c := range b {
		if c >= 0xc0 {
			if long++; long == least {
				return true
			}
		}
	}
	return false
}

// mostlyUTF8 accepts text that was cut or damaged here and there.
func mostlyUTF8(b []byte) bool {
	good, bad := 0, 0
	for i := 0; i < len(b); {
		if b[i] < 0x80 {
			i++
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			bad++
		} else {
			good++
		}
		i += n
	}
	return good > 4*bad || (bad == 1 && good > 0)
}

const utf8BOM = "\xef\xbb\xbf"

func decodeBOM(b []byte) (string, bool) {
	switch {
	case bytes.HasPrefix(b, []byte(utf8BOM)):
		return strings.ToValidUTF8(string(b[3:]), "\uFFFD"), true
	case bytes.HasPrefix(b, []byte("\xff\xfe\x00\x00")):
		return decodeWith(b[4:], utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM)), true
	case bytes.HasPrefix(b, []byte("\xff\xfe")):
		return decodeWith(b[2:], unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)), true
	case bytes.HasPrefix(b, []byte("\xfe\xff")):
		return decodeWith(b[2:], unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)), true
	}
	return "", false
}

// decodeUTF16 decodes without a byte order mark: the order that puts more zero bytes where ASCII has them wins.
func decodeUTF16(b []byte) string {
	even, odd := 0, 0
	for i, c := range b {
		if c == 0 && i%2 == 0 {
			even++
		} else if c == 0 {
			odd++
		}
	}
	if even+odd == 0 && utf8.Valid(b) { // a label without substance
		return string(b)
	}
	order := unicode.BigEndian
	if odd > even {
		order = unicode.LittleEndian
	}
	return decodeWith(b, unicode.UTF16(order, unicode.IgnoreBOM))
}

// normalLabel brings the many spellings of a charset to one.
func normalLabel(label string) string {
	label = strings.ToLower(strings.Trim(label, " \t\"'<>=;,"))
	if i := strings.IndexAny(label, " ;,"); i >= 0 {
		label = label[:i]
	}
	label = strings.TrimPrefix(label, "charset=")
	switch label {
	case "utf8", "utf_8", "utf-8n", "unicode-1-1-utf-8", "utf8mb4", "x-utf-8", "cp65001", "utf":
		return "utf-8"
	case "ascii", "us", "usascii", "us_ascii", "646", "iso646-us", "ansi_x3.4-1968", "7bit", "us-ascii7", "unknown-8bit",
		"x-unknown", "unknown", "default", "default_charset", "none", "binary", "8bit", "x-user-defined", "_autodetect",
		"x-roman8", "iso-10646", "undefined":
		return "us-ascii"
	case "utf7", "unicode-1-1-utf-7", "x-unicode-2-0-utf-7":
		return "utf-7"
	case "utf16", "ucs-2", "iso-10646-ucs-2", "unicode":
		return "utf-16"
	case "iso2022kr", "csiso2022kr":
		return "iso-2022-kr"
	case "iso-2022-cn-ext", "csiso2022cn":
		return "iso-2022-cn"
	}
	return label
}

// lookup finds the encoding for a normal label; nil when nothing knows it. ISO-8859-1 is read as windows-1252 and
// GB2312 as GB18030, as browsers do, since both are what senders mean.
func lookup(label string) encoding.Encoding {
	if enc := alias(label); enc != nil {
		return enc
	}
	if enc, err := htmlindex.Get(label); err == nil {
		return enc
	}
	if enc, err := ianaindex.MIME.Encoding(label); err == nil && enc != nil {
		return enc
	}
	loose := strings.NewReplacer("_", "-", "win-", "windows-", "x-", "").Replace(label)
	if enc, err := htmlindex.Get(loose); err == nil {
		return enc
	}
	if rest, ok := strings.CutPrefix(loose, "cp"); ok {
		if enc, err := htmlindex.Get("windows-" + strings.TrimPrefix(rest, "-")); err == nil {
			return enc
		}
	}
	return nil
}

// alias knows the names that neither the HTML index nor the IANA register has, or has otherwise than mail uses them.
func alias(label string) encoding.Encoding {
	switch label {
	case "cp932", "ms932", "ms-kanji", "windows-31j", "sjis", "x-sjis", "shift-jis", "x-ms-cp932", "sjis-win", "shift_jisx0213":
		return japanese.ShiftJIS
	case "iso-2022-jp-1", "iso-2022-jp-2", "iso-2022-jp-3", "iso-2022-jp-2004", "iso-2022-jp-ms", "cp50220", "cp50221", "cp50222", "jis", "x-windows-iso2022jp":
		return japanese.ISO2022JP
	case "eucjp", "ujis", "cp51932", "eucjp-win", "eucjp-ms", "x-euc-jp":
		return japanese.EUCJP
	case "cp949", "uhc", "ms949", "ks_c_5601", "ks-c-5601", "ks_c_5601-1987", "ksc5601", "x-windows-949", "euckr":
		return korean.EUCKR
	case "gb2312", "gb_2312-80", "gbk", "cp936", "ms936", "euc-cn", "x-gbk", "gb18030-2000", "gb-18030", "x-euc-cn", "gb_2312", "gb-2312", "x-gb2312":
		return simplifiedchinese.GB18030
	case "hz", "hz-gb-2312":
		return simplifiedchinese.HZGB2312
	case "cp950", "ms950", "big5-eten", "x-big5", "big5hkscs", "big5-hkscs", "zh-tw":
		return traditionalchinese.Big5
	case "iso-8859-1", "latin-1", "iso8859-1", "iso88591", "iso_8859-1", "iso 8859-1", "8859-1", "latin", "ansi", "iso-8859", "cp-1252", "win1252", "1252", "windows1252", "iso-8559-1":
		return charmap.Windows1252
	case "iso-8859-8-e":
		return charmap.ISO8859_8
	case "cp437", "ibm437":
		return charmap.CodePage437
	case "cp850", "ibm850":
		return charmap.CodePage850
	case "cp866", "ibm866":
		return charmap.CodePage866
	}
	return nil
}
