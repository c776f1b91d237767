package theme

import "charm.land/lipgloss/v2"

// ink derives all styles that stand on base.
func ink(base lipgloss.Style, c colours) Ink {
	bold := base.Bold(true)
	return Ink{
		Text:   base,
		Dim:    tint(base, c.dim),
		Strong: bold,
		Unread: bold,
		Read:   base,
		Marked: tint(bold, c.accent),
		Accent: tint(base, c.accent),
		Good:   tint(base, c.good),
		Warn:   tint(bold, c.warn),
		Danger: tint(bold, c.danger),
		Star:   tint(base, c.star),
		Hit:    lipgloss.NewStyle().Foreground(c.hitText).Background(c.hit).Bold(true),
	}
}

// tint sets the foreground unless there is none to set.
func tint(s lipgloss.Style, c paint) lipgloss.Style {
	if c == nil {
		return s
	}
	return s.Foreground(c)
}

// uniform is an ink in which everything looks the same, but for what a person searches: for rows drawn in reverse,
// where a faint or coloured word would be lost.
func uniform(row lipgloss.Style) Ink {
	return Ink{
		Text: row, Dim: row, Strong: row, Unread: row, Read: row, Marked: row, Accent: row,
		Good: row, Warn: row, Danger: row, Star: row, Hit: row.Underline(true),
	}
}
