// Package status knows how the visits stand and says so in the header and the footer: what a visit does, how far it
// is, when the last one was, and in one sentence what went wrong and when it is tried again. It does no I/O and starts
// no timers; package ui asks it.
package status

import (
	"slices"
	"time"

	"poplin/pop3/worker"
	"poplin/ui/theme"
)

// Model is the state of all accounts.
type Model struct {
	accounts map[string]*account
	order    []string
	pens     pens
}

// pens are the styles of header and footer, boiled down once per theme: both are drawn with every key.
type pens struct {
	key, dim, text, brand theme.Pen
	active                func(string) string // a tab, whose blanks are underlined too
	theme                 *theme.Theme
}

func (m *Model) use(t *theme.Theme) {
	if m.pens.theme != t {
		active := t.Strong.Underline(true)
		m.pens = pens{theme.PenOf(t.Key), theme.PenOf(t.Dim), theme.PenOf(t.Text), theme.PenOf(t.Accent.Bold(true)),
			func(s string) string { return active.Render(s) }, t}
	}
}

type account struct {
	step      worker.Step // "" between visits
	encrypted bool
	progress  worker.Progress
	done      time.Time // the last visit that went well
	known     bool      // whether there was one, as far as the cache remembers
	problem   *worker.Problem
	next      time.Time // of the next try or poll
}

// New knows the accounts by name, in the order they are to be named.
func New(names []string) *Model {
	m := &Model{accounts: map[string]*account{}}
	for _, n := range names {
		m.of(n)
	}
	return m
}

func (m *Model) of(name string) *account {
	a, ok := m.accounts[name]
	if !ok {
		a = &account{}
		m.accounts[name] = a
		m.order = append(m.order, name)
		slices.Sort(m.order)
	}
	return a
}

// Visited notes the last good visit as the cache remembers it; the zero time when there was none.
func (m *Model) Visited(name string, at time.Time) {
	a := m.of(name)
	a.known = true
	if at.After(a.done) {
		a.done = at
	}
}

// Hear takes in a worker's event; now is when.
func (m *Model) Hear(e worker.Event, now time.Time) {
	switch e := e.(type) {
	case worker.Phase:
		a := m.of(e.Account)
		a.step, a.encrypted = e.Step, e.Encrypted
		if e.Step == worker.Resting {
			a.step = ""
		}
		if a.progress.Step != e.Step {
			a.progress = worker.Progress{}
		}
	case worker.Progress:
		m.of(e.Account).progress = e
	case worker.Finished:
		a := m.of(e.Account)
		*a = account{done: now, next: e.Next, encrypted: a.encrypted}
	case worker.Failed:
		if e.ID == 0 {
			a := m.of(e.Account)
			*a = account{done: a.done, known: a.known, next: e.Next, problem: e.Problem}
		}
	}
}

// Visiting says that a visit is under way.
func (m *Model) Visiting() bool {
	for _, a := range m.accounts {
		if a.step != "" {
			return true
		}
	}
	return false
}

// Portion is how far the visit under way is, 0 to 100; false when that is not known or none is.
func (m *Model) Portion() (int, bool) {
	for _, n := range m.order {
		if a := m.accounts[n]; a.step != "" && a.progress.Total > 0 {
			return min(100, portion(a.progress)), true
		}
	}
	return 0, false
}

// portion is by bytes where they are known, since messages differ.
func portion(p worker.Progress) int {
	if p.BytesTotal > 0 {
		return int(100 * p.Bytes / p.BytesTotal)
	}
	return 100 * p.Done / p.Total
}

// Problem is the first account's trouble, with its name, "" when all is well.
func (m *Model) Problem() (name string, p *worker.Problem, next time.Time) {
	for _, n := range m.order {
		if a := m.accounts[n]; a.problem != nil && a.step == "" {
			return n, a.problem, a.next
		}
	}
	return "", nil, time.Time{}
}

// last is when the account that has waited longest was visited; zero when one never was, and false until that is known.
func (m *Model) last() (time.Time, bool) {
	var oldest time.Time
	for i, n := range m.order {
		a := m.accounts[n]
		if !a.known && a.done.IsZero() {
			return oldest, false
		}
		if i == 0 || a.done.Before(oldest) {
			oldest = a.done
		}
	}
	return oldest, len(m.order) > 0
}
