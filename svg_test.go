package main

import (
	"fmt"
	"html"
	"image/color"
	"strings"
	"unicode/utf8"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// A cell of a picture, in SVG units, and the frame around the screen.
const (
	cellWidth  = 8.4
	cellHeight = 18
	fontSize   = 14
	frame      = 16
)

// colours are what a terminal shows where a program says nothing, and its sixteen named ones.
type colours struct {
	text, background string
	named            [16]string
}

func palette(dark bool) colours {
	if dark {
		return colours{"#d4d4d8", "#16181d", [16]string{"#1e2127", "#e06c75", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#abb2bf",
			"#7f848e", "#ef7a85", "#a5d486", "#f0cc8a", "#74bdf7", "#d58cec", "#66c5d1", "#ffffff"}}
	}
	return colours{"#24292f", "#ffffff", [16]string{"#24292f", "#b3261e", "#116329", "#7d4e00", "#0550ae", "#8250df", "#1b7c83", "#6e7781",
		"#57606a", "#a40e26", "#1a7f37", "#633c01", "#0969da", "#6639ba", "#3192aa", "#8c959f"}}
}

// hex is a colour as SVG writes it.
func (c colours) hex(of color.Color, fallback string) string {
	switch n := of.(type) {
	case nil:
		return fallback
	case ansi.BasicColor:
		return c.named[n&15]
	case ansi.IndexedColor:
		if n < 16 {
			return c.named[n]
		}
	}
	r, g, b, _ := of.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}

// look is how a cell is drawn.
type look struct {
	text, background, extra string
}

func (c colours) look(s uv.Style) look {
	l := look{text: c.hex(s.Fg, c.text), background: c.hex(s.Bg, c.background)}
	if s.Attrs&uv.AttrReverse != 0 {
		l.text, l.background = l.background, l.text
	}
	if s.Attrs&uv.AttrBold != 0 {
		l.extra += ` font-weight="bold"`
	}
	if s.Attrs&uv.AttrItalic != 0 {
		l.extra += ` font-style="italic"`
	}
	if s.Attrs&uv.AttrFaint != 0 {
		l.extra += ` opacity="0.6"`
	}
	switch {
	case s.Underline != uv.UnderlineNone:
		l.extra += ` text-decoration="underline"`
	case s.Attrs&uv.AttrStrikethrough != 0:
		l.extra += ` text-decoration="line-through"`
	}
	return l
}

// drawSVG draws a screen. Every run of like cells is placed by itself, and every wide character too, so that no font
// can push the columns out of line.
func drawSVG(rows [][]uv.Cell, c colours) string {
	width, height := float64(len(rows[0]))*cellWidth+2*frame, len(rows)*cellHeight+2*frame
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.1f %d" width="%.0f" height="%d" font-family="'DejaVu Sans Mono','Noto Sans Mono','Noto Sans Mono CJK JP',Menlo,Consolas,monospace" font-size="%d">`+"\n",
		width, height, width, height, fontSize)
	fmt.Fprintf(&b, `<rect width="100%%" height="100%%" rx="8" fill="%s"/>`+"\n", c.background)
	for y, row := range rows {
		for x := 0; x < len(row); {
			end := runOf(row, x)
			drawRun(&b, row[x:end], x, y, c)
			x = end
		}
	}
	return b.String() + "</svg>\n"
}

// runOf is where the run of like, narrow cells that begins at x ends. A gap of two spaces ends it too: what is written
// from right to left turns around within its column only.
func runOf(row []uv.Cell, x int) int {
	end := x + max(1, row[x].Width)
	if row[x].Width > 1 {
		return min(end, len(row))
	}
	space := func(i int) bool { return row[i].Content == " " }
	like := func(i int) bool { return i < len(row) && row[i].Width <= 1 && row[i].Style.Equal(&row[x].Style) }
	for like(end) || end+1 < len(row) && space(end) && !space(end+1) && like(end+1) && bare(row[end].Style) && bare(row[x].Style) {
		if end >= x+2 && !space(end) && space(end-1) && space(end-2) {
			break
		}
		end++
	}
	return end
}

// bare says that nothing is seen of a blank of that style. What colour its letters would have depends on how the program
// went over it.
func bare(s uv.Style) bool {
	return s.Bg == nil && s.Underline == uv.UnderlineNone && s.Attrs&(uv.AttrReverse|uv.AttrStrikethrough) == 0
}

func drawRun(b *strings.Builder, cells []uv.Cell, x, y int, c colours) {
	l := c.look(cells[0].Style)
	left, top := frame+float64(x)*cellWidth, float64(frame+y*cellHeight)
	if l.background != c.background {
		fmt.Fprintf(b, `<rect x="%.1f" y="%.1f" width="%.1f" height="%d" fill="%s"/>`+"\n", left, top, float64(len(cells))*cellWidth+0.2, cellHeight, l.background)
	}
	var text strings.Builder
	for _, cell := range cells {
		text.WriteString(cell.Content)
	}
	shown := strings.TrimRight(text.String(), " ")
	left += float64(len(shown)-len(strings.TrimLeft(shown, " "))) * cellWidth
	if shown = strings.TrimLeft(shown, " "); shown == "" {
		return
	}
	fit := ""
	if n := ansi.StringWidth(shown); n > 1 && n == utf8.RuneCountInString(shown) {
		fit = fmt.Sprintf(` textLength="%.1f"`, float64(n)*cellWidth)
	}
	shown = strings.ReplaceAll(html.EscapeString(shown), " ", "\u00a0") // which nobody collapses
	fmt.Fprintf(b, `<text x="%.1f" y="%.1f" fill="%s"%s%s>%s</text>`+"\n", left, top+fontSize-0.5, l.text, l.extra, fit, shown)
}
