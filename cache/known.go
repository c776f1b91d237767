package cache

import (
	"cmp"
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"
)

// Known lists every message of the account that the server has or had and whose story is not over, by UIDL.
func (v *Visit) Known(ctx context.Context) ([]Known, error) {
	all, err := v.known(ctx)
	if err == nil {
		err = v.addRemovals(ctx, all)
	}
	if err != nil {
		return nil, fmt.Errorf("cache: known: %w", v.c.suspect(err))
	}
	return all, nil
}

// known reads the listing. A message that was purged from Trash while the server still has it counts as full and in
// Trash: nobody wants it fetched.
func (v *Visit) known(ctx context.Context) ([]Known, error) {
	var n int
	if err := v.c.read.QueryRowContext(ctx, "SELECT count(*) FROM listing WHERE account = ?", v.account).Scan(&n); err != nil {
		return nil, err
	}
	all := make([]Known, 0, n)
	err := each(ctx, v.c.read, `SELECT l.message, l.uidl, l.dup, l.size, l.gone, l.missing, l.attempts,
		l.seen, coalesce(m.body, ?), coalesce(m.place, ?), coalesce(d.arrived, 0), l.print, coalesce(m.size, l.size)
		FROM listing l LEFT JOIN message m ON m.id = l.message LEFT JOIN detail d ON d.message = l.message
		WHERE l.account = ? AND l.over = 0 ORDER BY l.uidl`, func(row []driver.Value) error {
		k, err := readKnown(row)
		all = append(all, k)
		return err
	}, int64(Full), int64(Trash), int64(v.account))
	return all, err
}

var errColumn = errors.New("a column of another type than its table says")

// Knows says whether Known would list a message of that UIDL.
func (v *Visit) Knows(ctx context.Context, uidl string) (known bool, err error) {
	err = v.c.read.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM listing WHERE account = ? AND uidl = ? AND over = 0)",
		v.account, []byte(uidl)).Scan(&known)
	if err != nil {
		return false, fmt.Errorf("cache: known: %w", v.c.suspect(err))
	}
	return known, nil
}

// readKnown reads the columns of known.
func readKnown(row []driver.Value) (k Known, err error) {
	uidl, ok := row[1].([]byte)
	if !ok {
		return k, errColumn
	}
	var n [13]int64
	for i, v := range row {
		if i != 1 {
			if n[i], ok = v.(int64); !ok {
				return k, errColumn
			}
		}
	}
	return Known{
		ID: ID(n[0]), UIDL: string(uidl), Dup: int32(n[2]), Size: n[3], Gone: n[4] != 0, Missing: int32(n[5]), Attempts: int32(n[6]),
		Seen: Moment(n[7]), Body: Body(n[8]), Place: Place(n[9]), Arrived: Moment(n[10]), Print: uint64(n[11]), Stored: n[12],
	}, nil
}

// Renew reads the ledger's part of known anew, if a removal was planned or called off since.
func (v *Visit) Renew(ctx context.Context, known []Known) error {
	if now, err := v.plans(ctx); err == nil && now == v.planned {
		return nil
	}
	for i := range known {
		known[i].Removal = ""
	}
	if err := v.addRemovals(ctx, known); err != nil {
		return fmt.Errorf("cache: known: %w", v.c.suspect(err))
	}
	return nil
}

// plans are the removals that wait for a visit, as far as the index of the ledger knows them: each one that comes has a
// higher number, and each one that goes makes them fewer.
type plans struct{ n, last int64 }

func (v *Visit) plans(ctx context.Context) (p plans, err error) {
	err = v.c.read.QueryRowContext(ctx, "SELECT count(*), coalesce(max(id), 0) FROM ledger WHERE account = ? AND state = 'planned'",
		v.account).Scan(&p.n, &p.last)
	return p, err
}

// addRemovals reads the open ledger entries, which are few, beside the listing, which is long.
func (v *Visit) addRemovals(ctx context.Context, all []Known) (err error) {
	if v.planned, err = v.plans(ctx); err != nil {
		return err
	}
	open := make([]openRemoval, 0, v.planned.n)
	err = each(ctx, v.c.read, `SELECT l.id, message, `+standing+`, no_copy, attempts, `+stands+`, listed FROM ledger l
		WHERE account = ? AND state IN ('planned', 'sent', 'committed', 'stuck')`, func(row []driver.Value) error {
		open = append(open, openRemoval{asInt(row[0]), ID(asInt(row[1])), stateOf(row[2]), asInt(row[3]) != 0, int(asInt(row[4])), asInt(row[5]), asInt(row[6])})
		return nil
	}, int64(v.account))
	if err != nil || len(open) == 0 {
		return err
	}
	slices.SortFunc(open, func(a, b openRemoval) int { return cmp.Or(cmp.Compare(a.id, b.id), cmp.Compare(a.entry, b.entry)) })
	for i := range all {
		// The last of several is the one that counts.
		n, _ := slices.BinarySearchFunc(open, all[i].ID+1, func(o openRemoval, id ID) int { return cmp.Compare(o.id, id) })
		if n > 0 && open[n-1].id == all[i].ID {
			open[n-1].show(&all[i])
		}
	}
	return nil
}

// openRemoval is an entry of the ledger whose story is not over.
type openRemoval struct {
	entry         int64
	id            ID
	state         State
	noCopy        bool
	tries         int
	since, listed int64
}

func (o *openRemoval) show(k *Known) {
	k.Removal, k.NoCopy, k.Tries, k.Planned = o.state, o.noCopy, int32(o.tries), o.listed
	if k.SentAt = 0; o.state == Sent || o.state == Committed {
		k.SentAt = Moment(o.since)
	}
}

// stateOf is the State of a column, without a string of its own.
func stateOf(v driver.Value) State {
	s, _ := v.(string)
	for _, known := range []State{Planned, Acked, Sent, Committed, Stuck} {
		if s == string(known) {
			return known
		}
	}
	return State(s)
}

// Begin notes that fetching these bodies is about to be tried, before the first command leaves. It outlives a crash of
// this process, which is what a message may cause; it does not wait for the disk.
func (v *Visit) Begin(ctx context.Context, ids []ID) error {
	err := v.c.changeSoon(ctx, func(tx *txn) error { return forEach(ctx, tx, noteAttempt, ids) })
	if err != nil {
		return fmt.Errorf("cache: begin: %w", err)
	}
	return nil
}

const noteAttempt = "UPDATE listing SET attempts = attempts + 1 WHERE message = ?1"

// Excuse takes back what Begin noted of messages that the session never came to: only a message that was itself in
// the way may end in quarantine.
func (v *Visit) Excuse(ctx context.Context, ids []ID) error {
	return v.forEach(ctx, "excuse", "UPDATE listing SET attempts = attempts - 1 WHERE message = ?1 AND attempts > 0", ids)
}

// TooBig notes that bodies were left on the server because of the download limit.
func (v *Visit) TooBig(ctx context.Context, ids []ID) error {
	return v.forEach(ctx, "too big", "UPDATE message SET body = 3 WHERE id = ?1 AND body IN (0, 1)", ids)
}

// forEach runs a statement for every id, in one transaction.
func (v *Visit) forEach(ctx context.Context, what, query string, ids []ID) error {
	if len(ids) == 0 {
		return nil
	}
	err := v.c.change(ctx, func(tx *txn) error { return forEach(ctx, tx, query, ids) })
	if err != nil {
		return fmt.Errorf("cache: %s: %w", what, err)
	}
	return nil
}

func forEach[T ~int64](ctx context.Context, tx *txn, query string, ids []T, args ...any) error {
	for _, id := range ids {
		if _, err := tx.ExecContext(ctx, query, append([]any{id}, args...)...); err != nil {
			return err
		}
	}
	return nil
}
