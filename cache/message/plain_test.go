package message

import (
	"strings"
	"testing"
)

func TestFlowedQuotes(t *testing.T) {
	d := document(t, open("Content-Type: text/plain; format=flowed\n\nmine goes \non\n>> deep goes \n>> on\n> > deep too\n >no quotation\n>  > stuffed\n"), -1)
	want := "mine goes on\n> > deep goes on\n> > deep too\n>no quotation\n>  > stuffed"
	if got := strings.Join(lines(d, 40), "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// What OpenPGP puts around a text stands back; it is no less there.
func TestArmour(t *testing.T) {
	const begin, end = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n", "-----BEGIN PGP SIGNATURE-----\n\niQEz\n=abcd\n-----END PGP SIGNATURE-----\n"
	for _, c := range []struct{ name, body, want string }{
		{"signed", begin + "Dear Ada,\n- -- \nEve\n" + end + "After.\n", "Dear Ada,\nAfter."},
		{"among other words", "Before.\n\n" + begin + "Signed.\n- - a dash\n" + end + "After.\n", "Before.\nSigned.\n- a dash\nAfter."},
		{"encrypted", "-----BEGIN PGP MESSAGE-----\n\nhQEM\n==========\n-----END PGP MESSAGE-----\nSee you\n", "See you"},
		{"a dash elsewhere", "- one\n- two\n", "- one\n- two"},
		{"of somebody else", "> -----BEGIN PGP SIGNED MESSAGE-----\n>\n> Hi\n- mine\n", "- mine"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := document(t, open("\n"+c.body), -1)
			var bright, all []string
			for i := range d.Blocks {
				b := &d.Blocks[i]
				if all = append(all, b.text()); b.Kind == Paragraph && b.Quote == 0 {
					bright = append(bright, b.text())
				}
			}
			if got := strings.Join(bright, "\n"); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
			for _, word := range strings.Fields(strings.NewReplacer(">", "", "- -", "-").Replace(c.body)) {
				if !strings.Contains(strings.Join(all, "\n"), word) {
					t.Errorf("%q is lost", word)
				}
			}
		})
	}
}
