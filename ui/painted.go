package ui

import (
	"io"
	"os"
	"runtime"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"poplin/ui/paint"
)

// painted is the root as Bubble Tea sees it: a view of modes without content. The content goes to the painter.
type painted struct {
	*model
	painter *paint.Painter
}

// Update hands everything on, and tells the painter what the terminal says of itself.
func (p painted) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.ColorProfileMsg:
		p.painter.SetProfile(msg.Profile)
	case tea.EnvMsg:
		p.painter.SetAbilities(paint.AbilitiesOf(msg.Getenv, runtime.GOOS))
	case tea.ModeReportMsg:
		if msg.Mode == ansi.ModeSynchronizedOutput && msg.Value == ansi.ModeReset {
			p.painter.SetSync()
		}
	}
	_, cmd := p.model.Update(msg)
	return p, cmd
}

// View draws, and leaves what was drawn to the painter. Bubble Tea gets a blank, since of nothing at all it clears the
// screen with every frame.
func (p painted) View() tea.View {
	v := p.model.View()
	p.painter.Show(paint.Frame{Content: v.Content, Width: p.size.X, Height: p.size.Y, Cursor: v.Cursor, Pictures: p.pictures()})
	v.Content, v.Cursor = " ", nil
	return v
}

// screenOf is what Bubble Tea writes to: the painter, which looks like the terminal where out is one.
func screenOf(out io.Writer) (io.Writer, *paint.Painter) {
	if out == nil {
		out = os.Stdout
	}
	p := paint.New(out)
	if f, ok := out.(*os.File); ok {
		return paint.File{File: f, Painter: p}, p
	}
	return p, p
}
