package cache

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strings"

	"poplin/cache/message"
)

// applyRules does what the rules say to messages that were just written, in the same transaction: nobody sees them
// before. Each rule applies to a message once: to its header, or to the whole if only that satisfies it. A message whose
// rules cannot be worked out stays as it is.
func (c *Cache) applyRules(ctx context.Context, tx *txn, arrived []*arrival) error {
	if len(arrived) == 0 {
		return nil
	}
	rows, err := tx.QueryContext(ctx, selectRules)
	if err != nil {
		return err
	}
	rules, err := scanRules(rows)
	if err != nil || len(rules) == 0 {
		return err
	}
	all := make([]*facts, len(arrived))
	for i, a := range arrived {
		if all[i], err = c.factsOf(ctx, tx, a); err != nil {
			return err
		}
	}
	for _, r := range rules {
		q, err := ParseQuery(r.Query, c.now())
		if err != nil || q == nil {
			continue // the language has changed since
		}
		var hit []ID
		for i, f := range all {
			if f.newly(q.root, arrived[i].again) {
				hit = append(hit, f.id)
				f.flags, f.tags = f.flags|r.Flags, append(f.tags, r.Tags...)
			}
		}
		if err := r.apply(ctx, tx, hit); err != nil {
			return err
		}
	}
	return nil
}

// newly tells whether a message satisfies a condition and did not do so by its header, if that was here before.
func (f *facts) newly(n node, again bool) bool {
	if !f.satisfies(n) {
		return false
	}
	if !again {
		return true
	}
	head := *f
	head.text, head.files, head.cut = nil, nil, nil
	head.flags, head.body = f.flags&^Attached, Headers
	return !head.satisfies(n)
}

// factsOf reads back what was written of a message. The text is taken from the bytes, and only if a rule asks for it.
func (c *Cache) factsOf(ctx context.Context, tx *txn, a *arrival) (*facts, error) {
	f := &facts{id: a.id, files: a.summary.Attachments}
	var to string
	var tags sql.NullString
	err := tx.QueryRowContext(ctx, `SELECT a.name, m.from_name, m.from_addr, m.subject, m.list, m.date, m.size, m.flags,
		m.place, m.body, m.thread, m.kind, coalesce(d.recipients, '[]'),
		(SELECT group_concat(t.name, char(31)) FROM message_tag mt JOIN tag t ON t.id = mt.tag WHERE mt.message = m.id)
		FROM message m JOIN account a ON a.id = m.account LEFT JOIN detail d ON d.message = m.id WHERE m.id = ?`, a.id).
		Scan(&f.account, &f.from.Name, &f.from.Addr, &f.subject, &f.list, &f.date, &f.size, &f.flags, &f.place, &f.body,
			&f.thread, &f.kind, &to, &tags)
	if errors.Is(err, sql.ErrNoRows) {
		return f, nil
	}
	if err != nil {
		return nil, err
	}
	_ = json.Unmarshal([]byte(to), &f.to) // without recipients, no rule for them
	if tags.Valid {
		f.tags = strings.Split(tags.String, "\x1f")
	}
	if a.body == Full {
		f.text = func() string { return c.textOf(ctx, a) }
	}
	return f, nil
}

// textOf reads the text of an arrival from memory, or from the chunks that were staged before this transaction.
func (c *Cache) textOf(ctx context.Context, a *arrival) (text string) {
	defer func() {
		if recover() != nil {
			text = ""
		}
	}()
	if a.staged != 0 {
		return message.Open(&source{c: c, ctx: ctx, body: a.staged, size: a.size}, a.size, nil).Text()
	}
	raw, err := c.pack.join(a.chunks)
	if err != nil {
		return ""
	}
	return message.Open(bytes.NewReader(raw), a.size, nil).Text()
}
