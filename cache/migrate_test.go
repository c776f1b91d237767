package cache

import (
	"database/sql"
	"os"
	"path/filepath"
	"testing"
)

func TestMigrationsMayBeRunByTwoAtOnce(t *testing.T) {
	dir := t.TempDir()
	errs := make(chan error)
	for range 4 {
		go func() {
			c, err := Open(ctx, dir, Options{})
			if err == nil {
				defer c.Close()
				_, err = c.Account(ctx, "home", Keep{})
			}
			errs <- err
		}()
	}
	for range 4 {
		ok(t, <-errs)
	}
}

// ofVersionOne makes a cache as the first Poplin did, with an account in it.
func ofVersionOne(t testing.TB, dir string) {
	t.Helper()
	all := must[[]string](t)(steps())
	c := &Cache{dir: dir, write: writer(must[string](t)(prepare(dir)), pageSize)}
	ok(t, c.step(ctx, 0, all[0]))
	execute(t, c, "INSERT INTO account (name) VALUES ('old')")
	ok(t, c.closeFile())
}

// A new Poplin is started twice at once: the cache is copied once, as it was, and both find it migrated.
func TestAnOldCacheOpenedByTwoAtOnce(t *testing.T) {
	for range 5 {
		dir := t.TempDir()
		ofVersionOne(t, dir)
		errs := make(chan error)
		for range 4 {
			go func() {
				c, err := Open(ctx, dir, Options{})
				if err == nil {
					err = c.Close()
				}
				errs <- err
			}()
		}
		for range 4 {
			ok(t, <-errs)
		}
		wantCopy(t, dir)
	}
}

func TestACopyIsMadeBeforeAMigration(t *testing.T) {
	dir := t.TempDir()
	ofVersionOne(t, dir)
	ok(t, os.WriteFile(filepath.Join(dir, backupName(0)), nil, 0o600)) // of a migration long ago
	c := open(t, dir, Options{})
	if names := must[map[AccountID]string](t)(c.Accounts(ctx)); len(names) != 1 {
		t.Errorf("accounts %v", names)
	}
	wantCopy(t, dir)
}

// wantCopy wants one copy, of the cache that ofVersionOne makes.
func wantCopy(t testing.TB, dir string) {
	t.Helper()
	copies := must[[]string](t)(filepath.Glob(filepath.Join(dir, "*.before-*")))
	if len(copies) != 1 || filepath.Base(copies[0]) != backupName(2) {
		t.Fatalf("copies: %v", copies)
	}
	if st := must[os.FileInfo](t)(os.Stat(copies[0])); st.Mode().Perm() != 0o600 {
		t.Errorf("the copy has mode %o", st.Mode().Perm())
	}
	db := must[*sql.DB](t)(sql.Open("sqlite3", copies[0]))
	defer db.Close()
	var version int
	var name string
	ok(t, db.QueryRow("PRAGMA user_version").Scan(&version))
	ok(t, db.QueryRow("SELECT name FROM account").Scan(&name))
	if version != 1 || name != "old" {
		t.Errorf("the copy is of version %d and holds %q", version, name)
	}
}

// A Poplin of before may have crashed between what was acknowledged and what was answered to QUIT.
func TestAnOldCacheWithAVisitUnderWay(t *testing.T) {
	dir := t.TempDir()
	all := must[[]string](t)(steps())
	old := &Cache{dir: dir, write: writer(must[string](t)(prepare(dir)), pageSize)}
	for n, step := range all[:7] {
		ok(t, old.step(ctx, n, step))
	}
	for _, query := range []string{
		"INSERT INTO account (id, name) VALUES (1, 'left'), (2, 'marking')",
		"INSERT INTO visit (id, account, began, quit) VALUES (1, 1, 7, 1), (2, 2, 7, 0)",
		"INSERT INTO message (id, account, date, size, removal) VALUES (1, 1, 1, 1, 'acked'), (2, 2, 1, 1, 'planned')",
		`INSERT INTO ledger (account, message, uidl, subject, size, action, state, since, visit)
			VALUES (1, 1, x'01', '', 1, 'delete', 'acked', 7, 1), (2, 2, x'02', '', 1, 'delete', 'acked', 7, 2)`,
	} {
		execute(t, old, query)
	}
	ok(t, old.closeFile())
	c := open(t, dir, Options{})
	expect(t, c, 1, Sent)
	expect(t, c, 2, Planned)
}

func TestAFailedMigrationChangesNothing(t *testing.T) {
	c := open(t, t.TempDir(), Options{})
	version := must[int](t)(schemaVersion(ctx, c.write))
	if err := c.step(ctx, version, "CREATE TABLE half (a); SELECT nonsense FROM nowhere"); err == nil {
		t.Fatal("no error")
	}
	if now := must[int](t)(schemaVersion(ctx, c.write)); now != version {
		t.Errorf("version is %d, was %d", now, version)
	}
	if _, err := c.write.Exec("SELECT * FROM half"); err == nil {
		t.Error("half of the migration stayed")
	}
}

func TestASQLiteWithTheRepair(t *testing.T) { ok(t, checkSQLite()) }
