package cache

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// A file lent to another program goes when the cache closes, and one that was never taken back with a later opening.
func TestLentFilesAreTakenBack(t *testing.T) {
	dir := t.TempDir()
	now := noon
	open := func() *Cache {
		c, err := Open(t.Context(), dir, Options{Now: func() time.Time { return now }})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	gone := func(path string) bool {
		_, err := os.Lstat(path)
		return errors.Is(err, fs.ErrNotExist)
	}
	c := open()
	mail := filepath.Join(t.TempDir(), "a.eml")
	if err := os.WriteFile(mail, []byte("Subject: x\nContent-Type: application/pdf; name=a.pdf\n\nabc"), 0o600); err != nil {
		t.Fatal(err)
	}
	a, err := c.Account(t.Context(), "home", Keep{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Import(t.Context(), a, mail, EML, nil); err != nil {
		t.Fatal(err)
	}
	ids, err := c.Select(t.Context(), View{}, 0)
	if err != nil || len(ids) != 1 {
		t.Fatal(ids, err)
	}
	id := ids[0]
	path, err := c.Lend(t.Context(), id, 0)
	if err != nil {
		t.Fatal(err)
	}
	if st, err := os.Stat(path); err != nil || st.Mode().Perm() != 0o400 || filepath.Base(path) != "a.pdf" || filepath.Dir(filepath.Dir(path)) != filepath.Join(dir, lentFolder) {
		t.Errorf("lent %s, %v, %v", path, st, err)
	}
	other, err := c.Lend(t.Context(), id, 0)
	if err != nil || other == path {
		t.Errorf("lent again: %s, %v", other, err)
	}
	if err := c.Close(); err != nil || !gone(path) || !gone(other) {
		t.Errorf("after closing: %v", err)
	}
	left := filepath.Join(dir, lentFolder, "left")
	if err := os.MkdirAll(left, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, at := range []struct {
		age  time.Duration
		gone bool
	}{{lentFor / 2, false}, {2 * lentFor, true}} {
		if err := os.Chtimes(left, now.Add(-at.age), now.Add(-at.age)); err != nil {
			t.Fatal(err)
		}
		open().Close()
		if gone(left) != at.gone {
			t.Errorf("left for %v: gone is %v", at.age, gone(left))
		}
	}
}
