package inbox

import "poplin/ui/theme"

// pens are the styles of a row, boiled down once per theme.
type pens struct {
	page, cursor, idle inks
	theme              *theme.Theme
}

type inks struct {
	text, dim, strong, marked, accent, star, hit, warn theme.Pen
}

func newPens(t *theme.Theme) *pens {
	return &pens{inksOf(t.Ink), inksOf(t.OnCursor), inksOf(t.OnIdle), t}
}

func inksOf(k theme.Ink) inks {
	return inks{
		text: theme.PenOf(k.Text), dim: theme.PenOf(k.Dim), strong: theme.PenOf(k.Strong), marked: theme.PenOf(k.Marked),
		accent: theme.PenOf(k.Accent), star: theme.PenOf(k.Star), hit: theme.PenOf(k.Hit), warn: theme.PenOf(k.Warn),
	}
}
