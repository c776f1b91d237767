package cache

import (
	"context"
	"fmt"
	"slices"
)

// Trial tells what a rule would have done to the mail at hand.
type Trial struct {
	Counts      // what it would have touched
	Starred int // of those, starred by the person
	Opened  int // of those, read
	Sample  []Row
}

// sampleRows is how many of the opened messages a trial shows, newest first.
const sampleRows = 20

// TryRule tells what a rule would have touched, and shows what of that was opened, for those are what it might take
// from sight by mistake. The index should be whole.
func (c *Cache) TryRule(ctx context.Context, r Rule) (Trial, error) {
	t, err := c.tryRule(ctx, r)
	if err != nil {
		return Trial{}, fmt.Errorf("cache: rule: %w", err)
	}
	return t, nil
}

func (c *Cache) tryRule(ctx context.Context, r Rule) (t Trial, err error) {
	q, err := r.check(c.now())
	if err != nil {
		return t, err
	}
	if t.Counts, err = c.count(ctx, View{Query: q}); err != nil {
		return t, friendly(err)
	}
	starred, err := c.count(ctx, View{Query: q.And(&Query{stateTerm("starred")})})
	if err != nil {
		return t, friendly(err)
	}
	t.Starred, t.Opened = starred.Messages, t.Messages-t.Unread
	t.Sample, err = c.page(ctx, View{Query: q.And(&Query{stateTerm("read")})}, nil, sampleRows, false)
	return t, err
}

// ApplyRule does to the mail at hand what a rule does to what arrives, and says to how many messages.
func (c *Cache) ApplyRule(ctx context.Context, r Rule) (int, error) {
	q, err := r.check(c.now())
	if err != nil {
		return 0, fmt.Errorf("cache: rule: %w", err)
	}
	ids, err := c.selectIDs(ctx, View{Query: q}, -1)
	if err == nil {
		err = c.change(ctx, func(tx *txn) error { return r.apply(ctx, tx, ids) })
	}
	if err != nil {
		return 0, fmt.Errorf("cache: rule: %w", err)
	}
	return len(ids), nil
}

// apply sets the flags and the tags, and counts.
func (r *Rule) apply(ctx context.Context, tx *txn, ids []ID) error {
	if len(ids) == 0 {
		return nil
	}
	all := []statement{
		{"UPDATE message SET flags = flags | ?2 WHERE id IN (SELECT value FROM json_each(?1)) AND flags & ?2 <> ?2",
			[]any{list(ids), r.Flags & ruleFlags}},
		{"UPDATE rule SET hits = hits + ? WHERE id = ?", []any{len(ids), r.ID}},
	}
	for _, tag := range r.Tags {
		all = append(all, addTag(ids, tag)...)
	}
	return run(ctx, tx, all)
}

func addTag(ids []ID, tag string) []statement {
	return []statement{
		{"INSERT OR IGNORE INTO tag (name) VALUES (?)", []any{tag}},
		{`INSERT OR IGNORE INTO message_tag SELECT (SELECT id FROM tag WHERE name = ?), id FROM message
			WHERE id IN (SELECT value FROM json_each(?))`, []any{tag, list(ids)}},
	}
}

// Alike proposes queries for a rule by example, or for marking more of the same: each finds all of the messages given.
// The closest comes first: the list, the sender, the subject, the domain.
func (c *Cache) Alike(ctx context.Context, ids []ID) ([]*Query, error) {
	entries, err := c.Entries(ctx, ids)
	if err != nil || len(entries) == 0 {
		return nil, err
	}
	var found []*Query
	same := func(f field, value func(Entry) string) {
		v := value(entries[0])
		differs := func(e Entry) bool { return value(e) != v }
		if v != "" && v != "@" && !slices.ContainsFunc(entries, differs) {
			found = append(found, &Query{exactTerm{f, v}})
		}
	}
	same(inList, func(e Entry) string { return lowerPlain(e.List) })
	same(inFrom, func(e Entry) string { return lowerPlain(e.From.Addr) })
	same(inSubject, func(e Entry) string { return baseSubject(e.Subject) })
	same(inFrom, func(e Entry) string { return "@" + domain(e.From.Addr) })
	return found, nil
}
