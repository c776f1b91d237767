// Package theme holds every colour and glyph of the reader, by meaning. No other package names a colour.
package theme

import "charm.land/lipgloss/v2"

// Theme is one consistent look. Styles carry colour and weight only, no padding or borders.
type Theme struct {
	Text, Dim, Strong   lipgloss.Style // body text, secondary facts, what matters
	Unread, Read        lipgloss.Style
	Cursor, CursorIdle  lipgloss.Style // the row under the cursor, in the pane with and without the focus
	Marked              lipgloss.Style
	Accent, Good        lipgloss.Style
	Warn, Danger        lipgloss.Style
	Hit                 lipgloss.Style    // a search hit
	Quote               [4]lipgloss.Style // by depth
	Link, Heading, Code lipgloss.Style
	Key                 lipgloss.Style // a key name in footer and help
	Bar, BarRest        lipgloss.Style
	Line                lipgloss.Style // the thin lines between panes
	Glyph               Glyphs
}

// Glyphs are the single-cell signs; the ASCII set has the same fields.
type Glyphs struct {
	Unread, Star, Attachment, Mark, NotHere, Removing, ThreadFirst, ThreadMid, ThreadLast, Bullet, Ellipsis, Fold, Unfold string
	HLine, VLine, BarFull, BarHalf, BarRest, Sync, Quote                                                                  string
}

// Choice is what the look depends on.
type Choice struct {
	Dark    bool
	NoColor bool // NO_COLOR: weight, reverse and underline only
	ASCII   bool // no glyph outside ASCII
}

// New builds a theme.
func New(c Choice) *Theme { panic("theme: not built yet") }
