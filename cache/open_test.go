package cache

import (
	"context"
	"os"
	"path/filepath"
	"testing"
)

// open opens a cache in a fresh folder.
func open(t testing.TB, dir string, o Options) *Cache {
	t.Helper()
	c, err := Open(context.Background(), dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func TestOpenMakesPrivateFiles(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data", "poplin")
	c := open(t, dir, Options{})
	if _, err := c.Account(context.Background(), "home", Keep{}); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]os.FileMode{".": 0o700, fileName: 0o600, fileName + "-wal": 0o600} {
		st, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if st.Mode().Perm() != want {
			t.Errorf("%s has mode %o, want %o", name, st.Mode().Perm(), want)
		}
	}
}

func TestEveryConnectionHasTheSettings(t *testing.T) {
	c := open(t, t.TempDir(), Options{})
	ctx := context.Background()
	for range readers { // keep them busy, so that each is another one
		conn, err := c.read.Conn(ctx)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		for pragma, want := range map[string]string{"foreign_keys": "1", "query_only": "1", "trusted_schema": "0",
			"cell_size_check": "1", "journal_mode": "wal"} {
			var got string
			if err := conn.QueryRowContext(ctx, "PRAGMA "+pragma).Scan(&got); err != nil || got != want {
				t.Errorf("reader: %s is %q, want %q (%v)", pragma, got, want, err)
			}
		}
	}
	for pragma, want := range map[string]string{"foreign_keys": "1", "synchronous": "2", "trusted_schema": "0"} {
		var got string
		if err := c.write.QueryRowContext(ctx, "PRAGMA "+pragma).Scan(&got); err != nil || got != want {
			t.Errorf("writer: %s is %q, want %q (%v)", pragma, got, want, err)
		}
	}
}

func TestVersionSeesEveryWriter(t *testing.T) {
	dir := t.TempDir()
	a, b := open(t, dir, Options{}), open(t, dir, Options{})
	ctx := context.Background()
	last, _ := a.Version(ctx)
	for i, w := range []*Cache{a, b, a} {
		if _, err := w.Account(ctx, string(rune('x'+i)), Keep{}); err != nil {
			t.Fatal(err)
		}
		v, err := a.Version(ctx)
		if err != nil || v == last {
			t.Errorf("write %d was not seen (%v)", i, err)
		}
		last = v
	}
	if v, _ := a.Version(ctx); v != last {
		t.Error("the version changed with nothing written")
	}
}
