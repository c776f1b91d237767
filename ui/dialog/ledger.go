package dialog

import (
	"errors"
	"image"

	tea "charm.land/bubbletea/v2"

	"poplin/cache"
	"poplin/pop3/worker"
	"poplin/ui/screen"
	"poplin/ui/theme"
)

// Ledger tells where each removal from the server stands.
type Ledger struct {
	env     *screen.Env
	theme   *theme.Theme
	entries []cache.LedgerEntry
	last    *cache.Aftermath // of the last removal the person asked for; nil: there was none
	fault   string
	loaded  bool
	wide    int // the widest of what is said of a state
	pager   pager
	gen     int // of what is read
}

type ledgerMsg struct {
	gen     int
	entries []cache.LedgerEntry
	last    *cache.Aftermath
	err     error
}

// NewLedger reads the ledger.
func NewLedger(env *screen.Env) *Ledger { return &Ledger{env: env, theme: env.Theme} }

// Init reads it from the cache.
func (l *Ledger) Init() tea.Cmd {
	l.gen++
	c, ctx, gen := l.env.Cache, l.env.Ctx, l.gen
	return func() tea.Msg {
		es, err := c.Ledger(ctx)
		if err != nil {
			return ledgerMsg{gen: gen, err: err}
		}
		last, err := c.LastRemoval(ctx)
		if errors.Is(err, cache.ErrNothing) {
			return ledgerMsg{gen: gen, entries: es}
		}
		return ledgerMsg{gen, es, &last, err}
	}
}

func (l *Ledger) Cursor() *tea.Cursor { return nil }

// Update scrolls, and reads again when a visit has changed something.
func (l *Ledger) Update(msg tea.Msg) (Answer, tea.Cmd) {
	switch msg := msg.(type) {
	case ledgerMsg:
		if msg.gen != l.gen { // something has changed since it was read
			break
		}
		l.entries, l.last, l.loaded, l.fault = msg.entries, msg.last, true, ""
		if msg.err != nil {
			l.fault = msg.err.Error()
		}
		l.wide = 0
		for _, e := range l.entries {
			l.wide = max(l.wide, screen.Width(stateOf(e)))
		}
	case worker.Finished, screen.Removed, screen.Restored:
		return stay, l.Init()
	case tea.KeyPressMsg:
		switch {
		case l.pager.press(msg):
		case msg.String() == "R", msg.String() == "u":
			return Answer{Pass: true}, nil
		default:
			return Answer{Close: true}, nil
		}
	case tea.MouseWheelMsg:
		l.pager.wheel(msg)
	}
	return stay, nil
}

// standing is a state for people.
func standing(s cache.State) string {
	switch s {
	case cache.Planned:
		return "waits for the next visit"
	case cache.Acked:
		return "being removed"
	case cache.Sent:
		return "asked; the answer is not known"
	case cache.Committed:
		return "the server said yes"
	case cache.Verified:
		return "verified gone"
	case cache.Stuck:
		return "could not be removed"
	}
	return string(s)
}

// stateOf is standing with the reason for it.
func stateOf(e cache.LedgerEntry) string {
	if e.Reason != "" && e.State != cache.Verified {
		return standing(e.State) + ": " + e.Reason
	}
	return standing(e.State)
}

// inShort is standing where there is little room.
func inShort(s cache.State) string {
	switch s {
	case cache.Planned:
		return "waiting"
	case cache.Sent:
		return "not known"
	case cache.Committed:
		return "confirmed"
	case cache.Stuck:
		return "not removed"
	}
	return standing(s)
}

// View draws a sum and a line a removal.
func (l *Ledger) View(room image.Point) string {
	t, inner := l.theme, roomIn(room, 100)
	var lines []string
	switch {
	case l.fault != "":
		lines = wrap(l.fault, inner.X)
	case l.loaded && len(l.entries) == 0:
		lines = []string{t.Dim.Render("nothing was asked to leave the server yet: d deletes, a archives")}
	case l.loaded:
		for _, e := range l.entries {
			lines = append(lines, l.line(e, inner.X))
		}
	}
	var head []string
	for _, s := range wrap(l.sum(), inner.X) {
		head = append(head, t.Strong.Render(s))
	}
	head = append(head, "")
	if len(l.entries) == 0 { // the line below says it
		head = nil
	}
	if l.last != nil && len(l.entries) > 0 && l.fault == "" {
		after := l.aftermath(inner.X)
		head = append(after[:min(len(after), max(inner.Y-len(head)-2, 0))], head...)
	}
	head = head[:min(len(head), inner.Y)]
	lines = append(head, l.pager.cut(lines, max(min(inner.Y-len(head), len(lines)), 0))...)
	return frame(t, "What leaves the server", l.pager.more("R visits now · u undo · any other key closes"), lines, inner.X)
}

func (l *Ledger) sum() string {
	n := map[cache.State]int{}
	for _, e := range l.entries {
		n[e.State]++
	}
	open := n[cache.Planned] + n[cache.Acked] + n[cache.Sent] + n[cache.Committed]
	s := screen.Count(len(l.entries)) + " asked to leave: " + screen.Count(n[cache.Verified]) + " verified gone, " + screen.Count(open) + " on their way"
	if n[cache.Stuck] > 0 {
		s += ", " + screen.Count(n[cache.Stuck]) + " could not be removed"
	}
	return s
}

func (l *Ledger) line(e cache.LedgerEntry, width int) string {
	t := l.theme
	style := t.Dim
	switch e.State {
	case cache.Verified:
		style = t.Good
	case cache.Stuck:
		style = t.Danger
	case cache.Sent, cache.Acked, cache.Committed:
		style = t.Accent
	}
	state := stateOf(e)
	why := string(e.Action)
	if e.Policy {
		why = "by rule"
	}
	if width < 64 {
		part := min(l.wide, width/2)
		if screen.Width(state) > part {
			state = inShort(e.State)
		}
		return screen.Fit(e.Subject, width-part-2, t.Glyph.Ellipsis) + "  " + style.Render(screen.Fit(state, part, t.Glyph.Ellipsis))
	}
	wide := min(l.wide, 34, width*45/100)
	subject := max(width-wide-25, 8)
	return screen.Fit(e.Subject, subject, t.Glyph.Ellipsis) + " " + t.Dim.Render(screen.FitRight(screen.Bytes(e.Size), 7, "")+" "+screen.Fit(why, 8, "")+screen.FitRight(screen.When(e.Since, l.env.Now()), 6, "")) +
		"  " + style.Render(screen.Fit(state, wide, t.Glyph.Ellipsis))
}
