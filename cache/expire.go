package cache

import (
	"context"
	"time"
)

// expire plans the removals that the keep policy asks for. It trusts nobody: only what is whole and hashed at home,
// still on the server, and old enough by a clock that runs steadily may go. The message stays in its place here.
func (r *recording) expire(ids []ID) error {
	keep := r.v.keep
	switch {
	case r.v.rebuilt, keep.Mode != Never && keep.Mode != KeepDays, keep.Mode == KeepDays && !r.v.steady:
		return nil
	}
	days := int64(0)
	if keep.Mode == KeepDays {
		days = int64(keep.Days)
	}
	for _, id := range ids {
		_, err := r.tx.ExecContext(r.ctx, `INSERT INTO ledger (account, message, uidl, subject, size, action, policy, state,
			since) SELECT l.account, l.message, l.uidl, m.subject, m.size, 'archive', 1, 'planned', ?2
			FROM listing l JOIN message m ON m.id = l.message JOIN detail d ON d.message = l.message
			JOIN body b ON b.id = d.raw AND length(b.sha256) = 32
			WHERE l.message = ?1 AND l.gone = 0 AND m.body = ?3 AND m.removal = '' AND d.arrived > 0
			  AND d.arrived <= ?2 - ?4 * 86400`, id, r.now, Full, days)
		if err != nil {
			return err
		}
		if err := r.showRemoval(id); err != nil {
			return err
		}
	}
	return nil
}

// kept is why a removal waits for ever where nothing may leave.
const kept = "keep_on_server is \"always\": nothing is removed"

// heedPolicy takes back what a policy asked for that does not hold any more, and says why what the person asked for
// waits. Whoever turns to "always" means also what was planned before.
func (v *Visit) heedPolicy(ctx context.Context, tx *txn, now time.Time) error {
	youngest := now.Unix() // that the policy lets go of
	switch v.keep.Mode {
	case UntilDeleted, Always:
		youngest = -1
	case KeepDays:
		youngest -= int64(v.keep.Days) * 86400
	}
	off, err := numbers(ctx, tx, `UPDATE ledger INDEXED BY ledger_policy SET state = 'called off', since = ? WHERE account = ? AND policy <> 0
		AND state = 'planned' AND message NOT IN (SELECT message FROM detail WHERE arrived > 0 AND arrived <= ?)
		RETURNING message`, now.Unix(), v.account, youngest)
	if err != nil {
		return err
	}
	if err := forEach(ctx, tx, showRemoval, off); err != nil {
		return err
	}
	if v.keep.Mode == Always {
		_, err = tx.ExecContext(ctx, "UPDATE ledger SET reason = ? WHERE account = ? AND state = 'planned' AND reason = ''", kept, v.account)
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE ledger INDEXED BY ledger_reason SET reason = '' WHERE account = ? AND state = 'planned'
		AND reason <> '' AND reason = ?`, v.account, kept)
	return err
}
