package cleanup

import "charm.land/bubbles/v2/key"

type keys struct {
	Down, Up, PageDown, PageUp, Top, Bottom key.Binding
	Next, Previous, Number                  key.Binding
	Mark, MarkAll, Delete, Archive, Undo    key.Binding
	Enter, Open, Peek, Plan, Back, Count    key.Binding
	Biggest, Age, Keep, Search, Leave       key.Binding
	Out, KeepMore, Rehearse, Save, Unread   key.Binding // in the plan
}

func bind(does string, names ...string) key.Binding {
	return key.NewBinding(key.WithKeys(names...), key.WithHelp(names[0], does))
}

// short is a binding with fewer words, for the footer.
func short(b key.Binding, does string) key.Binding {
	b.SetHelp(b.Help().Key, does)
	return b
}

func newKeys() keys {
	k := keys{
		Down: bind("down", "j", "down"), Up: bind("up", "k", "up"), PageDown: bind("page down", "space", "ctrl+d", "pgdown"),
		PageUp: bind("page up", "ctrl+u", "pgup"), Top: bind("to the top", "g", "home"), Bottom: bind("to the end", "G", "end"),
		Next: bind("group by the next thing", "right", "l"), Previous: bind("group by the thing before", "left", "h"),
		Number: bind("group by the thing of that number", "1", "2", "3", "4", "5", "6", "7"),
		Mark:   bind("mark", "x"), MarkAll: bind("mark all, or none", "*"), Delete: bind("delete", "d", "delete"),
		Archive: bind("archive: keep here, free the server", "a"), Undo: bind("undo", "u"),
		Enter: bind("look inside the group", "enter"), Open: bind("read", "enter"), Peek: bind("see how it begins, unfetched", "p"), Plan: bind("plan: see what would go", "P"), Back: bind("back", "q", "esc"),
		Biggest: bind("the biggest messages", "b"), Age: bind("only what is older", "o"), Keep: bind("without what is starred", "!"), Search: bind("only what matches", "/"),
		Leave: bind("unsubscribe", "U"),
		Count: bind("so many from here: 20 d", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9"),
		Out:   bind("keep this one, or not", "x"), KeepMore: bind("keep all that is...", "w"), Rehearse: bind("rehearse on a stand-in of the server", "p"),
		Save: bind("write the plan to a file", "s"), Unread: bind("without a copy, too: unread and for ever", "X"),
	}
	k.Next.SetHelp("→", k.Next.Help().Desc)
	k.Previous.SetHelp("←", k.Previous.Help().Desc)
	k.Number.SetHelp("1-7", k.Number.Help().Desc)
	k.Count.SetHelp("0-9", k.Count.Help().Desc)
	return k
}
