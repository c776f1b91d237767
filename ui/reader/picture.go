package reader

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	_ "image/gif" // the formats that are decoded
	_ "image/jpeg"
	_ "image/png"
	"io"
	"strconv"
	"strings"

	"golang.org/x/image/draw"

	"poplin/cache/message"
)

const (
	mostPixels       = 40_000_000 // a picture with more is not decoded
	mostPictureBytes = 32 << 20
	mostPictures     = 6 // shown of one message
)

func isPicture(kind string) bool {
	switch kind {
	case "image/png", "image/jpeg", "image/jpg", "image/gif":
		return true
	}
	return false
}

// pictures are the enclosed pictures that can be shown.
func (l *letter) pictures() []message.Attachment {
	if l.msg == nil || !l.whole() {
		return nil
	}
	var out []message.Attachment
	names := map[int]string{}
	for _, a := range l.sum.Attachments {
		names[a.Part] = a.Name
	}
	for _, p := range l.msg.Structure().Parts {
		if isPicture(p.Type) {
			name := names[p.ID]
			if name == "" {
				name = p.Name
			}
			out = append(out, message.Attachment{Part: p.ID, Name: name, Type: p.Type})
		}
	}
	return out
}

// pictures is the look at enclosed pictures, one below the other, each under its name.
func (o *order) pictures(ctx context.Context, p *page) error {
	shown := 0
	for _, a := range o.letter.pictures() {
		if o.look.picture >= 0 && a.Part != o.look.picture {
			continue
		}
		if shown++; shown > mostPictures {
			o.say(p, "There are more; v lists all parts.")
			break
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		img, err := o.decode(a.Part)
		if err != nil {
			p.rows = append(p.rows, caption(a.Name, err.Error()), row{})
			continue
		}
		size := img.Bounds().Size()
		p.rows = append(p.rows, caption(a.Name, fmt.Sprintf("%dx%d", size.X, size.Y)))
		for _, line := range halfBlocks(img, o.look.width, o.look.height, o.plain) {
			p.rows = append(p.rows, row{art: line})
		}
		p.rows = append(p.rows, row{})
	}
	return nil
}

func caption(name, fact string) row {
	return row{runs: []run{{text: name, ink: strongInk}, {text: "  " + fact, ink: dimInk}}}
}

// decode reads a picture after looking at how big it says it is.
func (o *order) decode(part int) (image.Image, error) {
	r, err := o.letter.msg.Decode(part)
	if err != nil {
		return nil, fmt.Errorf("it cannot be decoded")
	}
	raw, err := io.ReadAll(io.LimitReader(r, mostPictureBytes+1))
	if err != nil || len(raw) > mostPictureBytes {
		return nil, fmt.Errorf("it is too big to be shown here")
	}
	c, _, err := image.DecodeConfig(bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("it is not a picture of a known kind")
	}
	if c.Width <= 0 || c.Height <= 0 || c.Width > mostPixels/c.Height {
		return nil, fmt.Errorf("it is too big to be shown here")
	}
	img, _, err := image.Decode(bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("it is damaged")
	}
	return img, nil
}

// halfBlocks draws a picture within width × height cells, two pixels a cell, one above the other. plain is for
// terminals without colour: signs of growing weight instead.
func halfBlocks(img image.Image, width, height int, plain bool) []string {
	b := img.Bounds()
	w := min(width, b.Dx())
	h := max(1, b.Dy()*w/b.Dx())
	if h > 2*height {
		h = 2 * height
		w = max(1, min(w, b.Dx()*h/b.Dy()))
	}
	h += h % 2
	small := image.NewRGBA(image.Rect(0, 0, w, h))
	src := image.Image(img)
	if b.Dx() > 4*w {
		src = reduced(img, 3*w)
	}
	draw.CatmullRom.Scale(small, small.Bounds(), src, src.Bounds(), draw.Src, nil)
	lines := make([]string, 0, h/2)
	for y := 0; y < h; y += 2 {
		if plain {
			lines = append(lines, shades(small, y))
		} else {
			lines = append(lines, blocks(small, y))
		}
	}
	return lines
}

// reduced is a quick first reduction to width pixels, so that the careful one has little to do.
func reduced(img image.Image, width int) image.Image {
	b := img.Bounds()
	out := image.NewRGBA(image.Rect(0, 0, width, max(1, b.Dy()*width/b.Dx())))
	draw.ApproxBiLinear.Scale(out, out.Bounds(), img, b, draw.Src, nil)
	return out
}

// blocks is one line of half blocks in true colour; the renderer reduces that to what the terminal has.
func blocks(img *image.RGBA, y int) string {
	var s strings.Builder
	var was [2]color.RGBA
	for x := range img.Rect.Dx() {
		up, low := img.RGBAAt(x, y), img.RGBAAt(x, y+1)
		if now := [2]color.RGBA{up, low}; x == 0 || now != was {
			s.WriteString("\x1b[38;2;" + triple(up) + ";48;2;" + triple(low) + "m")
			was = now
		}
		s.WriteString("▀")
	}
	s.WriteString("\x1b[m")
	return s.String()
}

func triple(c color.RGBA) string {
	return strconv.Itoa(int(c.R)) + ";" + strconv.Itoa(int(c.G)) + ";" + strconv.Itoa(int(c.B))
}

// shades is one line of signs.
func shades(img *image.RGBA, y int) string {
	const ramp = " .:-=+*#%@"
	var s strings.Builder
	for x := range img.Rect.Dx() {
		up, low := color.GrayModel.Convert(img.RGBAAt(x, y)).(color.Gray), color.GrayModel.Convert(img.RGBAAt(x, y+1)).(color.Gray)
		s.WriteByte(ramp[(int(up.Y)+int(low.Y))/2*(len(ramp)-1)/255])
	}
	return s.String()
}
