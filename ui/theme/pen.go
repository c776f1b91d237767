package theme

import (
	"strings"

	"charm.land/lipgloss/v2"
)

// Pen is a style boiled down to the bytes before and after a text: what a list of a hundred cells a row writes with.
type Pen struct{ on, off string }

// PenOf boils a style down.
func PenOf(s lipgloss.Style) Pen {
	on, off, _ := strings.Cut(s.Render("x"), "x")
	return Pen{on, off}
}

// Write writes text in the pen's style.
func (p Pen) Write(b *strings.Builder, text string) {
	if text == "" {
		return
	}
	b.WriteString(p.on)
	b.WriteString(text)
	b.WriteString(p.off)
}

// Render is Write into a string.
func (p Pen) Render(text string) string {
	if text == "" || p.on == "" {
		return text
	}
	return p.on + text + p.off
}
