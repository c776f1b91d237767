package worker

import (
	"database/sql"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"poplin/pop3/maildrop"
)

// Work at home that takes long, here since another program holds the cache, does not make the server take us for gone;
// and one that knows no NOOP is not bothered with a second.
func TestSlowWorkAtHomeKeepsTheSession(t *testing.T) {
	for _, c := range []struct {
		name   string
		faults []maildrop.Fault
		noops  int
	}{
		{"NOOP", nil, 3},
		{"no NOOP, as DavMail", []maildrop.Fault{{Kind: maildrop.Reply, Command: "NOOP", Text: "-ERR unknown command"}}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			ms := letters(3)
			h := newHouse(t, maildrop.Config{Faults: c.faults}, ms...)
			db, err := sql.Open("sqlite3", "file:"+filepath.Join(h.dir, "cache.db")+"?_txlock=immediate&_busy_timeout=5000")
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			heard := func() (n int) {
				for _, line := range h.server.Transcript() {
					if line == "NOOP" {
						n++
					}
				}
				return n
			}
			released := make(chan struct{})
			w := h.worker()
			w.silence = 5 * time.Millisecond
			_, err = w.Visit(t.Context(), func(e Event) {
				if p, ok := e.(Phase); !ok || p.Step != Listing {
					return
				}
				tx, err := db.Begin()
				if err != nil {
					t.Error(err)
				}
				go func() {
					defer close(released)
					for deadline := time.Now().Add(3 * time.Second); heard() < c.noops && time.Now().Before(deadline); {
						time.Sleep(time.Millisecond)
					}
					tx.Rollback()
				}()
			})
			if err != nil {
				t.Fatal(err)
			}
			<-released
			if n := heard(); n < c.noops || c.noops == 1 && n > 1 {
				t.Errorf("the server heard NOOP %d times", n)
			}
			if !slices.Contains(h.server.Transcript(), "QUIT") {
				t.Error("the session did not end as it should")
			}
			h.holds(ms...)
		})
	}
}
