package cache

import (
	"context"
)

// Reading.

// After returns up to n rows of the view that follow from (exclusive); nil means from the top.
func (c *Cache) After(ctx context.Context, v View, from *Position, n int) ([]Row, error) {
	panic("cache: not built yet")
}

// Before returns up to n rows that precede from (exclusive), in view order; nil means from the end.
func (c *Cache) Before(ctx context.Context, v View, from *Position, n int) ([]Row, error) {
	panic("cache: not built yet")
}

// PositionOf tells where a row stands in the view's order.
func (v View) PositionOf(r Row) Position { panic("cache: not built yet") }

// Count sums a view up; Rank counts the rows before a position. Both may take a while on a big cache: never wait for them.
func (c *Cache) Count(ctx context.Context, v View) (Counts, error) { panic("cache: not built yet") }

// Rank counts the rows of the view that come before from.
func (c *Cache) Rank(ctx context.Context, v View, from Position) (int, error) {
	panic("cache: not built yet")
}

// Select returns the ids of a view, newest first, at most limit (0: all).
func (c *Cache) Select(ctx context.Context, v View, limit int) ([]ID, error) {
	panic("cache: not built yet")
}

// Search.

// Index brings the full-text index forward in small transactions until it is whole or ctx ends; it says how far it is.
func (c *Cache) Index(ctx context.Context, progress func(done, total int)) error {
	panic("cache: not built yet")
}

// Behind counts the messages that the index does not cover yet.
func (c *Cache) Behind(ctx context.Context) (int, error) { panic("cache: not built yet") }
