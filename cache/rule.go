package cache

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Rule is what to do with mail as it arrives: "from this list: tag, and keep out of the Inbox". It applies once, to
// what arrives after it was kept; ApplyRule does the mail at hand.
type Rule struct {
	ID    int64  // 0 until it is kept
	Query string // in the query language; ages are reckoned from each arrival
	Tags  []string
	Flags Flag // to be set: Read, Starred, Skipped (out of the Inbox view)
	Hits  int  // messages it was applied to
	Made  time.Time
}

// ruleFlags are the flags that a rule may set.
const ruleFlags = Read | Starred | Skipped

// check makes sure that a rule means something and does something.
func (r *Rule) check(now time.Time) (*Query, error) {
	q, err := ParseQuery(r.Query, now)
	switch {
	case err != nil:
		return nil, err
	case q == nil:
		return nil, fmt.Errorf("a rule for all mail is no rule")
	case r.Flags&ruleFlags == 0 && len(r.Tags) == 0:
		return nil, fmt.Errorf("the rule does nothing")
	case q.mentions(besideOthers):
		return nil, fmt.Errorf("whether there is a copy is not known as a message arrives")
	case q.asksForTrash():
		return nil, fmt.Errorf("what arrives is not in Trash")
	}
	for _, tag := range r.Tags {
		if strings.TrimSpace(tag) != tag || tag == "" || strings.ContainsAny(tag, "\x1f\n\r\t") {
			return nil, fmt.Errorf("tag %q: a tag is a word", tag)
		}
	}
	return q, nil
}

// besideOthers are terms that look at other messages than the one that arrives.
func besideOthers(n node) bool {
	_, copies := n.(copiesTerm)
	return copies || n == stateTerm("duplicate")
}

// KeepRule adds a rule, or changes the one of its ID, and returns the ID. A query that is wrong is a *QueryError.
func (c *Cache) KeepRule(ctx context.Context, r Rule) (int64, error) {
	if _, err := r.check(c.now()); err != nil {
		return 0, fmt.Errorf("cache: rule: %w", err)
	}
	id := sql.NullInt64{Int64: r.ID, Valid: r.ID != 0}
	err := c.change(ctx, func(tx *txn) error {
		return tx.QueryRowContext(ctx, `INSERT INTO rule (id, query, tags, flags, made) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET query = excluded.query, tags = excluded.tags, flags = excluded.flags
			RETURNING id`, id, r.Query, array(r.Tags), r.Flags&ruleFlags, c.now().Unix()).Scan(&r.ID)
	})
	if err != nil {
		return 0, fmt.Errorf("cache: rule: %w", err)
	}
	return r.ID, nil
}

// DropRule forgets a rule; what it did stays. One that is not there is no error.
func (c *Cache) DropRule(ctx context.Context, id int64) error {
	if err := c.exec(ctx, "DELETE FROM rule WHERE id = ?", id); err != nil {
		return fmt.Errorf("cache: rule: %w", err)
	}
	return nil
}

const selectRules = "SELECT id, query, tags, flags, hits, made FROM rule ORDER BY id"

// Rules lists the rules, oldest first, which is the order in which they apply.
func (c *Cache) Rules(ctx context.Context) ([]Rule, error) {
	rows, err := c.read.QueryContext(ctx, selectRules)
	if err != nil {
		return nil, fmt.Errorf("cache: rules: %w", friendly(err))
	}
	all, err := scanRules(rows)
	if err != nil {
		return nil, fmt.Errorf("cache: rules: %w", friendly(err))
	}
	return all, nil
}

func scanRules(rows *sql.Rows) ([]Rule, error) {
	defer rows.Close()
	var all []Rule
	for rows.Next() {
		var (
			r    Rule
			tags string
			made int64
		)
		if err := rows.Scan(&r.ID, &r.Query, &tags, &r.Flags, &r.Hits, &made); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(tags), &r.Tags); err != nil {
			return nil, err
		}
		r.Made = moment(made)
		all = append(all, r)
	}
	return all, rows.Err()
}
