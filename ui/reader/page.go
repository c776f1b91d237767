package reader

import (
	"poplin/cache/message"
	"poplin/ui/screen"
)

// ink says by meaning how a run of text is drawn; the theme decides how that looks.
type ink uint8

const (
	plainInk ink = iota
	strongInk
	dimInk
	accentInk
	goodInk
	warnInk
	dangerInk
	headingInk
	codeInk
	linkInk
	liarInk   // a link that leads elsewhere than it says
	numberInk // a link's number
	lineInk
	keyInk
)

// run is a piece of a row in one look. All text is clean.
type run struct {
	text  string
	ink   ink
	style message.Style
	link  int  // index into page.links plus one, 0 for none
	hit   bool // a word that is searched for
}

// row is one line of a page, at most the page's measure wide.
type row struct {
	runs  []run
	quote int    // bars at the left
	block int    // what it was laid out from, to find the place again in another layout; -1 in the header block
	art   string // a line of a picture, painted already

	picture *screen.Picture // that the terminal draws over art; nil for half blocks
}

// page is a message, or one of the other looks at it, laid out and ready to be painted.
type page struct {
	look  look
	rows  []row
	head  int // rows of the header block
	links []message.Link
	hits  []int // rows that hold a word searched for
	foldable,
	folded bool
}

// look is what is shown and how: all that a layout depends on.
type look struct {
	mode    mode
	part    int  // Part.ID, -1 for the best choice
	bare    bool // with what the HTML hides
	picture int  // Part.ID, -1 for all
	width   int  // measure
	height  int  // rows a picture may take
	compact bool // a low pane: the header block says the least
	fold    bool
}

// mode names the ways to look at a message.
type mode uint8

const (
	textMode     mode = iota
	headersMode       // every header field
	sourceMode        // the raw bytes, made harmless
	picturesMode      // enclosed pictures
	partsMode         // the tree of parts, with a cursor
)

// put appends a row of runs that belongs to the header block.
func (p *page) put(runs ...run) { p.rows = append(p.rows, row{runs: runs, block: -1}) }

// place remembers which text stands at the top of the screen.
type place struct{ block, offset int }

// placeOf tells what stands at row top.
func (p *page) placeOf(top int) place {
	if p == nil || top >= len(p.rows) || top < p.head {
		return place{-1, top}
	}
	b := p.rows[top].block
	first := top
	for first > 0 && p.rows[first-1].block == b {
		first--
	}
	return place{b, top - first}
}

// find is the row where a place of another layout of the same text now stands.
func (p *page) find(at place) int {
	if at.block < 0 {
		return min(at.offset, p.head)
	}
	for i := p.head; i < len(p.rows); i++ {
		if p.rows[i].block >= at.block {
			end := i
			for end+1 < len(p.rows) && p.rows[end+1].block == p.rows[i].block {
				end++
			}
			return min(i+at.offset, end)
		}
	}
	return max(0, len(p.rows)-1)
}

// shown is the look of the page on the screen, which stays when another could not be had.
func (p *page) shown(wanted look) look {
	if p == nil {
		wanted.mode, wanted.part = textMode, -1
		return wanted
	}
	return p.look
}
