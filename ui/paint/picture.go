package paint

import (
	"encoding/base64"
	"image"
	"slices"
	"strconv"

	"github.com/charmbracelet/x/ansi"
)

// Picture is one that the terminal keeps and draws wherever a frame holds kitty's placeholders (U+10EEEE) in the colour
// of its ID. The frame stays text that way: it scrolls, is cut and lies below other things like all text.
type Picture struct {
	ID    int         // from 1, 24 bits
	PNG   []byte      // encoded here; nothing of a message comes this way as it was
	Cells image.Point // the room it is fitted into
}

// mostHeld is how many pictures the terminal is left with while others are on the screen.
const mostHeld = 12

// chunk is how much of a picture fits into one sequence.
const chunk = 4096

// deliver gives the terminal the pictures that the frame needs and that it does not have.
func (p *Painter) deliver(b []byte, f Frame) []byte {
	for _, x := range f.Pictures {
		if has := slices.Contains(p.held, x.ID); p.lost || !has {
			b = transmit(b, x)
			if !has {
				p.held = append(p.held, x.ID)
			}
		}
	}
	return b
}

// transmit sends a picture with its placement in the text, and asks for no answer.
func transmit(b []byte, x Picture) []byte {
	data := base64.StdEncoding.EncodeToString(x.PNG)
	keys := "a=T,U=1,f=100,q=2,i=" + strconv.Itoa(x.ID) + ",c=" + strconv.Itoa(x.Cells.X) + ",r=" + strconv.Itoa(x.Cells.Y)
	for more := true; more; keys = "q=2" {
		part := data[:min(chunk, len(data))]
		data = data[len(part):]
		last := ",m=1"
		if more = data != ""; !more {
			last = ",m=0"
		}
		b = append(b, ansi.KittyGraphics([]byte(part), keys+last)...)
	}
	return b
}

// release takes pictures back: all when none is shown any more, and those that are not shown when they are many.
func (p *Painter) release(b []byte, f Frame) []byte {
	if len(f.Pictures) > 0 && len(p.held) <= mostHeld {
		return b
	}
	var kept []int
	for _, id := range p.held {
		if slices.ContainsFunc(f.Pictures, func(x Picture) bool { return x.ID == id }) {
			kept = append(kept, id)
			continue
		}
		b = append(b, ansi.KittyGraphics(nil, "a=d,d=I,q=2,i="+strconv.Itoa(id))...)
	}
	p.held = kept
	return b
}

func samePictures(a, b []Picture) bool {
	return slices.EqualFunc(a, b, func(x, y Picture) bool { return x.ID == y.ID })
}
