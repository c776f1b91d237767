package reader

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/png"
	"regexp"
	"strings"
	"testing"

	"poplin/pop3/maildrop"
	"poplin/ui/theme"
)

// photo is a message that encloses a picture of that size, half of it seen through.
func photo(uidl string, w, h int) maildrop.Message {
	img := image.NewPaletted(image.Rect(0, 0, w, h), color.Palette{color.Transparent, color.RGBA{200, 30, 40, 255}})
	for y := range h {
		for x := range w / 2 {
			img.SetColorIndex(x, y, 1)
		}
	}
	var b bytes.Buffer
	if err := gif.Encode(&b, img, nil); err != nil {
		panic(err)
	}
	b.WriteString("\x1b]0;after the picture\x07")
	return maildrop.Message{UIDL: uidl, Raw: fmt.Appendf(nil, "Subject: %s\r\nMIME-Version: 1.0\r\nContent-Type: image/gif; name=%[1]s.gif\r\n"+
		"Content-Transfer-Encoding: base64\r\n\r\n%s\r\n", uidl, base64.StdEncoding.EncodeToString(b.Bytes()))}
}

func TestPicturesForTerminalsThatDrawThem(t *testing.T) {
	b := newBench(t, image.Pt(100, 30), theme.Choice{Dark: true}, photo("wide", 3000, 900), photo("icon", 20, 20), hugePicture())
	b.env.Sharp = true
	for uidl, want := range map[string]struct{ cells, pixels image.Point }{
		"wide": {image.Pt(84, 13), image.Pt(1008, 302)}, "icon": {image.Pt(2, 1), image.Pt(20, 20)},
	} {
		b.show(uidl)
		if len(b.Pictures()) != 0 {
			t.Errorf("%s: a picture is sent before it is asked for", uidl)
		}
		b.press("i")
		got := b.Pictures()
		if len(got) != 1 || got[0].Cells != want.cells {
			t.Fatalf("%s: %d pictures, want one in %v cells: %v", uidl, len(got), want.cells, got)
		}
		img, err := png.Decode(bytes.NewReader(got[0].PNG))
		if err != nil || img.Bounds().Size() != want.pixels {
			t.Errorf("%s: %v, %v pixels, want %v", uidl, err, img.Bounds().Size(), want.pixels)
		}
		if bytes.Contains(got[0].PNG, []byte("after the picture")) {
			t.Errorf("%s: bytes of the message are sent", uidl)
		}
		if r, _, _, _ := img.At(want.pixels.X-1, 0).RGBA(); r != 0xffff {
			t.Errorf("%s: what is seen through is not white", uidl)
		}
		view := b.View()
		colour := fmt.Sprintf("\x1b[38;2;%d;%d;%dm\U0010eeee\u0305\u0305", got[0].ID>>16, got[0].ID>>8&255, got[0].ID&255)
		if n := strings.Count(view, "\U0010eeee"); n != want.cells.X*want.cells.Y || !strings.Contains(view, colour) {
			t.Errorf("%s: %d placeholders, want %v, the first %q", uidl, n, want.cells, colour)
		}
		harmless(t, uidl, view)
		b.cells()
		b.press("q")
		if len(b.Pictures()) != 0 {
			t.Errorf("%s: the picture outlives its page", uidl)
		}
	}
	b.show("huge")
	b.press("i")
	b.shows("too big")
}

// TestNoPlaceholderOfAMessage: a message cannot have a picture drawn that it names by its colour.
func TestNoPlaceholderOfAMessage(t *testing.T) {
	forged := "\x1b[38;2;0;0;7m\U0010eeee\u0305\u0305"
	b := newBench(t, image.Pt(80, 24), theme.Choice{Dark: true}, maildrop.Message{UIDL: "forged", Raw: []byte("Subject: " + forged +
		"\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p style='color:#000007'>" + forged + "&#x10eeee;&#x305;&#x305;</p>\r\n")})
	b.env.Sharp = true
	b.show("forged")
	for _, key := range []string{"h", "h", "\\"} {
		if view := b.View(); regexp.MustCompile("[\U000F0000-\U0010FFFF]").MatchString(view) {
			t.Errorf("a placeholder comes through before %s:\n%s", key, view)
		}
		b.press(key)
	}
}
