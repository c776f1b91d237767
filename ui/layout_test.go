package ui

import (
	"image"
	"testing"
)

func TestLayoutTilesEveryCell(t *testing.T) {
	for w := 1; w < 260; w += 3 {
		for h := 1; h < 70; h++ {
			r := layout(image.Pt(w, h))
			if r.small {
				if w >= leastWidth && h >= leastHeight {
					t.Fatalf("%dx%d is not too small", w, h)
				}
				continue
			}
			cells := 0
			for _, p := range []image.Rectangle{r.header, r.above, r.main, r.divider, r.side, r.below, r.footer} {
				if !p.In(r.all) {
					t.Fatalf("%dx%d: %v lies outside", w, h, p)
				}
				cells += p.Dx() * p.Dy()
			}
			if cells != w*h {
				t.Fatalf("%dx%d: %d cells are tiled of %d", w, h, cells, w*h)
			}
		}
	}
}

func TestLayoutPanes(t *testing.T) {
	for _, c := range []struct {
		w, h       int
		small      bool
		side, page int // width of the reader beside the list, height of the page
	}{
		{29, 24, true, 0, 0}, {80, 7, true, 0, 0}, {30, 8, false, 0, 6}, {40, 12, false, 0, 10},
		{80, 24, false, 0, 20}, {100, 30, false, 0, 26}, {127, 30, false, 0, 26}, {128, 30, false, 74, 26}, {140, 45, false, 81, 41}, {240, 60, false, 104, 56},
	} {
		r := layout(image.Pt(c.w, c.h))
		if r.small != c.small || r.side.Dx() != c.side || r.main.Dy() != c.page {
			t.Errorf("%dx%d: small %v, side %d, page %d", c.w, c.h, r.small, r.side.Dx(), r.main.Dy())
		}
	}
}
