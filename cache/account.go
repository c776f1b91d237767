package cache

import (
	"context"
	"encoding/json"
	"fmt"
)

// Account finds or makes the account of that name and notes its keep policy.
func (c *Cache) Account(ctx context.Context, name string, keep Keep) (AccountID, error) {
	var (
		id  AccountID
		was Keep
	)
	err := c.read.QueryRowContext(ctx, "SELECT id, keep_mode, keep_days FROM account WHERE name = ?", name).
		Scan(&id, &was.Mode, &was.Days)
	if err == nil && was == keep {
		return id, nil
	}
	err = c.change(ctx, func(tx *txn) error {
		return tx.QueryRowContext(ctx, `INSERT INTO account (name, keep_mode, keep_days) VALUES (?, ?, ?)
			ON CONFLICT (name) DO UPDATE SET keep_mode = excluded.keep_mode, keep_days = excluded.keep_days
			RETURNING id`, name, keep.Mode, keep.Days).Scan(&id)
	})
	if err != nil {
		return 0, fmt.Errorf("cache: account %s: %w", name, err)
	}
	return id, nil
}

// Accounts lists the accounts by id.
func (c *Cache) Accounts(ctx context.Context) (map[AccountID]string, error) {
	rows, err := c.read.QueryContext(ctx, "SELECT id, name FROM account")
	if err != nil {
		return nil, friendly(err)
	}
	defer rows.Close()
	all := map[AccountID]string{}
	for rows.Next() {
		var (
			id   AccountID
			name string
		)
		if err := rows.Scan(&id, &name); err != nil {
			return nil, friendly(err)
		}
		all[id] = name
	}
	return all, friendly(rows.Err())
}

// Learnt is what Poplin has learnt of a server, kept per account between visits.
type Learnt map[string]string

// Learnt reads it.
func (c *Cache) Learnt(ctx context.Context, a AccountID) (Learnt, error) {
	var text string
	if err := c.read.QueryRowContext(ctx, "SELECT learnt FROM account WHERE id = ?", a).Scan(&text); err != nil {
		return nil, fmt.Errorf("cache: account %d: %w", a, friendly(err))
	}
	l := Learnt{}
	if err := json.Unmarshal([]byte(text), &l); err != nil {
		return Learnt{}, nil // it can be learnt again
	}
	return l, nil
}

// Learn keeps it.
func (c *Cache) Learn(ctx context.Context, a AccountID, l Learnt) error {
	text, err := json.Marshal(l)
	if err != nil {
		return err
	}
	return c.change(ctx, func(tx *txn) error {
		_, err := tx.ExecContext(ctx, "UPDATE account SET learnt = ? WHERE id = ?", string(text), a)
		return err
	})
}
