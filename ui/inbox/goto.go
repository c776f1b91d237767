package inbox

import (
	"maps"
	"slices"

	"poplin/cache"
	"poplin/ui/screen"
)

// otherMsg asks for the view of a tag or of a saved search.
type otherMsg place

// accountMsg asks for one account alone; 0 for all.
type accountMsg cache.AccountID

// freeLetters are those after g that no view has; j and k go on to the list.
const freeLetters = "cdehnopqrvwxyz"

// goMenu offers the views, tags, saved searches and accounts. It stands open while other keys go on to the list, so
// that g alone is "to the top".
func (m *Model) goMenu() effect {
	c := screen.Choose{Title: "Go to", Loose: true}
	for i, p := range m.places[:otherPlace] {
		label := p.name
		if n, ok := m.counts[i]; ok {
			label += "  " + screen.Count(n.Messages)
		}
		c.Choices = append(c.Choices, screen.Choice{Key: p.letter, Label: label, On: i == m.place && !m.search.on, Do: screen.Tell{Msg: goMsg(i)}})
	}
	letters := []rune(freeLetters)
	for _, p := range m.others() {
		if len(letters) == 0 {
			break
		}
		c.Choices = append(c.Choices, screen.Choice{Key: string(letters[0]), Label: p.name, On: m.shows(p), Do: screen.Tell{Msg: otherMsg(p)}})
		letters = letters[1:]
	}
	c.Choices = append(c.Choices, m.accountChoices()...)
	c.Choices = append(c.Choices, screen.Choice{Key: "g", Label: "the top (1-9 go to a view too)"})
	return effect{act: c, cmd: m.jump(topEnd).cmd}
}

// others are the views of tags and of saved searches.
func (m *Model) others() []place {
	var out []place
	for _, s := range m.saved {
		if s.View.Query != nil {
			out = append(out, place{name: s.Name, query: s.Query, sort: s.View.Sort, reverse: s.View.Reverse, threads: s.View.Threads, saved: true, empty: "nothing matches " + s.Query})
		}
	}
	for _, t := range m.tags {
		out = append(out, place{name: "#" + t.Tag, query: `tag:"` + t.Tag + `"`, empty: "nothing has this tag"})
	}
	return out
}

// shows says that a tag's or saved search's view is on the screen.
func (m *Model) shows(p place) bool {
	return m.place == otherPlace && len(m.places) > otherPlace && m.places[otherPlace].name == p.name && !m.search.on
}

func (m *Model) goToOther(o otherMsg) effect {
	m.places = append(slices.Clone(m.places[:otherPlace]), place(o))
	delete(m.counts, otherPlace)
	return m.goTo(otherPlace)
}

// accountChoices offer the accounts, when there are several.
func (m *Model) accountChoices() []screen.Choice {
	if len(m.env.Accounts) < 2 {
		return nil
	}
	out := []screen.Choice{{Key: "A", Label: "all accounts", On: m.accounts == nil, Do: screen.Tell{Msg: accountMsg(0)}}}
	for i, id := range slices.Sorted(maps.Keys(m.env.Accounts)) {
		if i > 20 {
			break
		}
		on := len(m.accounts) == 1 && m.accounts[0] == id
		out = append(out, screen.Choice{Key: string(rune('B' + i)), Label: "only " + m.env.Accounts[id], On: on, Do: screen.Tell{Msg: accountMsg(id)}})
	}
	return out
}

func (m *Model) showAccount(a accountMsg) effect {
	m.accounts = nil
	if a != 0 {
		m.accounts = []cache.AccountID{cache.AccountID(a)}
	}
	return m.fresh()
}

// Account names the one account that is shown, "" when all are.
func (m *Model) Account() string {
	if len(m.accounts) == 1 {
		return m.env.Accounts[m.accounts[0]]
	}
	return ""
}

// saveSearch keeps the search on the screen as a view, or forgets the saved one that is.
func (m *Model) saveSearch() screen.Action {
	switch {
	case m.search.on:
		query, view := m.search.text, m.view
		return screen.Ask{Question: "keep this search as", Value: query, Then: func(name string) screen.Action {
			return screen.SaveSearch{Name: name, Query: query, View: view}
		}}
	case m.place == otherPlace && m.places[otherPlace].saved:
		name := m.places[otherPlace].name
		return screen.Many{screen.SaveSearch{Name: name}, screen.Tell{Msg: goMsg(inboxPlace)}}
	}
	return screen.Notice{Text: "/ searches; S then keeps the search as a view"}
}
