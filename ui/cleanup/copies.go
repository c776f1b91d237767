package cleanup

import (
	"strconv"
	"strings"

	"poplin/cache"
	"poplin/ui/screen"
)

// keptOf is the copy that stays of a group of duplicates, 0 for any other group.
func (s *Screen) keptOf(g *cache.Group) cache.ID {
	if cache.Dimensions[s.by] != cache.ByCopies {
		return 0
	}
	id, _ := strconv.ParseInt(g.Key, 10, 64)
	return cache.ID(id)
}

// within finds what is shown of a group: of duplicates also the copy that stays.
func within(m *messages) *cache.Query {
	if m.kept != 0 {
		return cache.CopiesOf(m.kept)
	}
	return m.group.Query
}

// copyFacts tell one copy from another.
func copyFacts(r *cache.Row, kept bool) string {
	var words []string
	add := func(yes bool, word, otherwise string) {
		if !yes {
			word = otherwise
		}
		if word != "" {
			words = append(words, word)
		}
	}
	add(kept, "stays", "")
	add(r.Flags&cache.Gone == 0, "on the server", "only here")
	add(r.Body == cache.Full, "whole", "headers only")
	add(r.Place == cache.Archive, "archived", "")
	add(r.Flags&cache.Starred != 0, "starred", "")
	add(r.Flags&cache.Read == 0, "never read", "read")
	return strings.Join(append(words, r.Tags...), ", ")
}

// copyLine is a copy among its like: what tells them apart stands where the subject of others does.
func (s *Screen) copyLine(m *messages, r *cache.Row, width int) string {
	t := s.env.Theme
	return screen.Fit(copyFacts(r, r.ID == m.kept), width, t.Glyph.Ellipsis)
}
