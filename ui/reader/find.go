package reader

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"poplin/cache"
	"poplin/cache/message"
	"poplin/ui/screen"
)

// newFindPrompt asks for text to find in the message shown, wherever it stands in a word.
func newFindPrompt(s *Screen) *prompt {
	return newPrompt(s, "Find in this message", "", func(s *Screen, text string) (screen.Action, tea.Cmd) {
		s.words, s.hit, s.seeking = []string{"*" + message.Clean(text) + "*"}, -1, true
		return nil, s.lay()
	})
}

// found goes to the first hit at or below the top of the screen.
func (s *Screen) found() screen.Action {
	s.seeking = false
	if len(s.page.hits) == 0 {
		return screen.Notice{Text: strings.Trim(s.words[0], "*") + " does not stand in the text"}
	}
	s.hit, _ = slices.BinarySearch(s.page.hits, s.top)
	s.hit--
	return s.seek(1)
}

// askTag lets the person type tags; one that the message has already is taken away.
func (s *Screen) askTag() screen.Action {
	if s.letter == nil {
		return nil
	}
	id, has := s.id, slices.Clone(s.letter.entry.Tags)
	question := "tag"
	if len(has) > 0 {
		question = "tag (has " + strings.Join(has, " ") + "; the same again takes it away)"
	}
	return screen.Ask{Question: question, Then: func(text string) screen.Action {
		var acts screen.Many
		for _, tag := range strings.Fields(text) {
			if tag = strings.TrimLeft(tag, "#"); tag != "" {
				acts = append(acts, screen.Tag{IDs: []cache.ID{id}, Tag: tag, On: !slices.Contains(has, tag)})
			}
		}
		return acts
	}}
}
