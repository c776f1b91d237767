package inbox

import (
	"errors"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"poplin/cache"
)

// search is the line that "/" opens. Results follow every keystroke; what a keystroke asked for is cancelled by the
// next one.
type search struct {
	on, typing bool
	input      textinput.Model
	text       string // what the rows on the screen answer
	query      *cache.Query
	words      []string
	fault      *cache.QueryError
	counts     cache.Counts
	counted    bool
	back       *snapshot
}

// snapshot is where the person was before the search.
type snapshot struct {
	place   int
	sort    cache.Sort
	reverse bool
	win     window
	rank    rank
}

// foundMsg counts the results of a search.
type foundMsg struct {
	gen    int
	counts cache.Counts
	err    error
}

func (s *search) leave() {
	s.input.Reset()
	s.input.Blur()
	*s = search{input: s.input}
}

// startSearch opens the line; with a search on already, it is edited further.
func (m *Model) startSearch() effect {
	s := &m.search
	if !s.on {
		s.back = &snapshot{m.place, m.sort, m.reverse, m.win, m.rank}
		s.input.Reset()
		s.input.Placeholder = "words, from:ada, subject:, is:unread, has:attachment, larger:1M, newer:7d"
	}
	s.typing = true
	cmd := s.input.Focus()
	m.win.resize(m.listHeight())
	return effect{cmd: cmd}
}

// typed handles keys and pastes in the search line.
func (m *Model) typed(msg tea.Msg) effect {
	if k, ok := msg.(tea.KeyPressMsg); ok {
		switch k.String() {
		case "esc":
			return m.leaveSearch()
		case "enter":
			return m.keepSearch()
		case "down", "ctrl+n":
			return m.move(1)
		case "up", "ctrl+p":
			return m.move(-1)
		case "pgdown":
			return m.page(m.win.height)
		case "pgup":
			return m.page(-m.win.height)
		}
	}
	if !m.search.typing {
		return effect{}
	}
	var cmd tea.Cmd
	m.search.input, cmd = m.search.input.Update(msg)
	return effect{cmd: cmd}.and(m.retype())
}

// retype asks for what the line says now. A line that cannot be understood leaves the last results where they are and
// says why.
func (m *Model) retype() effect {
	s := &m.search
	text := s.input.Value()
	if text == s.text && s.fault == nil {
		return effect{}
	}
	q, err := cache.ParsePartial(text, m.now())
	if err != nil {
		m.mistaken(text, err)
		return effect{}
	}
	s.text, s.query, s.fault = text, q, nil
	m.win.resize(m.listHeight())
	return m.find()
}

// mistaken says what is wrong with a line, and where.
func (m *Model) mistaken(text string, err error) {
	s := &m.search
	s.text = text
	s.fault = &cache.QueryError{Reason: err.Error()}
	errors.As(err, &s.fault)
	m.win.resize(m.listHeight())
}

// find shows what the query says.
func (m *Model) find() effect {
	s := &m.search
	if s.query == nil {
		return m.unfind()
	}
	s.on, s.counted = true, false
	s.words = lit(s.query.Words())
	if s.back.place == inboxPlace || s.back.place == allPlace {
		m.place = -1 // from the inbox one looks for mail wherever it is
	}
	m.renew()
	m.rank = rank{}
	m.loaded = false
	return m.jump(topEnd).and(m.countFound())
}

// countFound counts what the search finds.
func (m *Model) countFound() effect {
	gen, ctx, view, c := m.gen, m.ctx, m.view, m.env.Cache
	return effect{cmd: func() tea.Msg {
		n, err := c.Count(ctx, view)
		return foundMsg{gen, n, err}
	}}
}

// unfind shows the view as it was before anything was typed, the line still open.
func (m *Model) unfind() effect {
	s := &m.search
	if !s.on {
		return effect{}
	}
	s.on, s.words, s.counted = false, nil, false
	return m.goBack()
}

// goBack puts the person where they were before the search.
func (m *Model) goBack() effect {
	b := m.search.back
	if b == nil {
		return effect{}
	}
	height := m.win.height
	m.place, m.sort, m.reverse, m.rank = b.place, b.sort, b.reverse, b.rank
	m.win = b.win
	m.win.resize(height)
	m.loaded = true
	m.renew()
	return m.reread()
}

// leaveSearch closes the line and goes back.
func (m *Model) leaveSearch() effect {
	m.search.on = m.search.on || m.search.text != ""
	e := m.unfind()
	m.search.leave()
	m.win.resize(m.listHeight())
	return e
}

// keepSearch leaves the line and keeps the results.
func (m *Model) keepSearch() effect {
	s := &m.search
	if s.fault != nil {
		return effect{} // stay and mend it
	}
	q, err := cache.ParseQuery(s.input.Value(), m.now()) // what may be half a term while it is typed is a mistake now
	if err != nil {
		m.mistaken(s.input.Value(), err)
		return effect{}
	}
	if q == nil {
		return m.leaveSearch()
	}
	e := effect{}
	if !s.on || q.String() != s.query.String() {
		s.query = q
		e = m.find()
	}
	s.typing = false
	s.input.Blur()
	m.win.resize(m.listHeight())
	return e
}

func (m *Model) foundCount(f foundMsg) {
	if f.gen == m.gen && f.err == nil {
		m.search.counts, m.search.counted = f.counts, true
	}
}

// leave is what esc does outside the search line: it ends a range, then clears marks, then leaves the search.
func (m *Model) leave() effect {
	switch {
	case m.marks.some():
		m.marks.clear()
		return effect{}
	case m.search.on:
		return m.leaveSearch()
	}
	return effect{}
}
