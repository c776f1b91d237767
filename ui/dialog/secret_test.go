package dialog

import (
	"image"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"poplin/pop3/worker"
	"poplin/ui/screen"
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
			d := NewSecret(env(), Secret{Account: "home", User: "ada", Server: "pop.example.org:995"})
			d.Init()
			for i, msg := range c.msgs {
				a, _ := d.Update(msg)
				if i == len(c.msgs)-1 {
					if a.Do != (screen.Password{Text: c.want}) || a.Close != (c.want == "") {
						t.Errorf("%+v, not %q", a, c.want)
					}
				} else if a != (Answer{}) {
					t.Fatalf("%v: %+v", msg, a)
				}
				if view := ansi.Strip(d.View(image.Pt(80, 20))); len(c.want) > 1 && strings.Contains(view, c.want[:2]) {
					t.Errorf("the password is seen:\n%s", view)
				}
			}
		})
	}
}

// TestSecretStaysWhileItIsTried: keys typed in haste must not act on the list below.
func TestSecretStaysWhileItIsTried(t *testing.T) {
	tried := func() Dialog {
		d := NewSecret(env(), Secret{Account: "home", User: "ada", Server: "pop.example.org:995"})
		d.Init()
		d.Update(screen.Press("p"))
		d.Update(screen.Press("enter"))
		return d
	}
	for _, msg := range []tea.Msg{screen.Press("d"), screen.Press("enter"), tea.PasteMsg{Content: "d"}, worker.Phase{Account: "home", Step: worker.LoggingIn},
		worker.Phase{Account: "work", Step: worker.Listing}, worker.Failed{Account: "work"}} {
		d := tried()
		if a, _ := d.Update(msg); a != (Answer{}) || !strings.Contains(ansi.Strip(d.View(image.Pt(80, 20))), "logging in") {
			t.Errorf("%v: %+v", msg, a)
		}
	}
	for _, msg := range []tea.Msg{screen.Press("esc"), worker.Phase{Account: "home", Step: worker.Listing}, worker.Failed{Account: "home"}} {
		if a, _ := tried().Update(msg); a != (Answer{Close: true}) {
			t.Errorf("%v: %+v", msg, a)
		}
	}
	d := NewSecret(env(), Secret{Account: "home"})
	if a, _ := d.Update(worker.Phase{Account: "home", Step: worker.Listing}); a != (Answer{}) {
		t.Errorf("it closes before anything is typed: %+v", a)
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
