package cleanup

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"poplin/cache"
	"poplin/ui/screen"
)

// narrow is what part of the mailbox is looked at.
type narrow struct {
	age    string // of the query language: "1y"; "" for any
	plain  bool   // not what is starred
	search string // a query of the person's own
}

// narrowMsg changes it.
type narrowMsg struct{ narrow }

// ages are offered by a menu.
var ages = []struct{ key, age, words string }{
	{"m", "1m", "a month"}, {"h", "6m", "half a year"}, {"y", "1y", "a year"}, {"2", "2y", "two years"}, {"5", "5y", "five years"},
}

// query finds what is looked at in the query language.
func (n narrow) query() string {
	parts := []string{weighed}
	if n.age != "" {
		parts = append(parts, "older:"+n.age)
	}
	if n.plain {
		parts = append(parts, "-is:starred")
	}
	if n.search != "" {
		parts = append(parts, "("+n.search+")")
	}
	return strings.Join(parts, " ")
}

// words say it to people; "" for the whole mailbox.
func (n narrow) words() string {
	var parts []string
	for _, a := range ages {
		if a.age == n.age {
			parts = append(parts, "older than "+a.words)
		}
	}
	if n.plain {
		parts = append(parts, "not starred")
	}
	if n.search != "" {
		parts = append(parts, n.search)
	}
	return strings.Join(parts, ", ")
}

// ageMenu offers to look only at what is older.
func (s *Screen) ageMenu() screen.Action {
	menu := screen.Choose{Title: "Only what is older than"}
	with := func(age string) screen.Action {
		n := s.narrow
		n.age = age
		return screen.Tell{Msg: narrowMsg{n}}
	}
	for _, a := range ages {
		menu.Choices = append(menu.Choices, screen.Choice{Key: a.key, Label: a.words, On: s.narrow.age == a.age, Do: with(a.age)})
	}
	menu.Choices = append(menu.Choices, screen.Choice{Key: "o", Label: "all, however old", On: s.narrow.age == "", Do: with("")})
	return menu
}

// askSearch asks for a query to look only at what it finds.
func (s *Screen) askSearch() screen.Action {
	n := s.narrow
	return screen.Ask{Question: "only what matches", Value: n.search, Then: func(text string) screen.Action {
		n.search = strings.TrimSpace(text)
		if _, err := cache.ParseQuery(n.query(), s.env.Now()); err != nil {
			return screen.Notice{Text: err.Error(), Bad: true}
		}
		return screen.Tell{Msg: narrowMsg{n}}
	}}
}

// renarrow weighs what is looked at now; cursor and marks stay with their groups.
func (s *Screen) renarrow(n narrow) tea.Cmd {
	s.narrow = n
	s.gen++
	s.weighs, s.stale, s.loaded = false, false, false
	s.groups, s.inside, s.plan, s.peek = nil, nil, nil, messages{}
	return s.weigh()
}
