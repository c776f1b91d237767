package cache

import (
	"context"
	"fmt"
	"strings"
)

// SetFlags switches flags (Read, Starred, Skipped) on or off. Ids unknown by now are passed over.
func (c *Cache) SetFlags(ctx context.Context, ids []ID, f Flag, on bool) error {
	f &= Read | Starred | Skipped
	query := "UPDATE message SET flags = flags & ~?2 WHERE id IN (SELECT value FROM json_each(?1)) AND flags & ?2 <> 0"
	if on {
		query = "UPDATE message SET flags = flags | ?2 WHERE id IN (SELECT value FROM json_each(?1)) AND flags & ?2 <> ?2"
	}
	err := c.change(ctx, func(tx *txn) error {
		_, err := tx.ExecContext(ctx, query, list(ids), f)
		return err
	})
	if err != nil {
		return fmt.Errorf("cache: flags: %w", err)
	}
	return nil
}

// Tag adds or takes away a tag.
func (c *Cache) Tag(ctx context.Context, ids []ID, tag string, on bool) error {
	if tag = strings.TrimSpace(tag); tag == "" || strings.ContainsAny(tag, "\x1f\n\r\t") {
		return fmt.Errorf("cache: tag %q: a tag is a word", tag)
	}
	statements := []statement{
		{"DELETE FROM message_tag WHERE tag = (SELECT id FROM tag WHERE name = ?) AND message IN (SELECT value FROM json_each(?))",
			[]any{tag, list(ids)}},
		{"DELETE FROM tag WHERE name = ? AND id NOT IN (SELECT tag FROM message_tag)", []any{tag}},
	}
	if on {
		statements = addTag(ids, tag)
	}
	err := c.change(ctx, func(tx *txn) error { return run(ctx, tx, statements) })
	if err != nil {
		return fmt.Errorf("cache: tag: %w", err)
	}
	return nil
}
