package cache

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
)

// Parsed is an arrival worked out: hashed, summed up and packed. It holds on to the arrival's bytes.
type Parsed struct{ arrival arrival }

// Parse works an arrival out, which takes as long as writing it does. Any goroutine may call it, beside any other.
func (v *Visit) Parse(a Arrival) *Parsed { return &Parsed{a.read(v.c.pack)} }

// Store writes arrivals: raw bytes, checksum, summary, structure, thread. It also does what Begin does for next. One
// transaction, which is durable after Sync.
func (v *Visit) Store(ctx context.Context, ps []*Parsed, next []ID) error {
	all := make([]*arrival, len(ps))
	for i, p := range ps {
		all[i] = &p.arrival
	}
	if err := v.c.put(ctx, all, next); err != nil {
		return fmt.Errorf("cache: put: %w", err)
	}
	return nil
}

// Put is Parse, Store and Sync; the bytes stay as they are.
func (v *Visit) Put(ctx context.Context, as []Arrival) error {
	ps := make([]*Parsed, len(as))
	for i, a := range as {
		a.Raw = bytes.Clone(a.Raw)
		ps[i] = v.Parse(a)
	}
	if err := v.Store(ctx, ps, nil); err != nil {
		return err
	}
	return v.Sync(ctx)
}

// put writes arrivals, and notes what is about to be tried next.
func (c *Cache) put(ctx context.Context, all []*arrival, next []ID) error {
	return c.changeSoon(ctx, func(tx *txn) error {
		p, err := c.putting(ctx, tx)
		if err != nil {
			return err
		}
		var arrived []*arrival
		for _, a := range all {
			written, err := p.put(a)
			if err != nil {
				return err
			}
			if written {
				arrived = append(arrived, a)
			}
		}
		if err := p.threads.settle(); err != nil {
			return err
		}
		if err := c.applyRules(ctx, tx, arrived); err != nil || len(next) == 0 {
			return err
		}
		return forEach(ctx, tx, noteAttempt, next)
	})
}

// putting is one transaction in which arrivals are written.
type putting struct {
	c         *Cache
	ctx       context.Context
	tx        *txn
	threads   threads
	strangers bool // a newcomer may turn out to be a message that the server had let go of
	salvaged  bool // or one that a salvage brought home
}

func (c *Cache) putting(ctx context.Context, tx *txn) (*putting, error) {
	p := &putting{c: c, ctx: ctx, tx: tx, threads: threads{ctx: ctx, tx: tx}}
	err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM listing WHERE print <> 0 AND gone <> 0),
		EXISTS (SELECT 1 FROM fact WHERE name = ? AND value <> 0)`, factSalvaged).Scan(&p.strangers, &p.salvaged)
	return p, err
}

// put writes one arrival and its place in its conversation, unless the message is purged or as much of it is here.
func (p *putting) put(a *arrival) (written bool, err error) {
	old, err := p.before(a.id)
	switch {
	case err == sql.ErrNoRows || err == nil && (old.body == Full || a.body == Headers && old.raw != 0):
		if a.staged != 0 {
			return false, dropBody(p.ctx, p.tx, a.staged)
		}
		return false, nil
	case err != nil:
		return false, err
	}
	known, err := p.known(a, old.body)
	if err != nil {
		return false, err
	}
	if known != 0 {
		a.id = known
		return p.put(a) // as much of it as is not here
	}
	if a.again = old.raw != 0; a.again {
		if err := dropBody(p.ctx, p.tx, old.raw); err != nil {
			return false, err
		}
	}
	if err := p.write(a, old); err != nil {
		return false, err
	}
	return true, p.threads.add(a)
}

// write puts down the bytes of an arrival and what was learnt of it.
func (p *putting) write(a *arrival, old before) error {
	body, err := a.writeBody(p.ctx, p.tx)
	if err != nil {
		return err
	}
	return run(p.ctx, p.tx, a.rows(old, body, p.c.now().Unix()))
}
