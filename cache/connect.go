package cache

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"net/url"

	"github.com/mattn/go-sqlite3"
)

const fileName = "cache.db"

// readers is how many reads may run at once; one more connection only watches for changes.
const readers = 4

// connector makes connections of one kind. A pool takes its settings from here and never from an Exec, which would
// reach one connection of many.
type connector struct {
	driver *sqlite3.SQLiteDriver
	dsn    string
}

func (c connector) Connect(context.Context) (driver.Conn, error) { return c.driver.Open(c.dsn) }
func (c connector) Driver() driver.Driver                        { return c.driver }

// harden switches on what SQLite leaves off for old times' sake: a doctored file must not run functions from its
// schema, and a damaged page is to be found when it is read.
var harden = []string{"PRAGMA trusted_schema = OFF", "PRAGMA cell_size_check = ON"}

// steady keeps a transaction from writing its pages more than once: what a statement may have to take back is kept in
// memory and not in a file, a page does not leave the memory before the commit (those that do are read again and
// summed up anew) as long as they are not twenty megabytes, and it goes from the log to its place when some transactions
// have added to it (in a visit, Sync mostly comes before that).
var steady = []string{"PRAGMA temp_store = MEMORY", "PRAGMA cache_spill = 2500", "PRAGMA wal_autocheckpoint = 8000"}

// prepared runs statements on every new connection of a pool.
func prepared(statements ...string) func(*sqlite3.SQLiteConn) error {
	return func(conn *sqlite3.SQLiteConn) error {
		for _, s := range statements {
			if _, err := conn.Exec(s, nil); err != nil {
				return err
			}
		}
		return nil
	}
}

// pool opens a database file. synchronous=FULL because SQLite's default in WAL mode may lose the last commits with the
// power, and a message whose commit is lost may already be deleted on the server. immediate, because a transaction
// that begins by reading cannot wait for another writer.
func pool(path string, settings url.Values, size int, statements ...string) *sql.DB {
	settings.Set("_busy_timeout", "5000")
	settings.Set("_foreign_keys", "on")
	dsn := (&url.URL{Scheme: "file", OmitHost: true, Path: path, RawQuery: settings.Encode()}).String()
	db := sql.OpenDB(connector{&sqlite3.SQLiteDriver{ConnectHook: prepared(append(harden, statements...)...)}, dsn})
	db.SetMaxOpenConns(size)
	db.SetMaxIdleConns(size)
	return db
}

// pageSize is what a new cache is made with: twice SQLite's own, since bodies fill whole pages, and
// each costs a call to write it to the log, one to read it there and one to write it to its place.
const pageSize = 8192

func writer(path string, pageSize int) *sql.DB {
	// A file that is there keeps its pages; one of another size is refused once the log is on, so the order counts.
	made := append([]string{fmt.Sprintf("PRAGMA page_size = %d", pageSize), "PRAGMA journal_mode = WAL"}, steady...)
	return pool(path, url.Values{
		"_synchronous":     {"FULL"},
		"_txlock":          {"immediate"},
		"_secure_delete":   {"fast"},
		"_cache_size":      {"-4096"},
		"_stmt_cache_size": {"64"},
	}, 1, made...)
}

// reader's mode is "ro", or "immutable" for a file nobody can write, where the shared memory of WAL cannot be made.
func reader(path, mode string) *sql.DB {
	v := url.Values{"_query_only": {"on"}, "_cache_size": {"-1024"}, "_stmt_cache_size": {"32"}}
	switch mode {
	case "ro":
		v.Set("mode", "ro")
	case "immutable":
		v.Set("mode", "ro")
		v.Set("immutable", "1")
	}
	return pool(path, v, readers+1)
}

// oldestSQLite has the repair of the WAL-reset bug, which could corrupt a file that two connections write.
const oldestSQLite = 3_051_003

func checkSQLite() error {
	if v, n, _ := sqlite3.Version(); n < oldestSQLite {
		return fmt.Errorf("cache: SQLite %s is older than 3.51.3 and may damage a shared cache", v)
	}
	return nil
}
