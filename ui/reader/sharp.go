package reader

import (
	"bytes"
	"hash/fnv"
	"image"
	"image/png"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi/kitty"

	"poplin/ui/screen"
)

// cell is how many pixels a cell is taken to have, and finest how many of a picture it is given at most: what a good
// screen shows, and a bound on what is sent.
var cell, finest = image.Pt(10, 20), image.Pt(12, 24)

// sharpened is a picture for a terminal that draws it in that room of cells at most, and its rows of placeholders.
func sharpened(img image.Image, room image.Point) (*screen.Picture, []string, error) {
	room = image.Pt(min(room.X, mostPlaces), min(room.Y, mostPlaces))
	whole := img.Bounds().Size()
	cells := within(whole, times(room, cell))
	cells = image.Pt((cells.X+cell.X-1)/cell.X, (cells.Y+cell.Y-1)/cell.Y)
	size := within(whole, times(cells, finest))
	var b bytes.Buffer
	quick := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := quick.Encode(&b, scaled(img, size)); err != nil {
		return nil, nil, err
	}
	sum := fnv.New32a()
	sum.Write(b.Bytes())
	sum.Write([]byte{byte(cells.X), byte(cells.Y)})
	p := &screen.Picture{ID: max(1, int(sum.Sum32()&0xffffff)), PNG: b.Bytes(), Cells: cells}
	return p, placeholders(p), nil
}

func times(a, b image.Point) image.Point { return image.Pt(a.X*b.X, a.Y*b.Y) }

// mostPlaces is how many rows and columns can be told apart by the diacritics that count them.
const mostPlaces = 250

// placeholders are the rows of a picture: each cell says by two diacritics which piece of it belongs there.
func placeholders(p *screen.Picture) []string {
	var lines []string
	for y := range p.Cells.Y {
		var s strings.Builder
		s.WriteString("\x1b[38;2;" + triple(uint8(p.ID>>16), uint8(p.ID>>8), uint8(p.ID)) + "m")
		for x := range p.Cells.X {
			s.WriteRune(kitty.Placeholder)
			s.WriteRune(kitty.Diacritic(y))
			s.WriteRune(kitty.Diacritic(x))
		}
		s.WriteString("\x1b[m")
		lines = append(lines, s.String())
	}
	return lines
}

// Pictures are those whose placeholders are on the screen.
func (s *Screen) Pictures() []screen.Picture {
	if s.page == nil || s.look.mode != picturesMode || s.empty() != nil {
		return nil
	}
	var out []screen.Picture
	for _, r := range s.page.rows[min(s.top, len(s.page.rows)):min(s.top+s.textHeight(), len(s.page.rows))] {
		if r.picture != nil && !slices.ContainsFunc(out, func(x screen.Picture) bool { return x.ID == r.picture.ID }) {
			out = append(out, *r.picture)
		}
	}
	return out
}
