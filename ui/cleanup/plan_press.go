package cleanup

import (
	"fmt"
	"os"
	"path/filepath"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"poplin/cache"
	"poplin/ui/screen"
)

// pressPlan trims the plan, rehearses it, applies it, or leaves it.
func (s *Screen) pressPlan(msg tea.KeyPressMsg) (screen.Action, tea.Cmd) {
	k, p := &s.keys, s.plan
	if key.Matches(msg, k.Back) {
		s.plan = nil
		return nil, nil
	}
	if p.made == nil {
		return nil, nil
	}
	if delta, ok := s.way(msg, p.cur, len(p.made.Items)); ok {
		p.cur += delta
		s.settle()
		return nil, nil
	}
	switch {
	case key.Matches(msg, k.Out):
		s.takeOut()
	case key.Matches(msg, k.Keep):
		s.keep(keepMsg{cache.WarnStarred})
	case key.Matches(msg, k.KeepMore):
		return s.keepMenu(), nil
	case key.Matches(msg, k.Delete):
		return s.apply(cache.DeleteAction, false), nil
	case key.Matches(msg, k.Archive):
		return s.apply(cache.ArchiveAction, false), nil
	case key.Matches(msg, k.Rehearse):
		return s.rehearse()
	case key.Matches(msg, k.Save):
		return s.askFile(), nil
	case key.Matches(msg, k.Open):
		if p.cur < len(p.made.Items) {
			return screen.Open{ID: p.made.Items[p.cur].Message}, nil
		}
	case key.Matches(msg, k.Unread):
		return s.askUnread(), nil
	}
	return nil, nil
}

// takeOut lets the message under the cursor stay, or go after all.
func (s *Screen) takeOut() {
	p := s.plan
	if p.cur >= len(p.made.Items) {
		return
	}
	id := p.made.Items[p.cur].Message
	p.out[id] = !p.out[id]
	p.changed()
	p.cur++
	s.settle()
}

func (s *Screen) keep(m keepMsg) {
	if p := s.plan; p != nil && p.made != nil {
		p.keep[m.warning] = !p.keep[m.warning]
		p.changed()
	}
}

// warningKeys are the letters of the menu of warnings.
var warningKeys = map[cache.Warning]string{
	cache.WarnAnswered: "a", cache.WarnStarred: "s", cache.WarnOpened: "o", cache.WarnUnread: "u", cache.WarnNoCopy: "n",
}

// warningWords say what has a warning: of many, and of one.
func warningWords(w cache.Warning) (many, one string) {
	switch w {
	case cache.WarnAnswered:
		return "in conversations you answered", "answered"
	case cache.WarnStarred:
		return "starred", "starred"
	case cache.WarnOpened:
		return "from people you usually open", "usually opened"
	case cache.WarnUnread:
		return "never read", "never read"
	case cache.WarnNoCopy:
		return "not wholly here yet", "not here yet"
	}
	return string(w), string(w)
}

// keepMenu offers to take out all that has a warning.
func (s *Screen) keepMenu() screen.Action {
	n := s.plan.made.Warned()
	menu := screen.Choose{Title: "Keep what is"}
	for _, w := range cache.Warnings {
		if n[w] > 0 {
			many, _ := warningWords(w)
			menu.Choices = append(menu.Choices, screen.Choice{Key: warningKeys[w], Label: many + ": " + screen.Count(n[w]), On: s.plan.keep[w],
				Do: screen.Tell{Msg: keepMsg{w}}})
		}
	}
	if len(menu.Choices) == 0 {
		return screen.Notice{Text: "nothing in the plan has a warning"}
	}
	return menu
}

// askUnread asks before anything leaves the server without a copy, which nothing brings back.
func (s *Screen) askUnread() screen.Action {
	left := s.plan.trimmed()
	n := left.Warned()[cache.WarnNoCopy]
	if n == 0 {
		return nil
	}
	return screen.Confirm{
		Question: "Delete " + screen.Plural(len(left.Items), "message") + ", of which " + screen.Count(n) +
			" have no copy here? Those will be gone for ever, unread.",
		Yes: screen.Tell{Msg: unreadMsg{s.gen}},
	}
}

// throwAway has the person's word.
func (s *Screen) throwAway(m unreadMsg) screen.Action {
	if m.gen != s.gen || s.plan == nil || s.plan.made == nil {
		return nil
	}
	return s.apply(cache.DeleteAction, true)
}

// askFile asks where to write the plan.
func (s *Screen) askFile() screen.Action {
	name := "poplin-plan-" + s.env.Now().Format("2006-01-02") + ".txt"
	return screen.Ask{Question: "write the plan to", Value: filepath.Join(s.env.SaveDir, name), Then: func(path string) screen.Action {
		if path == "" {
			return nil
		}
		return screen.Tell{Msg: saveMsg{path}}
	}}
}

// save writes the plan; a file that is there is not written over.
func (s *Screen) save(m saveMsg) tea.Cmd {
	if s.plan == nil || s.plan.made == nil {
		return nil
	}
	left := s.plan.trimmed()
	return func() tea.Msg {
		file, err := os.OpenFile(m.path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err == nil {
			err = left.Write(file)
			if closed := file.Close(); err == nil {
				err = closed
			}
		}
		if err != nil {
			return noticeMsg{screen.Notice{Text: "the plan was not written: " + err.Error(), Bad: true}}
		}
		return noticeMsg{screen.Notice{Text: fmt.Sprintf("written; poplin %s --plan %s carries it out", left.Action, m.path)}}
	}
}

// noticeMsg brings what is to be said.
type noticeMsg struct{ screen.Notice }
