package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"poplin/ui/screen"
	"poplin/ui/status"
)

// How long things stand or wait.
const (
	toastFor   = 6 * time.Second
	watchEvery = 2 * time.Second
)

// lastVisit is when an account was visited, and whether that went well.
type lastVisit struct {
	at   time.Time
	well bool
}

// toast is what is said for a while, or until the next key. What went wrong stands its time, and then until a key.
type toast struct {
	now  *status.Toast
	next *status.Toast // news that wait until what answers a key has stood its time
	gen  int
	over bool
}

type toastMsg int

func (m *model) say(t status.Toast) tea.Cmd {
	m.toast = toast{now: &t, gen: m.toast.gen + 1, next: m.toast.next}
	gen := m.toast.gen
	return tea.Tick(toastFor, func(time.Time) tea.Msg { return toastMsg(gen) })
}

// sayLater is for what nobody has asked for: it takes the place of nothing that is being read.
func (m *model) sayLater(t status.Toast) tea.Cmd {
	if m.toast.now == nil {
		return m.say(t)
	}
	m.toast.next = &t
	return nil
}

// toasted: the time of a toast is over.
func (m *model) toasted(gen toastMsg) tea.Cmd {
	if int(gen) != m.toast.gen {
		return nil
	}
	next := m.toast.next
	m.toast.next = nil
	if m.toast.expire(); m.toast.now != nil || next == nil {
		return nil
	}
	return m.say(*next)
}

// touched: a key was pressed; what has been read may go, unless the key may be the undo it offers.
func (t *toast) touched() {
	if t.now != nil && (t.over || !t.now.Undo && !t.now.Bad) {
		t.now = nil
	}
}

func (t *toast) expire() {
	t.over = true
	if t.now != nil && !t.now.Bad { // what went wrong waits to be seen
		t.now = nil
	}
}

// watch looks for changes of the cache: those that other processes make are told by nobody else. It sleeps in its own
// goroutine, and the program wakes only when there is something. Our own changes wake it too; to take the next change
// for ours after each of them would miss another's.
type watch struct {
	version int64
}

type versionMsg struct {
	version int64
	failed  bool
}

func (m *model) watchCache() tea.Cmd {
	c, ctx, known := m.env.Cache, m.env.Ctx, m.watch.version
	if c == nil {
		return nil
	}
	return func() tea.Msg {
		pause := time.NewTicker(watchEvery)
		defer pause.Stop()
		for {
			v, err := c.Version(ctx)
			if err != nil {
				return versionMsg{failed: true}
			}
			if v != known {
				return versionMsg{version: v}
			}
			select {
			case <-pause.C:
			case <-ctx.Done():
				return nil
			}
		}
	}
}

func (m *model) versioned(v versionMsg) tea.Cmd {
	if v.failed {
		return nil
	}
	news := m.watch.version != 0
	m.watch = watch{version: v.version}
	cmd := m.watchCache()
	if news {
		return tea.Batch(cmd, m.tell(screen.Changed{}))
	}
	return cmd
}

// own handles the root's own messages; false when it is none of them.
func (m *model) own(msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case toastMsg:
		return m.toasted(msg), true
	case versionMsg:
		return m.versioned(msg), true
	case impatientMsg:
		m.start.holds = false
		return nil, true
	case startedMsg:
		return m.started(), true
	case wroteMsg:
		return m.wrote(msg), true
	case indexedMsg:
		return m.indexed(msg), true
	case expiringMsg:
		return m.expires(msg), true
	case leaveMsg:
		return m.offerExits(msg), true
	case answeredMsg:
		return m.answered(msg), true
	case visitedMsg:
		var cmds []tea.Cmd
		for _, v := range msg {
			m.status.Visited(v.name, v.last.at)
			if !v.last.at.IsZero() {
				cmds = append(cmds, m.tell(screen.Visited{Account: v.name}))
			}
		}
		return tea.Batch(cmds...), true
	}
	return nil, false
}
