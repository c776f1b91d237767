package dialog

import (
	"strings"

	"poplin/cache"
	"poplin/ui/screen"
)

// aftermath tells, in at most a few lines, what the last removal asked for, what the server confirmed, what is verified,
// and what is still there and why; with a blank line below.
func (l *Ledger) aftermath(width int) []string {
	var lines []string
	for _, s := range wrap(asked(l.last)+answered(l.last), width) {
		lines = append(lines, l.theme.Text.Render(s))
	}
	const most = 3
	for _, r := range l.last.Remarks[:min(len(l.last.Remarks), most)] {
		for _, s := range wrap(remark(r), width) {
			lines = append(lines, l.theme.Warn.Render(s))
		}
	}
	return append(lines, "")
}

func asked(a *cache.Aftermath) string {
	verb := "deleted"
	if a.Action == cache.ArchiveAction {
		verb = "archived"
	}
	return "last you " + verb + " " + screen.Plural(a.Messages, "message") + ": "
}

// answered is what came of it, in the order in which it happens.
func answered(a *cache.Aftermath) string {
	var parts []string
	add := func(n int, words string) {
		if n > 0 {
			parts = append(parts, screen.Count(n)+" "+words)
		}
	}
	add(a.Waiting, "waiting for the next visit")
	add(a.Unsure, "asked of the server, its answer is not known")
	add(a.Committed+a.Verified, "confirmed by the server")
	if a.Verified > 0 {
		parts = append(parts, screen.Count(a.Verified)+" of them verified gone, "+screen.Bytes(a.Bytes)+" freed")
	}
	add(a.CalledOff, "taken back in time")
	if len(parts) == 0 && len(a.Remarks) == 0 {
		return "nothing of that was on a server"
	}
	return strings.Join(parts, "; ")
}

// remark says of messages that are still there why that is.
func remark(r cache.Remark) string {
	s := screen.Count(r.Messages) + " still there"
	switch {
	case r.Stuck:
		s = screen.Count(r.Messages) + " could not be removed"
	case r.Back:
		s = screen.Count(r.Messages) + " came back"
	}
	if r.Reason == "" {
		return s
	}
	return s + ": " + r.Reason
}
