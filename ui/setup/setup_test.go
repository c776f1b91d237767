package setup

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"poplin/ui/theme"
)

const sample = "[account.home]\nserver = \"pop.example.org\"  # host or host:port, and a comment that goes on and on until no terminal holds it\nuser = \"ada@example.org\"\n"

func newModel(look theme.Choice) *model {
	return &model{Welcome: Welcome{Path: "/home/ada/.config/poplin/config.toml", Sample: sample, Look: look}, theme: theme.New(look)}
}

func TestFitsEverySize(t *testing.T) {
	for _, look := range []theme.Choice{{Dark: true}, {}, {NoColor: true}, {ASCII: true}} {
		for _, size := range []struct{ w, h int }{{0, 0}, {5, 2}, {20, 3}, {40, 12}, {80, 24}, {140, 45}} {
			m := newModel(look)
			m.Update(tea.WindowSizeMsg{Width: size.w, Height: size.h})
			text := ansi.Strip(m.View().Content)
			lines := strings.Split(text, "\n")
			if len(lines) > max(size.h, 1) {
				t.Errorf("%v: %d lines", size, len(lines))
			}
			for _, line := range lines {
				if ansi.StringWidth(line) > size.w {
					t.Errorf("%v: too wide: %q", size, line)
				}
			}
			if size.h >= 12 && !strings.Contains(lines[len(lines)-1], "d ") {
				t.Errorf("%v: no keys at the foot: %q", size, lines[len(lines)-1])
			}
			if size.h >= 24 && (!strings.Contains(text, "/home/ada/.config/poplin/config.toml") || !strings.Contains(text, "[account.home]")) {
				t.Errorf("%v: path or sample are missing:\n%s", size, text)
			}
		}
	}
}

func TestKeys(t *testing.T) {
	tests := []struct {
		key    tea.KeyPressMsg
		choice Choice
		ends   bool
	}{
		{tea.KeyPressMsg{Code: 'd', Text: "d"}, Demo, true},
		{tea.KeyPressMsg{Code: 'q', Text: "q"}, Quit, true},
		{tea.KeyPressMsg{Code: tea.KeyEscape}, Quit, true},
		{tea.KeyPressMsg{Code: 'c', Mod: tea.ModCtrl}, Quit, true},
		{tea.KeyPressMsg{Code: 'c', Text: "c"}, Quit, false},
		{tea.KeyPressMsg{Code: 'z', Text: "z"}, Quit, false},
	}
	for _, test := range tests {
		m := newModel(theme.Choice{Dark: true})
		_, cmd := m.Update(test.key)
		ends := false
		if cmd != nil {
			_, ends = cmd().(tea.QuitMsg)
		}
		if m.choice != test.choice || ends != test.ends {
			t.Errorf("%s: choice %d, ends %v", test.key, m.choice, ends)
		}
	}
}

func TestCopyIsAnswered(t *testing.T) {
	m := newModel(theme.Choice{})
	m.Update(tea.WindowSizeMsg{Width: 100, Height: 30})
	before := m.View().Content
	_, cmd := m.Update(tea.KeyPressMsg{Code: 'c', Text: "c"})
	if cmd == nil || m.View().Content == before {
		t.Error("the key is not answered")
	}
}
