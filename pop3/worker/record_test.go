package worker

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"sync"

	"poplin/cache"
	"poplin/pop3/maildrop"
)

type sum = [sha256.Size]byte

// record is all that ever existed in an account, and what the person said about it.
type record struct {
	mu     sync.Mutex
	ever   map[sum]string         // every message, by its hash
	asked  map[sum]map[int64]bool // to go: the groups of removals that hold it
	free   map[sum]bool           // a keep policy was free to let it go
	groups map[int64][]sum
	late   map[int64]bool // groups that were undone when some of it may have left already
	over   map[int64]bool // groups that were undone
	undone int
}

func newRecord() record {
	return record{
		ever: map[sum]string{}, asked: map[sum]map[int64]bool{}, free: map[sum]bool{}, groups: map[int64][]sum{},
		late: map[int64]bool{}, over: map[int64]bool{},
	}
}

func (r *record) exists(m maildrop.Message) { r.ever[sha256.Sum256(m.Raw)] = m.UIDL }

// letAllGo notes that a policy may remove all that exists.
func (r *record) letAllGo() {
	for s := range r.ever {
		r.free[s] = true
	}
}

// soon stands for a group whose number is not known yet.
const soon = -1

// mayGo notes that messages are about to be put away: from now on they may leave.
func (r *record) mayGo(all []sum) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range all {
		r.ask(s, soon)
	}
}

func (r *record) ask(s sum, group int64) {
	if r.asked[s] == nil {
		r.asked[s] = map[int64]bool{}
	}
	r.asked[s][group] = true
}

// asks gives a group its number; 0 when nothing was left to put away.
func (r *record) asks(group int64, all []sum) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range all {
		delete(r.asked[s], soon)
		if group != 0 {
			r.ask(s, group)
		}
	}
	r.groups[group] = all
}

// mayLeave says whether anybody wanted the message gone, and has not taken it back in time.
func (r *record) mayLeave(s sum) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.free[s] || len(r.asked[s]) > 0
}

// mustGo says whether somebody wants it gone and has not taken it back.
func (r *record) mustGo(s sum) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for g := range r.asked[s] {
		if r.over[g] {
			return false // and it may have been the last word
		}
	}
	return len(r.asked[s]) > 0
}

// undo takes the last removal back and holds the cache to what it says: what was kept may not leave any more.
func (o *ordeal) undo(c *cache.Cache) error {
	u, err := c.Undo(o.t.Context())
	if errors.Is(err, cache.ErrNothing) {
		return nil
	}
	if err != nil {
		return err
	}
	group, err := o.undoneGroup()
	if err != nil {
		return err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.undone++
	o.over[group] = true
	if u.LocalOnly > 0 {
		return nil
	}
	for _, s := range o.groups[group] {
		delete(o.asked[s], group)
	}
	return nil
}

// undoneGroup finds which one it was.
func (o *ordeal) undoneGroup() (int64, error) {
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(o.visit.Dir, "cache.db")+"?_busy_timeout=5000")
	if err != nil {
		return 0, err
	}
	defer db.Close()
	rows, err := db.Query("SELECT id FROM removal WHERE undone <> 0")
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return 0, err
		}
		if !o.over[id] {
			return id, nil
		}
	}
	return 0, fmt.Errorf("no group was undone: %w", rows.Err())
}

// sumOf knows a message by its hash or, when it is not whole here, by its subject.
func (o *ordeal) sumOf(ctx context.Context, c *cache.Cache, e cache.Entry) (sum, bool) {
	if e.Body == cache.Full {
		h := sha256.New()
		if err := c.Raw(ctx, e.ID, h); err != nil {
			o.t.Errorf("message %d: %v", e.ID, err)
		}
		return sum(h.Sum(nil)), true
	}
	for s, uidl := range o.ever {
		if e.Subject == "about "+uidl[len("uid-"):] {
			return s, true
		}
	}
	return sum{}, false
}

// inCache counts the whole messages, wherever they lie.
func (o *ordeal) inCache(v childVisit) (whole map[sum]int, partly int) {
	ctx := o.t.Context()
	c, err := v.open(ctx)
	if err != nil {
		o.t.Fatal(err)
	}
	defer c.Close()
	trash, err := cache.ParseQuery("is:deleted", v.now())
	if err != nil {
		o.t.Fatal(err)
	}
	whole = map[sum]int{}
	for _, view := range []cache.View{{}, {Query: trash}} {
		ids, err := c.Select(ctx, view, 0)
		if err != nil {
			o.t.Fatal(err)
		}
		es, err := c.Entries(ctx, ids)
		if err != nil {
			o.t.Fatal(err)
		}
		for _, e := range es {
			if e.Body == cache.Full {
				s, _ := o.sumOf(ctx, c, e)
				whole[s]++
			} else if e.Flags&cache.Gone == 0 && e.Size < 60_000 && e.Place != cache.Trash {
				partly++ // what was thrown away and stays on the server is not fetched any more
			}
		}
	}
	return whole, partly
}

func (o *ordeal) onServer() map[sum]int {
	all := map[sum]int{}
	for _, raw := range o.office.holds(o.visit.User) {
		all[sha256.Sum256(raw)]++
	}
	return all
}

// check is the promise.
func (o *ordeal) check(v childVisit) (whole map[sum]int, partly int) {
	o.t.Helper()
	server := o.onServer() // first: what leaves after this look must be in the cache
	whole, partly = o.inCache(v)
	for s, name := range o.ever {
		for look := 0; look < 100 && server[s] == 0 && (whole[s] == 0 || !o.mayLeave(s)); look++ {
			server[s] = o.onServer()[s] // Dovecot, at the end of a session, may rename it under our eyes
		}
		switch {
		case server[s] == 0 && whole[s] == 0:
			o.t.Errorf("%s is lost: %s", name, o.story(name))
		case server[s] == 0 && !o.mayLeave(s):
			o.t.Errorf("%s left the server and nobody asked for it: %s", name, o.story(name))
		case server[s] == 0 && v.Keep.Mode == cache.Always && !o.mixed:
			o.t.Errorf("%s left the server of an account that keeps everything", name)
		}
		if whole[s] > 1 {
			o.t.Errorf("%s is here %d times", name, whole[s])
		}
	}
	for s := range whole {
		if o.ever[s] == "" {
			o.t.Errorf("the cache holds a message that never existed")
		}
	}
	return whole, partly
}

// open are the removals that are still under way.
func (o *ordeal) open() []cache.LedgerEntry {
	c, err := o.visit.open(o.t.Context())
	if err != nil {
		o.t.Fatal(err)
	}
	defer c.Close()
	all, err := c.Ledger(o.t.Context(), cache.Planned, cache.Acked, cache.Sent, cache.Committed)
	if err != nil {
		o.t.Fatal(err)
	}
	return all
}

// story tells what the cache knows of a message.
func (o *ordeal) story(uidl string) string {
	ctx := o.t.Context()
	c, err := o.visit.open(ctx)
	if err != nil {
		return err.Error()
	}
	defer c.Close()
	subject, told := "about "+uidl[len("uid-"):], ""
	ids, err := c.Select(ctx, cache.View{}, 0)
	es, err2 := c.Entries(ctx, ids)
	for _, e := range es {
		if e.Subject == subject {
			told += fmt.Sprintf("%+v; ", e.Row)
		}
	}
	all, err3 := c.Ledger(ctx)
	for _, l := range all {
		if l.Subject == subject {
			told += fmt.Sprintf("%s since %v after %d attempts (%s); ", l.State, l.Since, l.Attempts, l.Reason)
			if es, err := c.Entries(ctx, []cache.ID{l.Message}); err == nil {
				told += fmt.Sprintf("place %d, body %d, flags %b; ", es[0].Place, es[0].Body, es[0].Flags)
			}
		}
	}
	err4 := o.rows(func(row string) { told += row + "; " }, subject, `SELECT 'listed: ', l.* FROM listing l JOIN message m ON m.id = l.message WHERE m.subject = ?1`,
		`SELECT 'here: ', d.message, d.arrived, d.raw, m.body, m.place, m.removal FROM detail d JOIN message m ON m.id = d.message WHERE m.subject = ?1`,
		"SELECT 'ledger: ', id, message, action, policy, state, since, attempts, reason, removal, visit, undone FROM ledger WHERE subject = ?1",
		"SELECT 'visit: ', began, ended, listed, deleted, verified, complete, quit, error FROM visit WHERE ?1 <> '' AND id > (SELECT max(id) - 6 FROM visit)")
	return fmt.Sprint(told, errors.Join(err, err2, err3, err4))
}

// rows tells what the tables hold of a subject.
func (o *ordeal) rows(tell func(string), subject string, queries ...string) error {
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(o.visit.Dir, "cache.db")+"?_busy_timeout=5000")
	if err != nil {
		return err
	}
	defer db.Close()
	for _, query := range queries {
		rows, err := db.Query(query, subject)
		if err != nil {
			return err
		}
		names, _ := rows.Columns()
		values := make([]any, len(names))
		for i := range values {
			values[i] = new(any)
		}
		for rows.Next() {
			if err := rows.Scan(values...); err != nil {
				return err
			}
			row := ""
			for i, v := range values {
				row += fmt.Sprintf("%s=%v ", names[i], *v.(*any))
			}
			tell(row)
		}
		rows.Close()
	}
	return nil
}
