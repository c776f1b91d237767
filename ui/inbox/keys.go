package inbox

import (
	"charm.land/bubbles/v2/key"

	"poplin/ui/screen"
)

// keys are all keys of the list. What each does is said once, here, for footer, help and palette.
type keys struct {
	Down, Up, PageDown, PageUp, Top, Bottom  key.Binding
	NextUnread, PrevUnread                   key.Binding
	Open, Peek, Search, Sort, Views, Number  key.Binding
	Threads, Fold, FoldAll, Days             key.Binding
	Delete, Archive, Undo                    key.Binding
	Mark, Range, Like, Star, Read, Tag, Rule key.Binding
	Save, Leave, Quit, Plan, Unsubscribe     key.Binding
}

func bind(does string, names ...string) key.Binding {
	return key.NewBinding(key.WithKeys(names...), key.WithHelp(names[0], does))
}

func newKeys() keys {
	k := keys{
		Down: bind("down", "j", "down"), Up: bind("up", "k", "up"),
		PageDown: bind("page down", "space", "ctrl+d", "pgdown", "ctrl+f"), PageUp: bind("page up", "ctrl+u", "pgup", "ctrl+b"),
		Top: bind("to the top", "home"), Bottom: bind("to the end", "G", "end"),
		NextUnread: bind("next unread", "n"), PrevUnread: bind("previous unread", "N"),
		Open: bind("read", "enter", "l", "right"), Search: bind("search", "/"), Peek: bind("see how it begins, unfetched", "p"), Sort: bind("sort", "o"),
		Views: bind("go to a view", "g"), Number: bind("the view of that number", "1", "2", "3", "4", "5", "6", "7", "8", "9"),
		Threads: bind("conversations on or off", "T"), Fold: bind("fold a conversation", "z"), FoldAll: bind("fold all conversations", "Z"), Days: bind("group by day or not", "y"),
		Delete: bind("delete", "d", "delete"), Archive: bind("archive: keep here, free the server", "a"), Undo: bind("undo", "u"),
		Mark: bind("mark", "x"), Range: bind("mark a range", "v"), Like: bind("mark all like this", "*"),
		Star: bind("star", "!"), Read: bind("read or unread", "r"), Tag: bind("tag", "t"), Rule: bind("a rule for mail like this", "w"),
		Unsubscribe: bind("unsubscribe", "U"),
		Plan:        bind("plan: what would go, rehearsed", "P"),
		Save:        bind("keep, or forget, a search as a view", "S"), Leave: bind("leave search, clear marks", "esc"), Quit: bind("quit", "q"),
	}
	k.Number.SetHelp("1-9", k.Number.Help().Desc)
	k.Down.SetHelp("j ↓", "down")
	k.Up.SetHelp("k ↑", "up")
	return k
}

// Hints are for the footer.
func (m *Model) Hints() []key.Binding {
	k := &m.keys
	if m.search.typing {
		return []key.Binding{bind("keep the results", "enter"), bind("back to where you were", "esc")}
	}
	if m.marks.some() {
		return []key.Binding{k.Delete, short(k.Archive, "archive"), short(k.Plan, "plan"), short(k.Leave, "clear marks"), k.Star, k.Read, k.Tag, k.Mark, k.Range, short(k.Like, "mark like this")}
	}
	if m.search.on {
		return []key.Binding{k.Open, short(k.Leave, "back to where you were"), k.Search, k.Delete, short(k.Archive, "archive"), short(k.Save, "keep as a view"), k.Mark, short(k.Like, "mark like this"), k.Sort}
	}
	return []key.Binding{k.Open, k.Delete, short(k.Archive, "archive"), k.Search, k.Mark, short(k.Views, "views"), k.Undo, short(k.Like, "mark like this"), k.Sort, k.Threads, k.Quit}
}

// short is a binding with fewer words, for the footer.
func short(b key.Binding, does string) key.Binding {
	b.SetHelp(b.Help().Key, does)
	return b
}

// Keys are for help and palette.
func (m *Model) Keys() []screen.Group {
	k := &m.keys
	return []screen.Group{
		{Title: "Move", Keys: []key.Binding{k.Down, k.Up, k.PageDown, k.PageUp, k.Top, k.Bottom, k.NextUnread, k.PrevUnread}},
		{Title: "Look", Keys: []key.Binding{k.Open, k.Peek, k.Search, k.Sort, k.Views, k.Number, k.Save, k.Threads, k.Fold, k.FoldAll, k.Days}},
		{Title: "Mark", Keys: []key.Binding{k.Mark, k.Range, k.Like, k.Leave}},
		{Title: "Do", Keys: []key.Binding{k.Delete, k.Archive, k.Plan, k.Undo, k.Star, k.Read, k.Tag, k.Rule, k.Unsubscribe, k.Quit}},
	}
}
