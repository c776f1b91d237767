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
	reverse bool
	threads bool
	only    bool // shows what rests in the Inbox only: what is archived leaves it
	saved   bool // a search that was kept
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

// Places that something depends on. The one after the numbered ones is a tag's or a saved search's, while it is shown.
const inboxPlace, trashPlace, allPlace, otherPlace = 0, 4, 8, 9

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
	p := m.places[i]
	m.place, m.sort, m.reverse, m.threads = i, p.sort, p.reverse, p.threads || m.threads
	m.search.leave()
	m.win.resize(m.listHeight())
	return m.fresh()
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
