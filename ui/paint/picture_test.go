package paint

import (
	"bytes"
	"encoding/base64"
	"image"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var (
	sending = regexp.MustCompile("\x1b_G(?:a=T,U=1,f=100,q=2,i=([0-9]+),c=([0-9]+),r=([0-9]+)|q=2),m=([01]);([A-Za-z0-9+/=]*)\x1b\\\\")
	letting = regexp.MustCompile("\x1b_Ga=d,d=I,q=2,i=([0-9]+)\x1b\\\\")
)

// shelf is what a terminal keeps after reading those bytes: pictures by ID.
func shelf(t *testing.T, out []byte) map[string][]byte {
	t.Helper()
	kept := map[string][]byte{}
	id, data := "", ""
	for len(out) > 0 {
		at := bytes.Index(out, []byte("\x1b_"))
		if at < 0 {
			break
		}
		out = out[at:]
		if m := letting.FindSubmatch(out); m != nil && bytes.HasPrefix(out, m[0]) {
			delete(kept, string(m[1]))
			out = out[len(m[0]):]
			continue
		}
		m := sending.FindSubmatch(out)
		if m == nil || !bytes.HasPrefix(out, m[0]) {
			t.Fatalf("not what is sent of pictures: %.80q", out)
		}
		if len(m[1]) > 0 {
			id, data = string(m[1]), ""
		}
		data += string(m[5])
		if string(m[4]) == "0" {
			raw, err := base64.StdEncoding.DecodeString(data)
			if err != nil {
				t.Fatal(err)
			}
			kept[id], id = raw, ""
		}
		out = out[len(m[0]):]
	}
	return kept
}

func TestPicturesAreSentOnceAndTakenBack(t *testing.T) {
	s := newScreen(20, 4)
	p := still(s, Abilities{})
	big := Picture{ID: 7, PNG: bytes.Repeat([]byte("picture"), 2000), Cells: image.Pt(4, 2)}
	small := Picture{ID: 8, PNG: []byte("x"), Cells: image.Pt(1, 1)}
	keeps := func(what string, want ...Picture) {
		t.Helper()
		got := shelf(t, s.out.Bytes())
		for _, x := range want {
			if !bytes.Equal(got[strconv.Itoa(x.ID)], x.PNG) {
				t.Errorf("%s: picture %d is not there as it should be", what, x.ID)
			}
		}
		if len(got) != len(want) {
			t.Errorf("%s: %d pictures are kept, want %d", what, len(got), len(want))
		}
	}
	sent := func() int { return strings.Count(s.out.String(), "a=T") }

	p.frame(Frame{Content: "a", Width: 20, Height: 4, Pictures: []Picture{big}})
	keeps("shown", big)
	p.frame(Frame{Content: "b", Width: 20, Height: 4, Pictures: []Picture{big, small}})
	keeps("two", big, small)
	p.frame(Frame{Content: "c", Width: 20, Height: 4, Pictures: []Picture{small}})
	if n := sent(); n != 2 {
		t.Errorf("sent %d times, not once each", n)
	}
	p.Write([]byte("\x1b[H\x1b[2J"))
	if n := sent(); n != 3 {
		t.Errorf("after the screen was cleared sent %d times, want the one that is shown once more", n)
	}
	keeps("cleared", big, small)
	p.frame(Frame{Content: "d", Width: 20, Height: 4})
	keeps("none shown")
	p.frame(Frame{Content: "e", Width: 20, Height: 4, Pictures: []Picture{big}})
	p.Write([]byte("\x1b[?1049l"))
	keeps("the screen given back")
	p.Write([]byte("\x1b[?1049h"))
	keeps("the screen taken again", big)
	for id := range 30 {
		p.frame(Frame{Content: strconv.Itoa(id), Width: 20, Height: 4, Pictures: []Picture{{ID: 100 + id, PNG: []byte{byte(id)}, Cells: image.Pt(1, 1)}}})
	}
	if n := len(shelf(t, s.out.Bytes())); n > mostHeld {
		t.Errorf("%d pictures are kept", n)
	}
}
