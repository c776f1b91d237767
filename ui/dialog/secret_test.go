package dialog

import (
	"image"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"poplin/ui/screen"
	"poplin/ui/theme"
)

// TestSecretIsTyped by hand and pasted, and is never seen.
func TestSecretIsTyped(t *testing.T) {
	for name, c := range map[string]struct {
		msgs []tea.Msg
		want string
	}{
		"by hand":               {[]tea.Msg{screen.Press("p"), screen.Press("w"), screen.Press("é"), screen.Press("enter")}, "pwé"},
		"with a slip":           {[]tea.Msg{screen.Press("p"), screen.Press("x"), screen.Press("backspace"), screen.Press("w"), screen.Press("enter")}, "pw"},
		"pasted with its end":   {[]tea.Msg{tea.PasteMsg{Content: "pw d\r\n"}, screen.Press("enter")}, "pw d"},
		"pasted with a beep":    {[]tea.Msg{tea.PasteMsg{Content: "\n\x1b[31mpw\a\x7f"}, screen.Press("enter")}, "[31mpw"},
		"pasted with what more": {[]tea.Msg{tea.PasteMsg{Content: "pw\nuser"}, screen.Press("enter")}, "pw"},
		"enter before it":       {[]tea.Msg{screen.Press("enter"), screen.Press("p"), screen.Press("enter")}, "p"},
		"not at all":            {[]tea.Msg{screen.Press("p"), screen.Press("esc")}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			for _, th := range []*theme.Theme{look(), theme.New(theme.Choice{ASCII: true})} {
				d := NewSecret(th, Secret{Account: "home", User: "ada", Server: "pop.example.org:995"})
				d.Init()
				for i, msg := range c.msgs {
					a, _ := d.Update(msg)
					if last := i == len(c.msgs)-1; a.Close != last {
						t.Fatalf("%v: closed %v", msg, a.Close)
					} else if last && a.Do != (screen.Password{Text: c.want}) {
						t.Errorf("%+v, not %q", a.Do, c.want)
					}
					view := ansi.Strip(d.View(image.Pt(80, 20)))
					if field := view[strings.LastIndex(view, ":995"):]; c.want != "" && strings.Contains(field, "p") && strings.Contains(field, "pw") {
						t.Errorf("the password is seen:\n%s", view)
					}
				}
			}
		})
	}
}

// TestSecretKeepsItsLine however little room there is: who cannot see where to type is lost.
func TestSecretKeepsItsLine(t *testing.T) {
	d := every()["secret"]
	d.Init()
	d.Update(tea.PasteMsg{Content: "four"})
	for _, room := range []image.Point{{30, 3}, {30, 4}, {40, 6}, {80, 22}} {
		lines := strings.Split(ansi.Strip(d.View(room)), "\n")
		c := d.Cursor()
		if c == nil || c.Y >= len(lines) || !strings.Contains(lines[c.Y], "••••") || len(lines) > room.Y {
			t.Errorf("in %v the cursor %v is not in the line:\n%s", room, c, strings.Join(lines, "\n"))
		}
	}
}
