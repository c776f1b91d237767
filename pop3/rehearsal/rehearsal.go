// Package rehearsal plays a plan for a removal before anything leaves: the very worker that would carry it out visits a
// stand-in of the server (package maildrop) that holds the same UIDLs and sizes, with a copy of what the cache knows.
// The real server is not spoken to, and the real cache is only read.
//
// Only main calls it, and lends it to the screens and the commands as a function.
package rehearsal

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"poplin/cache"
	"poplin/pop3"
	"poplin/pop3/maildrop"
	"poplin/pop3/worker"
)

// Play rehearses a plan for every account that it names, in three visits each: one whose line is cut before the server
// hears QUIT, the next, which does it, and one that proves it.
func Play(ctx context.Context, c *cache.Cache, accounts []worker.Account, p *cache.Plan, o cache.RemoveOptions, now func() time.Time) ([]worker.Rehearsed, error) {
	p, last, err := c.Spare(ctx, p)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, it := range p.Items {
		if !slices.Contains(names, it.Account) {
			names = append(names, it.Account)
		}
	}
	var all []worker.Rehearsed
	for _, name := range names {
		i := slices.IndexFunc(accounts, func(a worker.Account) bool { return a.Name == name })
		if i < 0 {
			return nil, fmt.Errorf("the plan is for the account %q, which there is not", name)
		}
		r, err := play(ctx, c, accounts[i], p.Without(func(it cache.PlanItem) bool { return it.Account != name }), o, now)
		if err != nil {
			return nil, fmt.Errorf("rehearsal of %s: %w", name, err)
		}
		for _, x := range last {
			if x.Item.Account == name {
				r.Refused = append(r.Refused, x)
			}
		}
		all = append(all, r)
	}
	return all, nil
}

func play(ctx context.Context, c *cache.Cache, a worker.Account, p *cache.Plan, o cache.RemoveOptions, now func() time.Time) (r worker.Rehearsed, err error) {
	dir, err := os.MkdirTemp("", "poplin-rehearsal-")
	if err != nil {
		return r, err
	}
	defer os.RemoveAll(dir)
	limit := a.Download.Limit
	if a.Download.HeadersOnly {
		limit = -1
	}
	stand, listed, err := c.StandIn(ctx, dir, a.Name, limit)
	if err != nil {
		return r, err
	}
	defer stand.Close()
	box := maildrop.NewBox(messages(listed)...)
	server, err := maildrop.Start(maildrop.Config{
		Users:  map[string]maildrop.User{"rehearsal": {Password: "rehearsal", Box: box}},
		Faults: []maildrop.Fault{{Kind: maildrop.DeadQuit, Session: 1}},
	})
	if err != nil {
		return r, err
	}
	defer server.Close()
	r = worker.Rehearsed{Account: a.Name, Before: held(box)}
	if _, r.Refused, err = stand.ApplyPlan(ctx, p, o); err != nil {
		return r, err
	}
	a.Server, a.Security, a.TLS = server.Addr(), pop3.Plain, nil
	a.Login = func(context.Context) (pop3.Credentials, error) {
		return pop3.Credentials{User: "rehearsal", Password: "rehearsal", Mechanism: "user"}, nil
	}
	w := worker.New(a, stand, worker.Options{Now: now})
	for visit, after := range []*[]cache.Listing{&r.Cut, &r.After, &r.After} {
		out, err := w.Visit(ctx, nil)
		var problem *worker.Problem
		if err != nil && (visit > 0 || !errors.As(err, &problem) || problem.Kind == worker.Local) {
			return r, err
		}
		r.Verified += out.Verified
		*after = held(box)
	}
	return r, settle(ctx, stand, &r)
}

// settle looks up in the ledger what did not go, and why.
func settle(ctx context.Context, stand *cache.Cache, r *worker.Rehearsed) error {
	open, err := stand.Ledger(ctx, cache.Planned, cache.Stuck, cache.Sent, cache.Acked, cache.Committed)
	r.Open = open
	return err
}

func messages(listed []cache.Listing) []maildrop.Message {
	ms := make([]maildrop.Message, len(listed))
	for i, l := range listed {
		ms[i] = maildrop.Message{UIDL: l.UIDL, Size: l.Size}
	}
	return ms
}

func held(box *maildrop.Box) []cache.Listing {
	var all []cache.Listing
	for i, m := range box.Messages() {
		all = append(all, cache.Listing{Number: int32(i + 1), UIDL: m.UIDL, Size: m.Size})
	}
	return all
}
