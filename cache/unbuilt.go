package cache

import "context"

// Index brings the full-text index forward in small transactions until it is whole or ctx ends; it says how far it is.
func (c *Cache) Index(ctx context.Context, progress func(done, total int)) error {
	panic("cache: not built yet")
}

// Behind counts the messages that the index does not cover yet.
func (c *Cache) Behind(ctx context.Context) (int, error) { panic("cache: not built yet") }
