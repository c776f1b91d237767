package cache

import (
	"context"
	"database/sql/driver"
	"fmt"
	"slices"
)

// Leaving says that removals are open: planned, or on their way.
func (v *Visit) Leaving(ctx context.Context) (leaving bool, err error) {
	err = v.c.read.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM ledger WHERE account = ?
		AND state IN ('planned', 'sent', 'committed'))`, v.account).Scan(&leaving)
	if err != nil {
		return false, fmt.Errorf("cache: leaving: %w", v.c.suspect(err))
	}
	return leaving, nil
}

// Departing lists by id what is planned to leave and may not without a copy.
func (v *Visit) Departing(ctx context.Context) (ids []ID, err error) {
	err = each(ctx, v.c.read, "SELECT message FROM ledger WHERE account = ? AND state = 'planned' AND no_copy = 0",
		func(row []driver.Value) error {
			ids = append(ids, ID(asInt(row[0])))
			return nil
		}, int64(v.account))
	if err != nil {
		return nil, fmt.Errorf("cache: departing: %w", v.c.suspect(err))
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// Settled says that every message that the server is known to have is whole here and that no removal is open, so that
// Known holds nothing to do. That all is whole is looked up once, and then remembered until a visit learns of a message
// or gives up on a copy: nothing else can change it.
func (v *Visit) Settled(ctx context.Context) (settled bool, err error) {
	err = v.c.read.QueryRowContext(ctx, `SELECT NOT EXISTS (SELECT 1 FROM ledger WHERE account = ?1
		  AND state IN ('planned', 'sent', 'committed'))
		AND (EXISTS (SELECT 1 FROM fact WHERE name = ?3 AND value <> 0)
		  OR NOT EXISTS (SELECT 1 FROM listing l JOIN message m ON m.id = l.message
		    WHERE l.account = ?1 AND l.over = 0 AND l.gone = 0 AND m.body <> ?2))`, v.account, Full, v.wholeFact()).Scan(&settled)
	if err != nil {
		return false, fmt.Errorf("cache: settled: %w", v.c.suspect(err))
	}
	v.whole.Store(settled)
	return settled, nil
}

// wholeFact names the fact that all listed messages of the account are whole here.
func (v *Visit) wholeFact() string { return fmt.Sprintf("whole %d", v.account) }

// unsettle belongs to every transaction after which a listed message may be less than whole.
func (v *Visit) unsettle(ctx context.Context, tx *txn) error {
	v.whole.Store(false)
	_, err := tx.ExecContext(ctx, "DELETE FROM fact WHERE name = ?", v.wholeFact())
	return err
}

// keepSettled notes what Settled found out, if it still holds.
func (v *Visit) keepSettled(ctx context.Context, tx *txn) error {
	if !v.whole.Load() {
		return nil
	}
	return setFact(ctx, tx, v.wholeFact(), 1)
}
