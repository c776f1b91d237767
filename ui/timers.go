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
	gen  int
	over bool
}

type toastMsg int

func (m *model) say(t status.Toast) tea.Cmd {
	m.toast = toast{now: &t, gen: m.toast.gen + 1}
	gen := m.toast.gen
	return tea.Tick(toastFor, func(time.Time) tea.Msg { return toastMsg(gen) })
}

// touched: a key was pressed; what has been read may go, unless the key may be the undo it offers.
func (t *toast) touched() {
	if t.now != nil && (t.over || !t.now.Undo && !t.now.Bad) {
		t.now = nil
	}
}

func (t *toast) expire(gen toastMsg) {
	if int(gen) != t.gen || t.now == nil {
		return
	}
	t.over = true
	if !t.now.Bad { // what went wrong waits to be seen
		t.now = nil
	}
}

// watch looks for changes that other processes make to the cache. It sleeps in its own goroutine, and the program
// wakes only when there is something.
type watch struct {
	version int64
	ours    bool // this process has changed the cache since the last look
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
	news := m.watch.version != 0 && !m.watch.ours
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
		m.toast.expire(msg)
	case versionMsg:
		return m.versioned(msg), true
	case wroteMsg:
		return m.wrote(msg), true
	case indexedMsg:
		return m.indexed(msg), true
	case visitedMsg:
		var cmds []tea.Cmd
		for _, v := range msg {
			m.status.Visited(v.name, v.last.at)
			cmds = append(cmds, m.tell(screen.Visited{Account: v.name}))
		}
		return tea.Batch(cmds...), true
	default:
		return nil, false
	}
	return nil, true
}
