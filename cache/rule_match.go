package cache

import (
	"cmp"
	"slices"
	"strings"

	"poplin/cache/message"
)

// facts are all that a query can ask of one message, for messages that are not in the index yet. It must agree with the
// SQL of query_sql.go, and a test holds them together.
type facts struct {
	id         ID
	account    string
	from       message.Address
	to         []message.Address
	subject    string
	list       string
	date, size int64
	flags      Flag
	place      Place
	body       Body
	thread     int64
	kind       string
	tags       []string
	files      []message.Attachment
	text       func() string // asked for at most once, and only if a query wants it

	cut map[field][]string // tokens, as far as they were asked for
}

func (f *facts) satisfies(n node) bool {
	switch n := n.(type) {
	case allOf:
		return !slices.ContainsFunc(n, func(k node) bool { return !f.satisfies(k) })
	case anyOf:
		return slices.ContainsFunc(n, f.satisfies)
	case not:
		return !f.satisfies(n.of)
	case textTerm:
		return f.says(n)
	case exactTerm:
		return f.hasExactly(n)
	case stateTerm:
		return f.isIn(n)
	case fileTerm:
		return f.flags&Attached != 0
	case sizeTerm:
		return n.larger && f.size > n.bytes || !n.larger && f.size < n.bytes
	case dateTerm:
		before := n.key == "before" || n.key == "older"
		return before == (f.date < n.at.Unix())
	case tagTerm:
		return slices.ContainsFunc(f.tags, func(t string) bool { return lowerPlain(t) == lowerPlain(n.tag) })
	case accountTerm:
		return lowerPlain(f.account) == lowerPlain(n.account)
	case kindTerm:
		return f.kindName() == string(n)
	case threadTerm:
		return f.thread != 0 && f.thread == int64(n) || int64(f.id) == int64(n)
	}
	return false
}

// says looks for a phrase, token by token.
func (f *facts) says(t textTerm) bool {
	phrase, goesOn := phraseTokens(t.value, t.prefix)
	for in := inFrom; in <= inFile; in++ {
		if (t.field == anywhere || t.field == in) && holds(f.tokens(in), phrase, goesOn) {
			return true
		}
	}
	return false
}

func holds(words, phrase []string, goesOn bool) bool {
	last := len(phrase) - 1
	for i := 0; i+last < len(words); i++ {
		end := words[i+last]
		fits := end == phrase[last] || goesOn && strings.HasPrefix(end, phrase[last])
		if fits && slices.Equal(words[i:i+last], phrase[:last]) {
			return true
		}
	}
	return false
}

func (f *facts) tokens(in field) []string {
	if words, ok := f.cut[in]; ok {
		return words
	}
	w := wording{subject: f.subject, list: f.list}
	w.setPeople(f.from, f.to)
	w.setFiles(f.files)
	if in == inBody && f.text != nil {
		w.body = f.text()
	}
	all := [...]string{inFrom: w.sender, inTo: w.recipient, inSubject: w.subject, inBody: w.body, inList: w.list,
		inFile: w.file}
	if f.cut == nil {
		f.cut = map[field][]string{}
	}
	f.cut[in] = strings.Fields(indexText(all[in]))
	return f.cut[in]
}

func (f *facts) hasExactly(n exactTerm) bool {
	value := lowerPlain(n.value)
	same := func(addr string) bool {
		addr = lowerPlain(addr)
		if d, ok := strings.CutPrefix(value, "@"); ok {
			return domain(addr) == d
		}
		return addr == value
	}
	switch n.field {
	case inFrom:
		return same(f.from.Addr) || f.from.Addr == "" && lowerPlain(f.from.Name) == value
	case inTo:
		return slices.ContainsFunc(f.to, func(a message.Address) bool { return same(a.Addr) })
	case inList:
		return lowerPlain(f.list) == value
	}
	base := baseSubject(n.value)
	return subjectKey(f.subject) == subjectKey(n.value) && strings.HasSuffix(lowerPlain(f.subject), lowerPlain(base))
}

// domain is what stands behind the at sign, in small letters.
func domain(addr string) string {
	_, d, _ := strings.Cut(lowerPlain(addr), "@")
	return d
}

func (f *facts) isIn(s stateTerm) bool {
	switch s {
	case "unread":
		return f.flags&Read == 0
	case "read":
		return f.flags&Read != 0
	case "starred":
		return f.flags&Starred != 0
	case "deleted":
		return f.place == Trash
	case "archived":
		return f.place == Archive
	case "local":
		return f.flags&Gone != 0
	case "inbox":
		return f.place == Inbox && f.flags&Skipped == 0
	case "list":
		return f.flags&Bulk != 0
	}
	return s == "full" && f.body == Full
}

// kindName is kindSQL.
func (f *facts) kindName() string {
	switch {
	case f.flags&Attached != 0:
		return cmp.Or(f.kind, "other")
	case f.body == Full:
		return "none"
	}
	return "unknown"
}
