package reader

import (
	"image"
	"strings"
	"testing"

	"poplin/cache/message"
	"poplin/pop3/maildrop"
	"poplin/ui/theme"
)

// The type is told of a file whose name does not tell it.
func TestKindOf(t *testing.T) {
	for _, c := range []struct{ name, typ, want string }{
		{"a.png", "image/png", ""}, {"a.JPG", "image/jpeg", ""}, {"signature.asc", "application/pgp-signature", ""}, {"a.zip", "application/x-zip-compressed", ""},
		{"a", "application/pdf", "pdf"}, {"a.pdf", "application/x-msdownload", "msdownload"}, {"a.dat", "application/octet-stream", ""},
		{"part-1.asc", "application/pgp-encrypted", ""}, {"a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ""},
		{"a.pdf", "application/x-ms-dos-executable", "ms-dos-exec…"},
	} {
		if got := kindOf(message.Attachment{Name: c.name, Type: c.typ}, "…"); got != c.want {
			t.Errorf("%s, %s: %q, want %q", c.name, c.typ, got, c.want)
		}
	}
}

// A message that is nothing but boundaries has several empty texts, of which none is shown.
func TestNoneOfSeveralTexts(t *testing.T) {
	b := newBench(t, image.Pt(100, 30), theme.Choice{}, maildrop.Message{UIDL: "x", Raw: []byte("Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n\r\n--a\r\n\r\n--a--\r\n")})
	b.show("x")
	if strings.Contains(b.cells(), "0 of") {
		t.Error("the badge counts from none")
	}
}

// A signature that nobody checked is told of, and not praised.
func TestSignedIsToldOf(t *testing.T) {
	signed := maildrop.Message{UIDL: "signed", Raw: []byte("Subject: plan\r\nContent-Type: multipart/signed; boundary=b\r\n\r\n--b\r\n\r\nhello\r\n" +
		"--b\r\nContent-Type: application/pgp-signature; name=signature.asc\r\n\r\nx\r\n--b--\r\n")}
	plain := maildrop.Message{UIDL: "plain", Raw: []byte("Subject: plan\r\n\r\nhello\r\n")}
	b := newBench(t, image.Pt(100, 30), theme.Choice{}, signed, plain)
	b.show("signed")
	b.shows("hello", "signed, signature not checked")
	b.show("plain")
	if strings.Contains(b.cells(), "signed") {
		t.Error("a plain letter is called signed")
	}
}

// Facts that do not all fit beside the recipients go there as far as that saves a row.
func TestFactsBesideRecipients(t *testing.T) {
	letter := maildrop.Message{UIDL: "x", Raw: []byte("From: a@b.example\r\nTo: bob@b.example\r\nList-Id: <crumpets.example>\r\nContent-Type: text/html\r\n\r\n" +
		"<p>Hello" + strings.Repeat("<img src=https://b.example/x.png width=200>", 12))}
	for width, want := range map[int]string{
		60: "to bob@b.example             618 B · list crumpets.example\n 12 remote pictures not fetched\n",
		72: "to bob@b.example\n 618 B · list crumpets.example · 12 remote pictures not fetched\n",
	} {
		b := newBench(t, image.Pt(width, 24), theme.Choice{}, letter)
		b.show("x")
		rows := strings.Split(b.cells(), "\n")
		for i := range rows {
			rows[i] = strings.TrimRight(rows[i], " ")
		}
		if got := strings.Join(rows, "\n"); !strings.Contains(got, want) {
			t.Errorf("%d cells: the screen lacks\n%s\n%s", width, want, got)
		}
	}
}
