package reader

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"poplin/ui/screen"
)

// lastTop is the row at the top when the end of the page is on the screen.
func (s *Screen) lastTop() int {
	if s.page == nil {
		return 0
	}
	return max(0, len(s.page.rows)-s.textHeight())
}

func (s *Screen) atEnd() bool { return s.top >= s.lastTop() }

func (s *Screen) scrollTo(top int) { s.top = max(0, min(top, s.lastTop())) }

func (s *Screen) wheel(msg tea.MouseWheelMsg) {
	const lines = 3
	if s.letter == nil {
		return
	}
	switch msg.Button {
	case tea.MouseWheelUp:
		s.scrollTo(s.top - lines)
	case tea.MouseWheelDown:
		s.scrollTo(s.top + lines)
	}
}

// seek goes to the next hit of the search, round and round.
func (s *Screen) seek(delta int) screen.Action {
	if s.page == nil || len(s.page.hits) == 0 {
		return screen.Notice{Text: "no word of the search stands in the text"}
	}
	n := len(s.page.hits)
	if s.hit < 0 && delta < 0 {
		s.hit = 0
	}
	s.hit = ((s.hit+delta)%n + n) % n
	s.scrollTo(s.page.hits[s.hit] - s.textHeight()/3)
	return nil
}

// percent says how far the page is read.
func (s *Screen) percent() string {
	last := s.lastTop()
	if last == 0 {
		return "all"
	}
	return fmt.Sprintf("%d%%", 100*min(s.top, last)/last)
}

// Status says where in the text one is.
func (s *Screen) Status() string {
	if s.page == nil || s.letter == nil || s.empty() != nil {
		return ""
	}
	if s.hit >= 0 && s.hit < len(s.page.hits) {
		return fmt.Sprintf("hit %d of %d", s.hit+1, len(s.page.hits))
	}
	switch s.look.mode {
	case headersMode:
		return "all header fields"
	case sourceMode:
		return "source, " + s.letter.extent()
	case partsMode:
		return screen.Plural(len(s.parts.items), "part")
	}
	return s.percent()
}
