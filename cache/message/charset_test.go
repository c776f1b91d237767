package message

import (
	"bytes"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

func encode(t *testing.T, enc encoding.Encoding, s string) []byte {
	t.Helper()
	b, err := enc.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestDecodeCharset(t *testing.T) {
	for _, c := range []struct{ name, label, in, want string }{
		{"UTF-8", "utf-8", "Müller", "Müller"},
		{"other spelling", "UTF8", "Müller", "Müller"},
		{"latin-1 is windows-1252", "iso-8859-1", "\x93x\x94 \x80", "“x” €"},
		{"latin-1 in truth UTF-8", "iso-8859-1", "Müller", "Müller"},
		{"GB2312 in truth UTF-8", "gb2312", "请在周五以前回复", "请在周五以前回复"},
		{"Shift_JIS in truth UTF-8", "shift_jis", "ご確認をお願いします", "ご確認をお願いします"},
		{"windows-1251 in truth UTF-8", "windows-1251", "Привет", "Привет"},
		{"GBK that looks like two letters of UTF-8", "gbk", "\xc1\xaa\xcd\xa8", "联通"},
		{"UTF-8 in truth windows-1252", "utf-8", "Gr\xfc\xdfe aus K\xf6ln", "Grüße aus Köln"},
		{"UTF-8 cut at the end", "utf-8", "Grüße, Grüße \xc3", "Grüße, Grüße \uFFFD"},
		{"US-ASCII in truth latin-1", "us-ascii", "Caf\xe9 cr\xe8me", "Café crème"},
		{"unknown name", "x-martian", "Caf\xe9", "Café"},
		{"name with noise", "\"utf-8\"; x", "ü", "ü"},
		{"UTF-7", "utf-7", "Hi Mom +Jjo-+ACE- 1 +- 1", "Hi Mom ☺! 1 + 1"},
		{"UTF-16 with mark", "utf-16", "\xff\xfeh\x00\xfc\x00", "hü"},
		{"UTF-16 without mark", "utf-16", "h\x00i\x00", "hi"},
		{"UTF-16 in big order", "utf-16", "\x00h\x00i", "hi"},
		{"byte order mark against the label", "iso-8859-1", "\xef\xbb\xbfü", "ü"},
		{"KOI8-R", "koi8-r", "\xf0\xd2\xc9\xd7\xc5\xd4", "Привет"},
		{"ISO-2022-KR", "iso-2022-kr", "\x1b$)C\x0e>H3g\x0f ok", "안녕 ok"},
		{"ISO-2022-JP under a false name", "us-ascii", "\x1b$BF|K\\8l\x1b(B", "日本語"},
		{"HZ", "hz-gb-2312", "~{VPND~}", "中文"},
		{"Big5 by code page", "cp950", "\xa4\xa4\xa4\xe5", "中文"},
		{"Korean by code page", "ms949", "\xbe\xc8\xb3\xe7", "안녕"},
		{"Shift_JIS by code page", "cp932", "\x93\xfa\x96{", "日本"},
		{"windows by other names", "cp-1252", "\x80", "€"},
		{"cp1251", "cp1251", "\xcf\xf0\xe8", "При"},
		{"ISO-8859-15", "iso8859-15", "\xa4", "€"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := decodeCharset([]byte(c.in), c.label); got != c.want {
				t.Errorf("decodeCharset(%q, %q) = %q, want %q", c.in, c.label, got, c.want)
			}
		})
	}
}

// Text whose label is missing or false is recognised by what it looks like.
func TestGuess(t *testing.T) {
	for _, c := range []struct {
		name string
		enc  encoding.Encoding
		text string
	}{
		{"Shift_JIS", japanese.ShiftJIS, "来週の打ち合わせについてご連絡いたします。資料を添付します。"},
		{"EUC-JP", japanese.EUCJP, "来週の打ち合わせについてご連絡いたします。"},
		{"EUC-KR", korean.EUCKR, "다음 주 회의에 대해 연락드립니다. 자료를 첨부합니다."},
		{"GB18030", simplifiedchinese.GB18030, "我们下周开会，请看附件。这个问题很重要，大家都要来。"},
		{"Big5", traditionalchinese.Big5, "我們下週開會，請看附件。這個問題很重要，大家都要來。"},
		{"windows-1251", charmap.Windows1251, "Привет! Посмотрите, пожалуйста, приложенный файл."},
		{"KOI8-R", charmap.KOI8R, "Привет! Посмотрите, пожалуйста, приложенный файл."},
		{"windows-1252, German", charmap.Windows1252, "Grüße aus Köln – schönen Tag noch, “Ärger” über die Straße."},
		{"windows-1252, French", charmap.Windows1252, "Ça a été très agréable, à bientôt à l’hôtel."},
		{"windows-1252, one word", charmap.Windows1252, "Müller"},
	} {
		t.Run(c.name, func(t *testing.T) {
			raw := encode(t, c.enc, c.text)
			if got := decodeCharset(raw, "utf-8"); got != c.text {
				t.Errorf("got %q, want %q", got, c.text)
			}
		})
	}
}

func TestHTMLCharset(t *testing.T) {
	for _, c := range []struct{ name, header, meta string }{
		{"meta alone", "", `<meta charset="koi8-r">`},
		{"http-equiv", "", `<meta http-equiv=Content-Type content="text/html; charset=koi8-r">`},
		{"header has no sense", "charset", `<meta charset=koi8-r>`},
	} {
		raw := append([]byte("<html><head>"+c.meta+"</head><body>"), encode(t, charmap.KOI8R, "Привет")...)
		if got := decodeHTML(raw, c.header); !bytes.Contains([]byte(got), []byte("Привет")) {
			t.Errorf("%s: %q", c.name, got)
		}
	}
	raw := append([]byte(`<meta charset="koi8-r">`), "ü"...)
	if got := decodeHTML(raw, "utf-8"); !bytes.Contains([]byte(got), []byte("ü")) {
		t.Errorf("the header's charset must win: %q", got)
	}
}
