package ui

import (
	"context"
	"slices"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"poplin/cache"
	"poplin/cache/message"
	"poplin/ui/dialog"
	"poplin/ui/screen"
	"poplin/ui/status"
)

type (
	// leaveMsg brings the ways to be left alone.
	leaveMsg struct {
		leaving cache.Leaving
		err     error
	}
	// answeredMsg is what came of a one-click request.
	answeredMsg struct {
		screen.GoExit
		err error
	}
	// leftMsg ends the writing down of a wish to be left alone.
	leftMsg struct {
		said string
		err  error
	}
)

// mostAsked is how many messages of a group are looked at for one that says how to unsubscribe.
const mostAsked = 20

// leave reads which ways there are.
func (m *model) leave(u screen.Unsubscribe) tea.Cmd {
	c, ctx := m.env.Cache, m.env.Ctx
	return func() tea.Msg {
		var out leaveMsg
		ids := []cache.ID{u.ID}
		if u.ID == 0 {
			if ids, out.err = c.Select(ctx, cache.View{Query: u.Query}, mostAsked); out.err != nil {
				return out
			}
		}
		out.leaving, out.err = c.Leave(ctx, ids...)
		return out
	}
}

// offerExits shows the ways with their true hosts, and a rule where asking did not help.
func (m *model) offerExits(l leaveMsg) tea.Cmd {
	if l.err != nil {
		return m.fault("nobody was asked", l.err)
	}
	key := screen.Cut(l.leaving.Key, 60, m.env.Theme.Glyph.Ellipsis)
	c, asked := screen.Choose{Title: "Be left alone by " + key}, l.leaving.Asked
	for _, e := range l.leaving.Exits {
		if label, question := m.exitWords(e, key); label != "" {
			yes := screen.Confirm{Title: "Unsubscribe", Question: question, Yes: screen.GoExit{Key: l.leaving.Key, Exit: e}}
			c.Choices = append(c.Choices, screen.Choice{Key: strconv.Itoa(len(c.Choices) + 1), Label: label, Do: yes})
		}
	}
	if i := slices.IndexFunc(l.leaving.Exits, func(e message.Exit) bool { return !e.OneClick }); i >= 0 {
		c.Choices = append(c.Choices, screen.Choice{Key: "y", Label: "copy the address", Do: screen.Copy{Text: l.leaving.Exits[i].URL}})
	}
	switch {
	case asked != nil:
		c.Title = screen.LeftAlone(asked, m.env.Now())
	case len(c.Choices) == 0:
		c.Title = key + " does not say how to unsubscribe"
	}
	if asked != nil || len(c.Choices) == 0 {
		rule := cache.Rule{Query: l.leaving.Query.String(), Flags: cache.Skipped}
		c.Choices = append(c.Choices, screen.Choice{Key: "w", Label: "a rule: keep what still comes of " + key + " out of the inbox", Do: screen.KeepRule{Rule: rule}})
	}
	return m.overlay(dialog.NewMenu(m.env.Theme, c))
}

// exitWords are a way in a line, and the question whether to go it; "" where nobody can.
func (m *model) exitWords(e message.Exit, key string) (label, question string) {
	const most, long = 50, 120 // cells of a host on a line, and of an address in a question
	tail := m.env.Theme.Glyph.Ellipsis
	line := func(before, host, after string) string { // the end of a host tells whose it is, so it is cut here and not by the menu
		room := dialog.LabelRoom(m.overlayRoom()) - screen.Width(before+after)
		return before + screen.CutLeft(host, max(min(most, room), 1), tail) + after
	}
	switch {
	case e.OneClick && m.click == nil:
		return "", ""
	case e.OneClick:
		return line("ask ", e.Host, ", one click"), "Ask " + e.Host + " to take you off " + key + "? One request goes there, over https and without cookies."
	case e.Mail:
		to := e.Recipient()
		return line("write to ", to, ""), "Begin a letter to " + screen.CutLeft(to, long, tail) + " in your mail program?"
	}
	return line("open a page at ", e.Host, ""), "Open this page at " + e.Host + " in the browser? " + screen.Cut(e.URL, long, tail)
}

// goExit goes the way that the person has said yes to.
func (m *model) goExit(g screen.GoExit) tea.Cmd {
	if !g.Exit.OneClick {
		return m.give(m.reader, screen.Browse{Link: g.Exit.Link, Then: screen.LeftBy(g)})
	}
	ctx, click := m.env.Ctx, m.click
	return tea.Batch(m.say(status.Toast{Text: "asking " + g.Exit.Host}), func() tea.Msg {
		return answeredMsg{g, click(ctx, g.Exit.URL)}
	})
}

// answered remembers a yes; what was refused or never arrived was not asked.
func (m *model) answered(a answeredMsg) tea.Cmd {
	if a.err != nil {
		return m.fault("still subscribed, "+a.Exit.Host, a.err)
	}
	return m.left(a.GoExit, "it said yes", a.Exit.Host+" said yes; what still comes after ten days is told")
}

// left writes down that the person wants to be left alone. outcome is "" where only the person can know it.
func (m *model) left(g screen.GoExit, outcome, said string) tea.Cmd {
	c := m.env.Cache
	return m.write(func(ctx context.Context) tea.Msg {
		return leftMsg{said, c.Unsubscribe(ctx, cache.Unsubscribed{Key: g.Key, Host: g.Exit.Host, Outcome: outcome})}
	})
}

func (m *model) wroteLeft(l leftMsg) tea.Cmd {
	if l.err != nil {
		return m.fault("it could not be written down", l.err)
	}
	return tea.Batch(m.tell(screen.Changed{}), m.say(status.Toast{Text: l.said}))
}
