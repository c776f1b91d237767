package message

import "strings"

// armor follows the lines that OpenPGP puts around a text and below it (RFC 9580 sections 6.2 and 7), so that they can
// stand back. Nobody checks what they say.
type armor uint8

const (
	noArmor    armor = iota
	armorHead        // the lines above a signed text
	armorText        // the signed text
	armorBlock       // a signature, or something encrypted
)

// next takes a line. It says whether that is armour, and takes away what protects a line of the text from being it.
func (a *armor) next(l *textLine) (is bool) {
	text := strings.TrimRight(l.text, blanks)
	began := strings.HasPrefix(text, "-----BEGIN PGP ") && strings.HasSuffix(text, "-----")
	switch {
	case l.quote > 0:
		return false
	case began && text == "-----BEGIN PGP SIGNED MESSAGE-----":
		*a = armorHead
		return true
	case began:
		*a = armorBlock
		return true
	}
	switch *a {
	case armorHead:
		if text == "" {
			*a = armorText
		}
		return true
	case armorText:
		if rest, ok := strings.CutPrefix(l.text, "- "); ok {
			l.text, l.sig = rest, rest == "-- "
		}
	case armorBlock:
		if strings.HasPrefix(text, "-----END PGP ") {
			*a = noArmor
		}
		return true
	}
	return false
}
