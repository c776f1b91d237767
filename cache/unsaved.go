package cache

import (
	"context"
	"fmt"
)

// Unsaved counts messages of an account that are on its server and not wholly here, those in Trash left out.
func (c *Cache) Unsaved(ctx context.Context, a AccountID) (n int, err error) {
	err = c.read.QueryRowContext(ctx, "SELECT count(*) FROM message WHERE account = ? AND body <> ? AND place <> ? AND flags & ? = 0",
		a, Full, Trash, Gone).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("cache: account %d: %w", a, friendly(err))
	}
	return n, nil
}
