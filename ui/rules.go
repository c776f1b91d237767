package ui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"poplin/ui/screen"
	"poplin/ui/status"
)

// ruleMsg says what came of keeping or forgetting a rule.
type ruleMsg struct {
	said string
	err  error
}

// keepRule keeps a rule for what arrives, and does the same to the mail at hand if asked to.
func (m *model) keepRule(k screen.KeepRule) tea.Cmd {
	c := m.env.Cache
	return m.write(func(ctx context.Context) tea.Msg {
		if _, err := c.KeepRule(ctx, k.Rule); err != nil {
			return ruleMsg{err: err}
		}
		said := "kept: it applies to what arrives; w forgets it again"
		if k.Apply {
			n, err := c.ApplyRule(ctx, k.Rule)
			if err != nil {
				return ruleMsg{err: err}
			}
			said = "kept, and done to " + screen.Plural(n, "message") + "; w forgets it again"
		}
		return ruleMsg{said: said}
	})
}

// dropRule forgets a rule; what it did stays.
func (m *model) dropRule(d screen.DropRule) tea.Cmd {
	c := m.env.Cache
	return m.write(func(ctx context.Context) tea.Msg {
		return ruleMsg{said: "forgotten; what it did stays", err: c.DropRule(ctx, d.ID)}
	})
}

func (m *model) wroteRule(r ruleMsg) tea.Cmd {
	if r.err != nil {
		return m.fault("the rule is as it was", r.err)
	}
	return tea.Batch(m.tell(screen.Changed{}), m.say(status.Toast{Text: r.said}))
}
