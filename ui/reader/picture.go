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
		p.rows = append(append(p.rows, o.drawn(img)...), row{})
	}
	return nil
}

// drawn is a picture as rows: as sharp as the terminal can.
func (o *order) drawn(img image.Image) []row {
	var rows []row
	if o.sharp {
		if pic, lines, err := sharpened(img, image.Pt(o.look.width, o.look.height)); err == nil {
			for _, line := range lines {
				rows = append(rows, row{art: line, picture: pic})
			}
			return rows
		}
	}
	for _, line := range halfBlocks(img, o.look.width, o.look.height, o.plain) {
		rows = append(rows, row{art: line})
	}
	return rows
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
	size := within(img.Bounds().Size(), image.Pt(width, 2*height))
	size.Y += size.Y % 2
	small := scaled(img, size)
	lines := make([]string, 0, size.Y/2)
	for y := 0; y < size.Y; y += 2 {
		if plain {
			lines = append(lines, shades(small, y))
		} else {
			lines = append(lines, blocks(small, y))
		}
	}
	return lines
}

// within is the size of a picture that is to fit into a room and keep its shape. None is made bigger than it is.
func within(size, room image.Point) image.Point {
	w := min(room.X, size.X)
	h := max(1, size.Y*w/size.X)
	if h > room.Y {
		h = room.Y
		w = max(1, min(w, size.X*h/size.Y))
	}
	return image.Pt(w, h)
}

// scaled is a picture in another size, on the white that pictures in mail are made for.
func scaled(img image.Image, size image.Point) *image.RGBA {
	small := image.NewRGBA(image.Rectangle{Max: size})
	draw.Draw(small, small.Bounds(), image.White, image.Point{}, draw.Src)
	src := img
	if img.Bounds().Dx() > 4*size.X {
		src = reduced(img, 3*size.X)
	}
	draw.CatmullRom.Scale(small, small.Bounds(), src, src.Bounds(), draw.Over, nil)
	return small
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
			s.WriteString("\x1b[38;2;" + triple(up.R, up.G, up.B) + ";48;2;" + triple(low.R, low.G, low.B) + "m")
			was = now
		}
		s.WriteString("▀")
	}
	s.WriteString("\x1b[m")
	return s.String()
}

func triple(r, g, b uint8) string {
	return strconv.Itoa(int(r)) + ";" + strconv.Itoa(int(g)) + ";" + strconv.Itoa(int(b))
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
