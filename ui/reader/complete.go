package reader

import (
	"os"
	"path/filepath"
	"strings"

	tea "charm.land/bubbletea/v2"

	"poplin/cache/message"
)

// completedMsg brings the directories that a typed path may become.
type completedMsg struct {
	typed string // what was asked for; dropped when more was typed since
	dir   string // as typed, up to the last separator
	names []string
}

// completions looks for directories that typed is the beginning of.
func (s *Screen) completions(typed string) tea.Cmd {
	list, home := s.reach.list, s.reach.home
	return func() tea.Msg {
		cut := strings.LastIndexByte(typed, os.PathSeparator) + 1
		if typed == "~" {
			return completedMsg{typed: typed, dir: "~" + string(os.PathSeparator), names: []string{""}}
		}
		dir, start := typed[:cut], typed[cut:]
		where := dir
		if where == "" {
			where = "."
		}
		names, err := list(expand(where, home))
		if err != nil {
			return completedMsg{typed: typed, dir: dir}
		}
		return completedMsg{typed: typed, dir: dir, names: fitting(names, start)}
	}
}

// fitting keeps the names that begin with start; hidden ones only when it begins with a dot, and none that could not
// be shown as it is.
func fitting(names []string, start string) []string {
	var out []string
	for _, n := range names {
		hidden := strings.HasPrefix(n, ".") && !strings.HasPrefix(start, ".")
		if strings.HasPrefix(n, start) && !hidden && message.Clean(n) == n {
			out = append(out, n)
		}
	}
	return out
}

// completed fills in as much as is sure and offers the rest.
func (p *prompt) completed(msg completedMsg) {
	if msg.typed != p.field.Value() || len(msg.names) == 0 {
		return
	}
	sure := msg.names[0]
	for _, n := range msg.names[1:] {
		sure = common(sure, n)
	}
	if len(msg.names) == 1 && sure != "" {
		sure += string(os.PathSeparator)
	}
	p.choices = msg.names
	p.field.SetValue(msg.dir + sure)
	p.field.CursorEnd()
}

// common is what two names begin with, in whole characters.
func common(a, b string) string {
	n := 0
	for i, r := range a {
		if !strings.HasPrefix(b[min(i, len(b)):], string(r)) {
			break
		}
		n = i + len(string(r))
	}
	return a[:n]
}

// expand makes a path of what was typed: "~" is the person's home.
func expand(typed string, home func() (string, error)) string {
	rest, ok := strings.CutPrefix(typed, "~")
	if !ok || rest != "" && rest[0] != '/' && rest[0] != os.PathSeparator {
		return typed
	}
	dir, err := home()
	if err != nil {
		return typed
	}
	return filepath.Join(dir, rest)
}
