package setup

import (
	"context"
	"errors"

	tea "charm.land/bubbletea/v2"

	"poplin/ui/theme"
)

// Choice is what the person wants to do next.
type Choice uint8

const (
	Quit Choice = iota
	Demo
)

// Welcome is what the screen tells.
type Welcome struct {
	Path   string // where the configuration goes
	Sample string // a configuration that works once its values are one's own
	Look   theme.Choice
}

// Show asks what to do; the terminal is as it was afterwards.
func Show(ctx context.Context, w Welcome) (Choice, error) {
	m := &model{Welcome: w, theme: theme.New(w.Look)}
	_, err := tea.NewProgram(m, tea.WithContext(ctx), tea.WithFPS(30)).Run()
	if errors.Is(err, tea.ErrInterrupted) || ctx.Err() != nil {
		return Quit, ctx.Err()
	}
	return m.choice, err
}

type model struct {
	Welcome
	theme         *theme.Theme
	width, height int
	copied        bool
	choice        Choice
}

func (m *model) Init() tea.Cmd { return tea.RequestBackgroundColor }

func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.width, m.height = msg.Width, msg.Height
	case tea.BackgroundColorMsg:
		m.Look.Dark = msg.IsDark()
		m.theme = theme.New(m.Look)
	case tea.KeyPressMsg:
		return m, m.press(msg.String())
	}
	return m, nil
}

func (m *model) press(key string) tea.Cmd {
	switch key {
	case "d":
		m.choice = Demo
		return tea.Quit
	case "c":
		m.copied = true
		return tea.SetClipboard(m.Sample)
	case "q", "esc", "ctrl+c":
		return tea.Quit
	}
	return nil
}

func (m *model) View() tea.View {
	v := tea.NewView(m.text())
	v.AltScreen = true
	v.WindowTitle = "Poplin"
	return v
}
