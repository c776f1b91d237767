package ui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"poplin/pop3/worker"
	"poplin/ui/screen"
)

// keys work on every screen, unless text is being typed.
type keys struct {
	Visit, Fit, Cleanup, Log, Ledger, Help, Palette, Other, Redraw, Suspend, Quit key.Binding
}

func newKeys() keys {
	bind := func(does string, names ...string) key.Binding {
		return key.NewBinding(key.WithKeys(names...), key.WithHelp(names[0], does))
	}
	return keys{
		Visit: bind("visit the mailbox now", "R"), Fit: bind("get what fits in so much, no more", "F"), Cleanup: bind("clean up", "c"), Log: bind("the last visit", "L"),
		Ledger: bind("what leaves the server", "D"), Help: bind("help", "?"), Palette: bind("every action by name", "ctrl+p"),
		Other: bind("other pane", "tab"), Redraw: bind("draw anew", "ctrl+l"), Suspend: bind("to the shell, fg comes back", "ctrl+z"),
		Quit: bind("quit at once", "ctrl+c"),
	}
}

// group is what help and palette show of them.
func (k *keys) group() screen.Group {
	return screen.Group{Title: "Poplin", Keys: []key.Binding{k.Visit, k.Fit, k.Cleanup, k.Log, k.Ledger, k.Help, k.Palette, k.Other, k.Redraw, k.Suspend, k.Quit}}
}

// global is what a key does on every screen; false when it is none of these.
func (m *model) global(msg tea.KeyPressMsg) (screen.Action, tea.Cmd, bool) {
	k := &m.keys
	switch {
	case key.Matches(msg, k.Visit):
		return screen.Post{Command: worker.Refresh{}}, nil, true
	case key.Matches(msg, k.Fit):
		return askFit(), nil, true
	case key.Matches(msg, k.Cleanup):
		return screen.Cleanup{}, nil, true
	case key.Matches(msg, k.Log):
		return screen.Show{Overlay: "log"}, nil, true
	case key.Matches(msg, k.Ledger):
		return screen.Show{Overlay: "ledger"}, nil, true
	case key.Matches(msg, k.Help):
		return screen.Show{Overlay: "help"}, nil, true
	case key.Matches(msg, k.Palette):
		return screen.Show{Overlay: "palette"}, nil, true
	case key.Matches(msg, k.Other):
		return screen.Other{}, nil, true
	case key.Matches(msg, k.Redraw):
		return nil, tea.ClearScreen, true
	case key.Matches(msg, k.Suspend):
		return nil, tea.Suspend, true
	}
	return nil, nil, false
}
