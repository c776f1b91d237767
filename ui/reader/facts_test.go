package reader

import (
	"image"
	"strings"
	"testing"

	"poplin/pop3/maildrop"
	"poplin/ui/theme"
)

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
