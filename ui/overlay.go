package ui

import (
	"image"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"poplin/ui/dialog"
	"poplin/ui/screen"
)

// overlay puts a dialog on top.
func (m *model) overlay(d dialog.Dialog) tea.Cmd {
	m.overlays = append(m.overlays, d)
	return d.Init()
}

// drop closes a dialog.
func (m *model) drop(d dialog.Dialog) {
	m.overlays = slices.DeleteFunc(m.overlays, func(x dialog.Dialog) bool { return x == d })
}

// show opens one of the named overlays in place of the top one.
func (m *model) show(name string) tea.Cmd {
	var d dialog.Dialog
	switch name {
	case "help":
		d = dialog.NewHelp(m.env.Theme, m.top().Title()+": the keys", m.groups())
	case "palette":
		d = dialog.NewPalette(m.env.Theme, m.groups())
	case "log":
		d = dialog.NewLog(m.env)
	case "ledger":
		d = dialog.NewLedger(m.env)
	default:
		return nil
	}
	m.overlays = nil
	return m.overlay(d)
}

// groups are all keys that work here: the screen's and those that work everywhere.
func (m *model) groups() []screen.Group {
	return append(slices.Clone(m.top().Keys()), m.keys.group())
}

// boxOf is where a dialog stands: a menu that lets keys through low in the corner, the others in the middle.
func (m *model) boxOf(d dialog.Dialog) image.Rectangle {
	return place(m.rects, d.View(m.overlayRoom()))
}

func (m *model) overlayRoom() image.Point {
	return image.Pt(m.rects.all.Dx(), m.rects.all.Dy()-2)
}

func place(r rects, view string) image.Rectangle {
	w, h := lipgloss.Width(view), strings.Count(view, "\n")+1
	at := image.Pt((r.all.Dx()-w)/2, max(1, (r.all.Dy()-h)*2/5))
	return image.Rectangle{at, at.Add(image.Pt(w, h))}
}

// compose paints the overlays over a page, and finds the text cursor of the top one.
func (m *model) compose(page string) (string, *tea.Cursor) {
	canvas := lipgloss.NewCanvas(m.size.X, m.size.Y)
	layers := []*lipgloss.Layer{lipgloss.NewLayer(page)}
	var cursor *tea.Cursor
	for i, d := range m.overlays {
		view := d.View(m.overlayRoom())
		box := place(m.rects, view)
		layers = append(layers, lipgloss.NewLayer(view).X(box.Min.X).Y(box.Min.Y).Z(i+1))
		cursor = d.Cursor()
		if cursor != nil {
			cursor.X += box.Min.X
			cursor.Y += box.Min.Y
		}
	}
	return canvas.Compose(lipgloss.NewCompositor(layers...)).Render(), cursor
}
