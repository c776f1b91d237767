package reader

import (
	"charm.land/bubbles/v2/key"

	"poplin/ui/screen"
)

// keys are the reader's bindings; help, footer and palette are made from them.
type keys struct {
	PageDown, PageUp, HalfDown, HalfUp, Down, Up, Top, Bottom   key.Binding
	Next, Prev, Find, NextHit, PrevHit, Fold                    key.Binding
	Other, Headers, Source, Parts, Pictures                     key.Binding
	Follow, Save, Pipe, Copy                                    key.Binding
	Fetch, Peek, Delete, Archive, Undo, Star, Unread, Tag, Back key.Binding
	Leave                                                       key.Binding
}

func newKeys() keys {
	bind := func(shown, does string, names ...string) key.Binding {
		return key.NewBinding(key.WithKeys(names...), key.WithHelp(shown, does))
	}
	return keys{
		PageDown: bind("space", "page on, then next message", "space", "pgdown"),
		PageUp:   bind("b", "page up", "b", "pgup", "shift+space"),
		HalfDown: bind("ctrl+d", "half a page down", "ctrl+d"),
		HalfUp:   bind("ctrl+u", "half a page up", "ctrl+u"),
		Down:     bind("j", "line down", "j", "down"),
		Up:       bind("k", "line up", "k", "up"),
		Top:      bind("g", "to the top", "g", "home"),
		Bottom:   bind("G", "to the end", "G", "end"),

		Next:    bind("J", "next message", "J"),
		Prev:    bind("K", "previous message", "K"),
		Find:    bind("/", "find in this message", "/"),
		NextHit: bind("n", "next hit of the search", "n"),
		PrevHit: bind("N", "previous hit of the search", "N"),
		Fold:    bind("z", "fold or unfold quotations", "z"),

		Other:    bind("m", "html or plain text", "m"),
		Headers:  bind("h", "all header fields", "h"),
		Source:   bind(`\`, "source as received", `\`),
		Parts:    bind("v", "list of parts", "v"),
		Pictures: bind("i", "pictures", "i"),

		Follow: bind("f", "follow a link", "f"),
		Save:   bind("s", "save attachments", "s"),
		Pipe:   bind("|", "pipe to a command", "|"),
		Copy:   bind("y", "copy", "y"),

		Fetch:   bind("enter", "fetch the body", "enter"),
		Peek:    bind("p", "more of it without fetching it whole", "p"),
		Delete:  bind("d", "delete and go on", "d", "delete"),
		Archive: bind("a", "archive and go on", "a"),
		Undo:    bind("u", "undo", "u"),
		Star:    bind("!", "star", "!"),
		Unread:  bind("r", "mark read or unread", "r"),
		Tag:     bind("t", "tag", "t"),
		Leave:   bind("U", "unsubscribe", "U"),
		Back:    bind("q", "back", "q", "esc", "left"),
	}
}

// Keys for help and palette.
func (s *Screen) Keys() []screen.Group {
	k := &s.keys
	return []screen.Group{
		{Title: "Read", Keys: []key.Binding{k.PageDown, k.PageUp, k.HalfDown, k.HalfUp, k.Down, k.Up, k.Top, k.Bottom, k.Next, k.Prev, k.Find, k.NextHit, k.PrevHit, k.Fold}},
		{Title: "Look at", Keys: []key.Binding{k.Other, k.Headers, k.Source, k.Parts, k.Pictures}},
		{Title: "Links and files", Keys: []key.Binding{k.Follow, k.Save, k.Pipe, k.Copy}},
		{Title: "This message", Keys: []key.Binding{k.Fetch, k.Peek, k.Delete, k.Archive, k.Undo, k.Star, k.Unread, k.Tag, k.Leave, k.Back}},
	}
}

// Hints for the footer: what is of use now.
func (s *Screen) Hints() []key.Binding {
	k := &s.keys
	if s.panel != nil {
		return s.panel.hints()
	}
	if s.look.mode == partsMode {
		return s.parts.hints(s)
	}
	if s.look.mode != textMode {
		return []key.Binding{hint("q", "back to the text"), hint("space", "page"), k.Save}
	}
	var h []key.Binding
	if s.letter != nil && !s.letter.whole() {
		h = append(h, hint("enter", "fetch"), hint("p", "peek"))
	}
	h = append(h, hint("space", "next"), hint("d", "delete"), hint("a", "archive"))
	if len(s.files()) > 0 {
		h = append(h, hint("s", "save"))
	}
	if s.page != nil && len(s.page.links) > 0 {
		h = append(h, hint("f", "links"))
	}
	if s.page != nil && len(s.page.hits) > 0 {
		h = append(h, hint("n", "next hit"))
	}
	switch {
	case s.letter == nil:
	case s.letter.doc != nil && s.letter.doc.Hidden > 0:
		h = append(h, hint("m", "hidden words"))
	case len(s.letter.read) > 1 || s.look.bare:
		h = append(h, hint("m", "other part"))
	}
	if s.page != nil && s.page.foldable {
		h = append(h, hint("z", "fold"))
	}
	if s.letter != nil && s.letter.sum != nil && len(s.letter.sum.Unsubscribe) > 0 {
		h = append(h, k.Leave)
	}
	return append(h, hint("q", "back"))
}

// hint is a binding for the footer only.
func hint(k, does string) key.Binding {
	return key.NewBinding(key.WithKeys(k), key.WithHelp(k, does))
}
