// Package theme holds every colour and glyph of the reader, by meaning. No other package names a colour.
//
// Body text keeps the terminal's own foreground and nothing paints a page background, so the reader looks at home in
// any terminal. Colours are few and each is tested to be readable (WCAG 2.2: 4.5:1, secondary text 3:1) on the
// backgrounds people really use.
package theme

import "charm.land/lipgloss/v2"

// Theme is one consistent look. Styles carry colour and weight only, no padding or borders.
type Theme struct {
	Ink          // on the page
	OnCursor Ink // on the row under the cursor, in the pane with the focus
	OnIdle   Ink // on the row under the cursor, in the other pane

	Cursor, CursorIdle lipgloss.Style // the rows themselves: the same as OnCursor.Text and OnIdle.Text

	Quote               [4]lipgloss.Style // by depth
	Link, Heading, Code lipgloss.Style
	Key                 lipgloss.Style // a key name in footer and help
	Bar, BarRest        lipgloss.Style
	Line                lipgloss.Style // the thin lines between panes
	Field               lipgloss.Style // a line that is typed into
	Glyph               Glyphs
	Choice              Choice // what it was built from
}

// Ink is a set of styles for text that shares one background.
type Ink struct {
	Text, Dim, Strong lipgloss.Style // body text, secondary facts, what matters
	Unread, Read      lipgloss.Style
	Marked            lipgloss.Style
	Accent, Good      lipgloss.Style
	Warn, Danger      lipgloss.Style
	Star              lipgloss.Style
	Hit               lipgloss.Style // a search hit
}

// Choice is what the look depends on.
type Choice struct {
	Dark    bool // the terminal's background is dark
	Basic   bool // only the 16 colours of the terminal's own palette
	NoColor bool // NO_COLOR: weight, reverse and underline only
	ASCII   bool // no glyph outside ASCII
}

// New builds a theme.
func New(c Choice) *Theme {
	t := &Theme{Choice: c, Glyph: unicodeGlyphs}
	if c.ASCII {
		t.Glyph = asciiGlyphs
	}
	switch {
	case c.NoColor:
		t.paintPlain(colours{})
	case c.Basic && c.Dark:
		t.paintPlain(basicDark)
	case c.Basic:
		t.paintPlain(basicLight)
	case c.Dark:
		t.paintFull(dark)
	default:
		t.paintFull(light)
	}
	t.Cursor, t.CursorIdle = t.OnCursor.Text, t.OnIdle.Text
	return t
}

// paintFull builds the look from colours that are the same everywhere.
func (t *Theme) paintFull(c colours) {
	plain := lipgloss.NewStyle()
	t.Ink = ink(plain, c)
	t.OnCursor = ink(plain.Foreground(c.cursorText).Background(c.cursor), c.onCursor())
	t.OnIdle = ink(plain.Foreground(c.idleText).Background(c.idle), c.onIdle())
	t.frame(c)
	for i, q := range c.quote {
		t.Quote[i] = plain.Foreground(q)
	}
}

// paintPlain builds the look from weight, reverse and underline, with at most the palette's own colours for accents:
// what "bright black" or "blue" looks like is the terminal's secret, so nothing that must be read relies on them.
func (t *Theme) paintPlain(c colours) {
	plain := lipgloss.NewStyle()
	t.Ink = ink(plain, c)
	t.Dim = plain.Faint(true)
	t.Hit = plain.Reverse(true)
	t.OnCursor = uniform(plain.Reverse(true).Bold(true))
	t.OnIdle = uniform(plain.Underline(true))
	t.frame(c)
	t.Line, t.BarRest = plain.Faint(true), plain.Faint(true)
	t.Quote = [4]lipgloss.Style{plain, plain.Faint(true), plain.Faint(true), plain.Faint(true)}
}

func (t *Theme) frame(c colours) {
	plain := lipgloss.NewStyle()
	t.Link = plain.Foreground(c.accent).Underline(true)
	t.Heading = plain.Bold(true)
	t.Code = plain.Foreground(c.code)
	t.Key = plain.Foreground(c.accent).Bold(true)
	t.Bar = plain.Foreground(c.accent)
	t.BarRest = plain.Foreground(c.line)
	t.Line = plain.Foreground(c.line)
	t.Field = plain
}
