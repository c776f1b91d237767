package ui

import "image"

// Sizes that the layout turns on, in cells.
const (
	leastWidth, leastHeight = 30, 8
	wideFrom                = 128 // list and reader side by side
	ruledFrom               = 16  // height from which thin lines part header and footer from the page
	leastReader             = 64
	mostReader              = 104
)

// rects is where everything stands. Empty rectangles are not shown.
type rects struct {
	small         bool // nothing fits: say so kindly
	header, above image.Rectangle
	main, side    image.Rectangle // side: the reader beside the list
	divider       image.Rectangle
	below, footer image.Rectangle
	all           image.Rectangle
}

// layout places everything; a pure function of the terminal's size.
func layout(size image.Point) rects {
	w, h := size.X, size.Y
	r := rects{all: image.Rect(0, 0, w, h)}
	if w < leastWidth || h < leastHeight {
		r.small = true
		return r
	}
	r.header = image.Rect(0, 0, w, 1)
	r.footer = image.Rect(0, h-1, w, h)
	top, bottom := 1, h-1
	if h >= ruledFrom {
		r.above = image.Rect(0, 1, w, 2)
		r.below = image.Rect(0, h-2, w, h-1)
		top, bottom = 2, h-2
	}
	r.main = image.Rect(0, top, w, bottom)
	if w >= wideFrom {
		side := min(mostReader, max(leastReader, w*58/100))
		edge := w - side - 1
		r.main.Max.X = edge
		r.divider = image.Rect(edge, top, edge+1, bottom)
		r.side = image.Rect(edge+1, top, w, bottom)
	}
	return r
}

// full is the page for a screen that takes both panes.
func (r rects) full() image.Rectangle {
	return image.Rect(0, r.main.Min.Y, r.all.Max.X, r.main.Max.Y)
}
