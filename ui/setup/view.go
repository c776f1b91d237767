package setup

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// margin is the free space at the left; measure the longest line of prose.
const (
	margin  = 2
	measure = 72
)

// text lays the welcome out for the present size. What does not fit at the foot is left out from the middle: the keys
// stay in sight.
func (m *model) text() string {
	if m.width < 2*margin+10 || m.height < 3 {
		return ""
	}
	width := min(m.width-2*margin, measure)
	t := m.theme
	var lines []string
	say := func(style func(...string) string, prose string) {
		for line := range strings.SplitSeq(ansi.Wrap(prose, width, ""), "\n") {
			lines = append(lines, style(line))
		}
		lines = append(lines, "")
	}
	lines = append(lines, "")
	say(t.Strong.Render, "Welcome to Poplin")
	say(t.Text.Render, "Poplin brings the mail of a POP3 mailbox home, and lets you read, search and clean it from the keyboard, with or without a network. It never removes a message from the server before a complete copy is here.")
	say(t.Text.Render, "There is no account yet. Put this into "+m.Path+", with your own values:")
	for line := range strings.SplitSeq(strings.TrimRight(m.Sample, "\n"), "\n") {
		lines = append(lines, t.Code.Render("  "+ansi.Truncate(line, m.width-2*margin-2, "…")))
	}
	lines = append(lines, "")
	say(t.Dim.Render, "Then start poplin again. Or have it written: poplin account add --help")
	return m.frame(lines)
}

// frame gives the lines their margin and puts the keys at the foot.
func (m *model) frame(lines []string) string {
	room := m.height - 2
	if len(lines) > room {
		lines = lines[:room]
	}
	for len(lines) < room {
		lines = append(lines, "")
	}
	lines = append(lines, "", m.foot())
	for i, line := range lines {
		lines[i] = strings.Repeat(" ", margin) + line
	}
	return strings.Join(lines, "\n")
}

func (m *model) foot() string {
	keys := [][2]string{{"d", "look around in the demo"}, {"c", "copy the sample"}, {"q", "quit"}}
	if m.width < measure {
		keys = [][2]string{{"d", "demo"}, {"c", "copy"}, {"q", "quit"}}
	}
	if m.copied {
		keys[1][1] = "copied"
	}
	var parts []string
	for _, k := range keys {
		parts = append(parts, m.theme.Key.Render(k[0])+" "+m.theme.Dim.Render(k[1]))
	}
	return ansi.Truncate(strings.Join(parts, "   "), m.width-2*margin, "")
}
