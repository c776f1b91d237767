package ui

import (
	"bytes"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"

	"poplin/ui/paint"
	"poplin/ui/screen"
)

// sharp is what is known of how the terminal draws pictures. All three are needed: other terminals, and old ones of the
// same name, answer the question too and show kitty's placeholders as letters; and a placeholder names its picture by
// its colour.
type sharp struct{ named, coloured, answered bool }

// question is the ID under which the terminal is asked for a picture of one pixel.
const question = 31

// pictured takes in what the terminal says about pictures, and asks those that may draw them.
func (m *model) pictured(msg tea.Msg) (cmd tea.Cmd) {
	switch msg := msg.(type) {
	case tea.EnvMsg:
		if mayDraw(msg.Getenv) {
			cmd = tea.Raw(ansi.RequestNameVersion + ansi.KittyGraphics([]byte("AAAA"), "a=q,i=31,s=1,v=1,t=d,f=24"))
		}
	case tea.ColorProfileMsg:
		m.sharp.coloured = msg.Profile == colorprofile.TrueColor
	case tea.TerminalVersionMsg:
		m.sharp.named = drawsPlaceholders(msg.Name)
	case uv.KittyGraphicsEvent:
		m.sharp.answered = m.sharp.answered || msg.Options.ID == question && bytes.Equal(msg.Payload, []byte("OK"))
	}
	if now := m.sharp == (sharp{true, true, true}) && !m.look.ASCII && !m.look.NoColor; now != m.env.Sharp {
		m.env.Sharp = now
		return tea.Batch(cmd, m.tell(screen.Restyled{}))
	}
	return cmd
}

// mayDraw tells by the environment whether it is worth asking. What goes on below tmux or screen cannot be seen from
// above.
func mayDraw(getenv func(string) string) bool {
	term := getenv("TERM")
	if getenv("TMUX") != "" || strings.HasPrefix(term, "tmux") || strings.HasPrefix(term, "screen") {
		return false
	}
	return getenv("KITTY_WINDOW_ID") != "" || strings.Contains(term, "kitty") || strings.Contains(term, "ghostty") ||
		getenv("TERM_PROGRAM") == "ghostty"
}

// drawsPlaceholders tells by what a terminal calls itself: "kitty(0.32.2)", "ghostty 1.1.3". Kitty has them since 0.28.
func drawsPlaceholders(name string) bool {
	version, kitty := strings.CutPrefix(name, "kitty(")
	if !kitty {
		return strings.HasPrefix(name, "ghostty ")
	}
	major, rest, _ := strings.Cut(version, ".")
	minor, _, _ := strings.Cut(rest, ".")
	n, err := strconv.Atoi(minor)
	return major != "0" || err == nil && n >= 28
}

// pictures are those that the screens now show.
func (m *model) pictures() []paint.Picture {
	s, ok := m.reader.(interface{ Pictures() []screen.Picture })
	if !ok || m.rects.small || !m.wide() && m.top() != m.reader {
		return nil
	}
	var out []paint.Picture
	for _, x := range s.Pictures() {
		out = append(out, paint.Picture(x))
	}
	return out
}
