package cache

import (
	"context"
	"fmt"
	"time"

	"poplin/cache/message"
)

// Ledger lists removals, newest first; states nil means all. Those that were called off are no removals.
func (c *Cache) Ledger(ctx context.Context, states ...State) ([]LedgerEntry, error) {
	if len(states) == 0 {
		states = []State{Planned, Acked, Sent, Committed, Verified, Stuck}
	}
	rows, err := c.read.QueryContext(ctx, `SELECT l.id, l.message, a.name, l.uidl, l.subject, l.size, l.action, l.policy,
		`+standing+`, `+stands+`, l.attempts, l.reason FROM ledger l JOIN account a ON a.id = l.account
		WHERE `+standing+` IN (SELECT value FROM json_each(?)) ORDER BY l.id DESC`, array(states))
	if err != nil {
		return nil, fmt.Errorf("cache: ledger: %w", friendly(err))
	}
	defer rows.Close()
	var all []LedgerEntry
	for rows.Next() {
		var (
			e     LedgerEntry
			since int64
		)
		err := rows.Scan(&e.ID, &e.Message, &e.Account, &e.UIDL, &e.Subject, &e.Size, &e.Action, &e.Policy, &e.State, &since,
			&e.Attempts, &e.Reason)
		if err != nil {
			return nil, fmt.Errorf("cache: ledger: %w", friendly(err))
		}
		e.UIDL, e.Since = message.Clean(e.UIDL), time.Unix(since, 0)
		all = append(all, e)
	}
	return all, friendly(rows.Err())
}
