package theme

import (
	"image/color"

	"charm.land/lipgloss/v2"
)

type paint = color.Color

// colours is a palette by meaning; nil keeps the terminal's own colour.
type colours struct {
	dim, accent, good, warn, danger, star, code, line paint
	hit, hitText                                      paint
	cursor, cursorText                                paint // row background and text
	idle, idleText, idleDim, idleTint                 paint // and secondary text, and every accent
	quote                                             [4]paint
}

// All are from the palette of 256 that terminals have in common, so that the look is the same with and without 24-bit
// colour, and each costs few bytes on a slow line.
var dark = colours{
	dim: lipgloss.Color("246"), accent: lipgloss.Color("111"), good: lipgloss.Color("150"), warn: lipgloss.Color("222"),
	danger: lipgloss.Color("210"), star: lipgloss.Color("221"), code: lipgloss.Color("151"), line: lipgloss.Color("244"),
	hit: lipgloss.Color("221"), hitText: lipgloss.Color("16"),
	cursor: lipgloss.Color("25"), cursorText: lipgloss.Color("231"),
	idle: lipgloss.Color("240"), idleText: lipgloss.Color("231"), idleDim: lipgloss.Color("251"), idleTint: lipgloss.Color("189"),
	quote: [4]paint{lipgloss.Color("110"), lipgloss.Color("108"), lipgloss.Color("182"), lipgloss.Color("246")},
}

var light = colours{
	dim: lipgloss.Color("241"), accent: lipgloss.Color("25"), good: lipgloss.Color("22"), warn: lipgloss.Color("58"),
	danger: lipgloss.Color("124"), star: lipgloss.Color("58"), code: lipgloss.Color("23"), line: lipgloss.Color("244"),
	hit: lipgloss.Color("221"), hitText: lipgloss.Color("16"),
	cursor: lipgloss.Color("25"), cursorText: lipgloss.Color("231"),
	idle: lipgloss.Color("252"), idleText: lipgloss.Color("16"), idleDim: lipgloss.Color("239"), idleTint: lipgloss.Color("18"),
	quote: [4]paint{lipgloss.Color("24"), lipgloss.Color("22"), lipgloss.Color("90"), lipgloss.Color("241")},
}

// The 16 colours are the terminal's; these choices are readable in the palettes of xterm and of the usual themes.
var (
	basicDark = colours{
		accent: lipgloss.BrightCyan, good: lipgloss.BrightGreen, warn: lipgloss.BrightYellow,
		danger: lipgloss.BrightRed, star: lipgloss.BrightYellow,
	}
	basicLight = colours{accent: lipgloss.Blue, good: lipgloss.Blue, warn: lipgloss.Red, danger: lipgloss.Red, star: lipgloss.Red}
)

// onCursor are the colours on the cursor's row: all of one, which is calm, readable, and quick to move over a slow line.
func (c colours) onCursor() colours {
	t := c.cursorText
	return colours{dim: t, accent: t, good: t, warn: t, danger: t, star: t, hit: c.hit, hitText: c.hitText}
}

func (c colours) onIdle() colours {
	return colours{
		dim: c.idleDim, accent: c.idleTint, good: c.idleTint, warn: c.idleTint,
		danger: c.idleTint, star: c.idleTint, hit: c.hit, hitText: c.hitText,
	}
}
