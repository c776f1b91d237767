package inbox

import (
	"strconv"

	tea "charm.land/bubbletea/v2"

	"poplin/cache"
	"poplin/ui/screen"
)

// place is a view that has a name and a number.
type place struct {
	name    string
	letter  string // after g
	query   string // in the query language
	sort    cache.Sort
	only    bool // shows what rests in the Inbox only: what is archived leaves it
	counted bool // its count stands in the header
	empty   string
}

// places are the views on the keys 1 to 9, in that order.
func places() []place {
	return []place{
		{name: "Inbox", letter: "i", query: "is:inbox", only: true, counted: true, empty: "nothing in the inbox"},
		{name: "Unread", letter: "u", query: "is:unread is:inbox", only: true, counted: true, empty: "no unread mail"},
		{name: "Starred", letter: "s", query: "is:starred", counted: true, empty: "nothing starred yet: ! stars a message"},
		{name: "Archived", letter: "a", query: "is:archived", empty: "nothing archived yet: a keeps a message here and frees the server"},
		{name: "Trash", letter: "t", query: "is:deleted", counted: true, empty: "the trash is empty"},
		{name: "Attachments", letter: "f", query: "has:attachment", empty: "no mail with attachments"},
		{name: "Big", letter: "b", query: "larger:1M", sort: cache.BySize, empty: "nothing bigger than 1 MB"},
		{name: "Lists", letter: "l", query: "is:list", empty: "no mail from lists"},
		{name: "All mail", letter: "m", empty: "no mail yet"},
	}
}

const inboxPlace, trashPlace, allPlace = 0, 4, 8

// Tabs are the views for the header, and which of them is shown. A search over everything is one of them while it lasts.
func (m *Model) Tabs() ([]screen.Tab, int) {
	tabs := make([]screen.Tab, len(m.places))
	for i, p := range m.places {
		tabs[i] = screen.Tab{Name: p.name, Count: -1}
		if c, ok := m.counts[i]; ok && p.counted {
			tabs[i].Count = c.Messages
		}
		tabs[i].Optional = !p.counted
	}
	if m.place < 0 {
		tabs = append(tabs, screen.Tab{Name: "Search", Count: -1})
		return tabs, len(tabs) - 1
	}
	return tabs, m.place
}

// goTo shows a view from its top.
func (m *Model) goTo(i int) effect {
	if i < 0 || i >= len(m.places) {
		return effect{}
	}
	m.place = i
	m.sort, m.reverse = m.places[i].sort, false
	m.search.leave()
	return m.fresh()
}

// goMenu offers the views; it stands open while other keys go on to the list, so that g alone is "to the top".
func (m *Model) goMenu() effect {
	top := m.jump(topEnd)
	c := screen.Choose{Title: "Go to", Loose: true}
	for i, p := range m.places {
		label := p.name
		if n, ok := m.counts[i]; ok {
			label += "  " + screen.Count(n.Messages)
		}
		c.Choices = append(c.Choices, screen.Choice{Key: p.letter, Label: label, On: i == m.place && !m.search.on, Do: screen.Tell{Msg: goMsg(i)}})
	}
	c.Choices = append(c.Choices, screen.Choice{Key: "g", Label: "the top (1-9 go to a view too)", Do: nil})
	return effect{act: c, cmd: top.cmd}
}

type goMsg int

// GoTo is the message that shows the view of a tab.
func GoTo(tab int) tea.Msg { return goMsg(tab) }

// numberedPlace is the view on a number key.
func numberedPlace(key string) int {
	n, err := strconv.Atoi(key)
	if err != nil {
		return -1
	}
	return n - 1
}
