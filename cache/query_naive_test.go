package cache

import (
	"slices"
	"strings"

	"poplin/cache/message"
)

// finds tells whether a view shows a note, the plain way: every condition looked at in memory.
func (v View) finds(n *note) bool {
	if v.Accounts != nil && !slices.Contains(v.Accounts, n.account) {
		return false
	}
	if v.Query == nil {
		return n.place != Trash
	}
	if n.place == Trash && !strings.Contains(v.Query.String(), "is:deleted") {
		return false
	}
	return n.satisfies(v.Query.root)
}

func (n *note) satisfies(c node) bool {
	switch c := c.(type) {
	case allOf:
		return !slices.ContainsFunc(c, func(k node) bool { return !n.satisfies(k) })
	case anyOf:
		return slices.ContainsFunc(c, n.satisfies)
	case not:
		return !n.satisfies(c.of)
	case textTerm:
		return n.says(c)
	case exactTerm:
		return n.hasExactly(c)
	case stateTerm:
		return n.isIn(string(c))
	case fileTerm:
		return n.flags&Attached != 0
	case sizeTerm:
		return c.larger && n.size > c.bytes || !c.larger && n.size < c.bytes
	case dateTerm:
		before := c.key == "before" || c.key == "older"
		return before == (n.date < c.at.Unix())
	case tagTerm:
		return slices.ContainsFunc(n.tags, func(t string) bool { return strings.EqualFold(t, c.tag) })
	case accountTerm:
		return strings.EqualFold([]string{"", "home", "Work"}[n.account], c.account)
	case threadTerm:
		return n.thread == int64(c) || int64(n.id) == int64(c)
	case kindTerm:
		return n.kind() == string(c)
	}
	panic("unknown term")
}

// says looks for a phrase in the fields, token by token.
func (n *note) says(t textTerm) bool {
	w := n.wording()
	fields := map[field]string{inBody: w.body, inFrom: w.sender, inTo: w.recipient, inSubject: w.subject, inList: w.list, inFile: w.file}
	phrase, goesOn := phraseTokens(t.value, t.prefix)
	for f, s := range fields {
		if t.field != anywhere && t.field != f {
			continue
		}
		var words []string
		tokens(s, func(t token) bool { words = append(words, string(t.text)); return true })
		for i := 0; i+len(phrase) <= len(words); i++ {
			here := words[i : i+len(phrase)]
			last := len(phrase) - 1
			if slices.Equal(here[:last], phrase[:last]) &&
				(here[last] == phrase[last] || goesOn && strings.HasPrefix(here[last], phrase[last])) {
				return true
			}
		}
	}
	return false
}

func (n *note) hasExactly(c exactTerm) bool {
	same := func(addr string) bool {
		if domain, ok := strings.CutPrefix(c.value, "@"); ok {
			_, d, _ := strings.Cut(addr, "@")
			return strings.EqualFold(d, domain)
		}
		return strings.EqualFold(addr, c.value)
	}
	switch c.field {
	case inFrom:
		return same(n.from.Addr) || n.from.Addr == "" && strings.EqualFold(n.from.Name, c.value)
	case inTo:
		for _, a := range n.to {
			if same(a.Addr) {
				return true
			}
		}
		return false
	case inSubject:
		return strings.EqualFold(baseSubject(n.subject), baseSubject(c.value))
	}
	return strings.EqualFold(n.list, c.value)
}

func (n *note) isIn(s string) bool {
	switch s {
	case "unread":
		return n.flags&Read == 0
	case "read":
		return n.flags&Read != 0
	case "starred":
		return n.flags&Starred != 0
	case "deleted":
		return n.place == Trash
	case "archived":
		return n.place == Archive
	case "local":
		return n.flags&Gone != 0
	case "inbox":
		return n.place == Inbox && n.flags&Skipped == 0
	case "list":
		return n.flags&Bulk != 0
	}
	return n.have == Full
}

func (n *note) kind() string {
	switch {
	case len(n.files) == 0 && n.have == Full:
		return "none"
	case len(n.files) == 0:
		return "unknown"
	}
	big := slices.MaxFunc(n.files, func(a, b message.Attachment) int { return int(a.Size - b.Size) })
	return map[string]string{"bill.pdf": "pdf", "tea.JPG": "image", "請求書.xlsx": "sheet", "talk.xyz": "other"}[big.Name]
}
