package cache

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

const (
	lentFolder = "lent"
	lentFor    = 24 * time.Hour // to a Poplin that ended without taking back what it lent
)

// Lend decodes a part into a file for another program to look at. It lies in the cache's own folder, may be read by its
// owner only and written by nobody, and goes when the cache is closed.
func (c *Cache) Lend(ctx context.Context, id ID, part int) (path string, err error) {
	top := filepath.Join(c.dir, lentFolder)
	if err := os.MkdirAll(top, 0o700); err != nil {
		return "", fmt.Errorf("lend part %d of message %d: %w", part, id, err)
	}
	dir, err := os.MkdirTemp(top, "")
	if err != nil {
		return "", fmt.Errorf("lend part %d of message %d: %w", part, id, err)
	}
	c.lending.Lock()
	c.lent = append(c.lent, dir)
	c.lending.Unlock()
	saved, err := c.SavePart(ctx, id, part, dir)
	if err != nil {
		return "", err
	}
	return saved.Path, os.Chmod(saved.Path, 0o400)
}

// takeBack removes what this process lent.
func (c *Cache) takeBack() error {
	c.lending.Lock()
	defer c.lending.Unlock()
	var errs []error
	for _, dir := range c.lent {
		errs = append(errs, os.RemoveAll(dir))
	}
	c.lent = nil
	return errors.Join(errs...)
}

// takeBackOld removes what others lent and never took back. What cannot be removed waits for the next time.
func (c *Cache) takeBackOld() {
	top := filepath.Join(c.dir, lentFolder)
	all, err := os.ReadDir(top)
	if err != nil {
		return
	}
	for _, e := range all {
		if info, err := e.Info(); err == nil && c.now().Sub(info.ModTime()) > lentFor {
			_ = os.RemoveAll(filepath.Join(top, e.Name()))
		}
	}
}
