package cache

import (
	"context"
	"fmt"
	"strings"
)

// Saved is a search that was given a name. Its view is for all accounts.
type Saved struct {
	Name  string
	Query string // as typed
	View  View   // nil Query if the language has changed since; then Query does not parse any more
}

// SaveSearch keeps a search under a name, in the place of one of that name. A query that is wrong is a *QueryError.
func (c *Cache) SaveSearch(ctx context.Context, name, query string, v View) error {
	name = strings.TrimSpace(name)
	if name == "" {
		return fmt.Errorf("cache: save search: it has no name")
	}
	if _, err := ParseQuery(query, c.now()); err != nil {
		return fmt.Errorf("cache: save search: %w", err)
	}
	err := c.exec(ctx, "INSERT OR REPLACE INTO saved (name, query, sort, reverse, threads) VALUES (?, ?, ?, ?, ?)",
		name, query, v.Sort, v.Reverse, v.Threads)
	if err != nil {
		return fmt.Errorf("cache: save search: %w", err)
	}
	return nil
}

// DropSearch forgets a search. One that is not there is no error.
func (c *Cache) DropSearch(ctx context.Context, name string) error {
	if err := c.exec(ctx, "DELETE FROM saved WHERE name = ?", name); err != nil {
		return fmt.Errorf("cache: drop search: %w", err)
	}
	return nil
}

// Searches lists the saved searches by name.
func (c *Cache) Searches(ctx context.Context) ([]Saved, error) {
	rows, err := c.read.QueryContext(ctx, "SELECT name, query, sort, reverse, threads FROM saved ORDER BY name COLLATE NOCASE")
	if err != nil {
		return nil, fmt.Errorf("cache: searches: %w", friendly(err))
	}
	defer rows.Close()
	var all []Saved
	for rows.Next() {
		var s Saved
		if err := rows.Scan(&s.Name, &s.Query, &s.View.Sort, &s.View.Reverse, &s.View.Threads); err != nil {
			return nil, fmt.Errorf("cache: searches: %w", friendly(err))
		}
		s.View.Query, _ = ParseQuery(s.Query, c.now())
		all = append(all, s)
	}
	return all, friendly(rows.Err())
}

// TagCount is a tag and how many messages outside Trash have it.
type TagCount struct {
	Tag string
	Counts
}

// Tags lists the tags in use, by name.
func (c *Cache) Tags(ctx context.Context) ([]TagCount, error) {
	rows, err := c.read.QueryContext(ctx, fmt.Sprintf(`SELECT t.name, count(*), sum(m.flags & %d = 0), sum(m.size)
		FROM tag t JOIN message_tag mt ON mt.tag = t.id JOIN message m ON m.id = mt.message
		WHERE m.place <> %d GROUP BY t.id ORDER BY t.name COLLATE NOCASE`, Read, Trash))
	if err != nil {
		return nil, fmt.Errorf("cache: tags: %w", friendly(err))
	}
	defer rows.Close()
	var all []TagCount
	for rows.Next() {
		var t TagCount
		if err := rows.Scan(&t.Tag, &t.Messages, &t.Unread, &t.Bytes); err != nil {
			return nil, fmt.Errorf("cache: tags: %w", friendly(err))
		}
		all = append(all, t)
	}
	return all, friendly(rows.Err())
}

// exec is a change of one statement.
func (c *Cache) exec(ctx context.Context, query string, args ...any) error {
	return c.change(ctx, func(tx *txn) error {
		_, err := tx.ExecContext(ctx, query, args...)
		return err
	})
}
