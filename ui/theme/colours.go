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

var dark = colours{
	dim: lipgloss.Color("#8f96a8"), accent: lipgloss.Color("#8ab8ff"), good: lipgloss.Color("#9ed48b"),
	warn: lipgloss.Color("#e8c37a"), danger: lipgloss.Color("#ff9c9c"), star: lipgloss.Color("#f0c674"),
	code: lipgloss.Color("#b5cfa0"), line: lipgloss.Color("#7d8496"),
	hit: lipgloss.Color("#f2cf66"), hitText: lipgloss.Color("#191919"),
	cursor: lipgloss.Color("#2f4f8f"), cursorText: lipgloss.Color("#ffffff"),
	idle: lipgloss.Color("#4a5060"), idleText: lipgloss.Color("#f2f4f8"),
	idleDim: lipgloss.Color("#bfc5d2"), idleTint: lipgloss.Color("#d5dcea"),
	quote: [4]paint{lipgloss.Color("#93b4d8"), lipgloss.Color("#9fbf9a"), lipgloss.Color("#c4aecb"), lipgloss.Color("#8f96a8")},
}

var light = colours{
	dim: lipgloss.Color("#63676f"), accent: lipgloss.Color("#1b55b0"), good: lipgloss.Color("#2a641b"),
	warn: lipgloss.Color("#7a4a00"), danger: lipgloss.Color("#a81e2a"), star: lipgloss.Color("#855400"),
	code: lipgloss.Color("#4b5a1c"), line: lipgloss.Color("#7b7f88"),
	hit: lipgloss.Color("#ffd24d"), hitText: lipgloss.Color("#191919"),
	cursor: lipgloss.Color("#2c62b8"), cursorText: lipgloss.Color("#ffffff"),
	idle: lipgloss.Color("#c9ced8"), idleText: lipgloss.Color("#16181d"),
	idleDim: lipgloss.Color("#4a4e57"), idleTint: lipgloss.Color("#143f85"),
	quote: [4]paint{lipgloss.Color("#2f568a"), lipgloss.Color("#3a6433"), lipgloss.Color("#6b3f78"), lipgloss.Color("#63676f")},
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
