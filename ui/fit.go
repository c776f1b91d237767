package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"poplin/cache"
	"poplin/pop3/worker"
	"poplin/ui/screen"
	"poplin/ui/status"
)

// leastFit is as little as makes sense to ask for.
const leastFit = 1000

// askFit asks how much mail may come.
func askFit() screen.Action {
	return screen.Ask{Question: "Get what fits in", Value: "10M", Then: func(text string) screen.Action {
		switch octets, ok := cache.ParseSize(text); {
		case !ok || octets <= 0:
			return screen.Notice{Text: "not a size: " + text + " (it is a number and a unit, as 500k, 10M or 1.5G)", Bad: true}
		case octets < leastFit:
			return screen.Notice{Text: "no message fits in " + screen.Bytes(octets) + "; 10M is ten million bytes", Bad: true}
		default:
			return screen.Post{Command: worker.Fit{Bytes: octets}}
		}
	}}
}

// visits says that a command asks for a visit now.
func visits(c worker.Command) bool {
	switch c.(type) {
	case worker.Refresh, worker.Fit:
		return true
	}
	return false
}

// fitted says what came of what there is, and takes the place of what finished would say of it.
func (m *model) fitted(f worker.Fitted) tea.Cmd {
	m.fits[f.Account] = true
	text := f.Sentence(screen.Count, screen.Bytes)
	if len(m.workers) > 1 {
		text = f.Account + ": " + text
	}
	if screen.Width(text)+len(" ! ") > m.size.X {
		text = strings.Replace(text, " new messages", " new", 1)
	}
	return m.say(status.Toast{Text: text})
}
