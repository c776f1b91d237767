package ui

import (
	tea "charm.land/bubbletea/v2"

	"poplin/cache"
	"poplin/pop3/worker"
	"poplin/ui/screen"
	"poplin/ui/status"
)

// expiringMsg says that a server erases mail which is not here yet.
type expiringMsg struct {
	account       string
	days, unsaved int
}

// expiring looks, after a visit, whether the account's server erases mail that is not here yet.
func (m *model) expiring(account string) tea.Cmd {
	c, ctx, id := m.env.Cache, m.env.Ctx, cache.AccountID(0)
	for i, name := range m.env.Accounts {
		if name == account {
			id = i
		}
	}
	if c == nil || id == 0 {
		return nil
	}
	return func() tea.Msg {
		learnt, err := c.Learnt(ctx, id)
		days := worker.Erases(learnt)
		if err != nil || days == 0 {
			return nil
		}
		unsaved, err := c.Unsaved(ctx, id)
		if err != nil || unsaved == 0 {
			return nil
		}
		return expiringMsg{account, days, unsaved}
	}
}

// expires says so, together with what waits to be said.
func (m *model) expires(e expiringMsg) tea.Cmd {
	text := screen.Expiry(e.days, e.unsaved)
	if len(m.workers) > 1 {
		text = e.account + ": " + text
	}
	if next := m.toast.next; next != nil {
		text = next.Text + "; " + text
	}
	return m.sayLater(status.Toast{Text: text, Short: screen.ExpiryShort(e.days, e.unsaved), Bad: true})
}
