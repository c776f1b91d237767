package cache

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"poplin/cache/message"
)

// letter is a message as the tests of query and list make it up: what the tables are to hold, and its text.
type note struct {
	id      ID
	account AccountID
	from    message.Address
	to      []message.Address
	subject string
	body    string
	list    string
	files   []message.Attachment
	date    int64
	size    int64
	flags   Flag
	place   Place
	have    Body
	thread  int64
	turn    int
	tags    []string
}

var (
	stockWords = []string{"tea", "teapot", "Kuchen", "café", "CAFE", "東京タワー", "京都", "don't", "e-mail", "2024", "naïve",
		"straße", "STRASSE", "оплата", "ёлка", "елка", "ภาษาไทย", "서울에서", "x", "alpha_beta"}
	stockNames   = []string{"ada", "grace", "alan", "barbara", "edsger"}
	stockDomains = []string{"example.org", "mail.example.org", "example.com"}
	stockLists   = []string{"", "", "", "golang.lists.example.org", "News.example.com", "lists.example.org"}
	stockTags    = []string{"work", "to do", "Familie"}
	stockTypes   = []message.Attachment{{Name: "bill.pdf", Type: "application/pdf"}, {Name: "tea.JPG", Type: "application/octet-stream"},
		{Name: "請求書.xlsx", Type: "application/vnd.ms-excel"}, {Name: "talk.xyz", Type: "application/x-odd"}}
)

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

func sentence(r *rand.Rand, n int) string {
	s := ""
	for i := range n {
		if i > 0 {
			s += pick(r, []string{" ", " ", ", ", "-", "\n", ""})
		}
		s += pick(r, stockWords)
	}
	return s
}

// makeNotes makes n messages in conversations, over two accounts.
func makeNotes(r *rand.Rand, n int) []*note {
	all := make([]*note, n)
	for i := range all {
		m := &note{id: ID(i + 1), account: AccountID(1 + r.IntN(2)), date: noon.Unix() - int64(r.IntN(40))*86400*30,
			size: int64(1000 * (1 + r.IntN(12))), flags: Flag(r.IntN(64)) &^ Attached, place: Place(r.IntN(3)),
			have: pick(r, []Body{None, Headers, Full, Full}), subject: sentence(r, 1+r.IntN(3)), list: pick(r, stockLists)}
		m.from = message.Address{Name: pick(r, stockNames) + " " + pick(r, stockWords), Addr: pick(r, stockNames) + "@" + pick(r, stockDomains)}
		if r.IntN(12) == 0 {
			m.from.Addr = ""
		}
		for range r.IntN(3) {
			m.to = append(m.to, message.Address{Name: pick(r, stockWords), Addr: pick(r, stockNames) + "@" + pick(r, stockDomains)})
		}
		if m.have == Full {
			m.body = sentence(r, r.IntN(12))
		}
		for range max(0, r.IntN(4)-1) {
			a := pick(r, stockTypes)
			a.Size = int64(r.IntN(1 << 20))
			m.files = append(m.files, a)
			m.flags |= Attached
		}
		if r.IntN(3) > 0 {
			m.thread = int64(1 + r.IntN(n/4+1))
			m.turn = r.IntN(4)
		}
		for _, tag := range stockTags {
			if r.IntN(5) == 0 {
				m.tags = append(m.tags, tag)
			}
		}
		all[i] = m
	}
	return all
}

// stock opens a cache that holds these messages, indexed.
func stock(t testing.TB, notes []*note) *Cache {
	t.Helper()
	c := open(t, t.TempDir(), Options{})
	for _, name := range []string{"home", "Work"} {
		must[AccountID](t)(c.Account(ctx, name, Keep{}))
	}
	words := newPostings()
	for some := range slices.Chunk(notes, 1+len(notes)/20) { // so many segments that they are merged
		ok(t, c.change(ctx, func(tx *txn) error {
			words.reset()
			for _, n := range some {
				if err := n.insert(tx, words); err != nil {
					return err
				}
			}
			return writeWords(ctx, tx, "word", words)
		}))
		ok(t, c.mergeWords(ctx, "word"))
	}
	return c
}

// insert leaves the words to be written with those of others.
func (n *note) insert(tx *txn, words *postings) error {
	to, _ := json.Marshal(n.to)
	if n.to == nil {
		to = []byte("[]")
	}
	all := []statement{
		{`INSERT INTO message (id, account, date, size, flags, place, body, attachments, thread, turn, from_name, from_addr,
			subject, list, from_key, subject_key, kind) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			[]any{n.id, n.account, n.date, n.size, n.flags, n.place, n.have, len(n.files), n.thread, n.turn, n.from.Name, n.from.Addr,
				n.subject, n.list, fromKey(n.from), subjectKey(n.subject), kindOf(n.files)}},
		{"INSERT INTO detail (message, recipients, files) VALUES (?, ?, ?)", []any{n.id, string(to), filesJSON(n.files)}},
	}
	for _, tag := range n.tags {
		all = append(all, statement{"INSERT OR IGNORE INTO tag (name) VALUES (?)", []any{tag}},
			statement{"INSERT INTO message_tag SELECT id, ? FROM tag WHERE name = ?", []any{n.id, tag}})
	}
	if err := run(ctx, tx, all); err != nil {
		return fmt.Errorf("note %d: %w", n.id, err)
	}
	w := n.wording()
	words.take(&w)
	return nil
}

func (n *note) wording() wording {
	w := wording{id: n.id, body: n.body, subject: n.subject, list: n.list}
	w.setPeople(n.from, n.to)
	w.setFiles(n.files)
	return w
}
