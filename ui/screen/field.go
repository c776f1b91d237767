package screen

import (
	"charm.land/bubbles/v2/textinput"

	"poplin/ui/theme"
)

// NewField is a line to type into, with the terminal's own cursor, so that nothing blinks by redrawing.
func NewField(t *theme.Theme) textinput.Model {
	f := textinput.New()
	f.Prompt = ""
	f.SetVirtualCursor(false)
	StyleField(&f, t)
	return f
}

// StyleField gives a field the look of a theme.
func StyleField(f *textinput.Model, t *theme.Theme) {
	s := textinput.StyleState{Text: t.Field, Placeholder: t.Dim, Suggestion: t.Dim, Prompt: t.Accent}
	f.SetStyles(textinput.Styles{Focused: s, Blurred: s})
}
