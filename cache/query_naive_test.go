package cache

import "slices"

// facts are what the evaluation in memory knows of a note.
func (n *note) facts() *facts {
	return &facts{id: n.id, account: []string{"", "home", "Work"}[n.account], from: n.from, to: n.to, subject: n.subject,
		list: n.list, date: n.date, size: n.size, flags: n.flags, place: n.place, body: n.have, thread: n.thread,
		kind: kindOf(n.files), tags: n.tags, files: n.files, text: func() string { return n.body }}
}

// finds tells whether a view shows a note, the plain way: every condition looked at in memory.
func (v View) finds(n *note) bool {
	if v.Accounts != nil && !slices.Contains(v.Accounts, n.account) || n.place == Trash && !v.Query.asksForTrash() {
		return false
	}
	return v.Query == nil || n.facts().satisfies(v.Query.root)
}

func (n *note) kind() string { return n.facts().kindName() }
