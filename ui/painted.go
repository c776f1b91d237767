package ui

import (
	"io"
	"os"
	"runtime"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/term"

	"poplin/ui/paint"
)

// painted is the root as Bubble Tea sees it: a view of modes without content. The content goes to the painter.
type painted struct {
	*model
	painter *paint.Painter
}

// Update hands everything on, and tells the painter what the terminal says of itself.
func (p painted) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch m := msg.(type) {
	case sized:
		msg = tea.WindowSizeMsg(m)
	case tea.ColorProfileMsg:
		p.painter.SetProfile(m.Profile)
	case tea.EnvMsg:
		p.painter.SetAbilities(paint.AbilitiesOf(m.Getenv, runtime.GOOS))
	case tea.ModeReportMsg:
		if m.Mode == ansi.ModeSynchronizedOutput && m.Value == ansi.ModeReset {
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
	content, cursor := v.Content, v.Cursor
	v.Content, v.Cursor = " ", nil
	if p.start.holds {
		return v
	}
	p.painter.Show(paint.Frame{Content: content, Width: p.size.X, Height: p.size.Y, Cursor: cursor, Pictures: p.pictures(), Shown: p.start.shown()})
	return v
}

// lend gives Bubble Tea what to write to: the painter, and all else that is the terminal's where out is one.
func lend(out io.Writer, environ []string) (*paint.Painter, *tty, []tea.ProgramOption) {
	if out == nil {
		out = os.Stdout
	}
	p := paint.New(out)
	f, ok := out.(*os.File)
	switch {
	case !ok:
		return p, nil, []tea.ProgramOption{tea.WithOutput(p)}
	case len(resizes()) == 0 || !term.IsTerminal(f.Fd()):
		return p, nil, []tea.ProgramOption{tea.WithOutput(paint.File{File: f, Painter: p})}
	}
	t := &tty{Painter: p, file: f, environ: environ}
	return p, t, t.options()
}
