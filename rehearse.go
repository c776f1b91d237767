package main

import (
	"context"
	"strings"

	"poplin/cache"
	"poplin/pop3/rehearsal"
	"poplin/pop3/worker"
)

// rehearse plays a plan with the accounts of the configuration.
func (p *program) rehearse(ctx context.Context, c *cache.Cache, plan *cache.Plan, o cache.RemoveOptions) ([]worker.Rehearsed, error) {
	accounts, err := p.accounts(ctx)
	if err != nil {
		return nil, err
	}
	return p.rehearseWith(accounts)(ctx, c, plan, o)
}

// rehearseWith plays a plan with these accounts.
func (p *program) rehearseWith(accounts []worker.Account) func(context.Context, *cache.Cache, *cache.Plan, cache.RemoveOptions) ([]worker.Rehearsed, error) {
	return func(ctx context.Context, c *cache.Cache, plan *cache.Plan, o cache.RemoveOptions) ([]worker.Rehearsed, error) {
		return rehearsal.Play(ctx, c, accounts, plan, o, p.now)
	}
}

// own are the addresses that the person logs in with: a conversation with a message from one of them was answered.
func (p *program) own(context.Context) ([]string, error) {
	c, err := p.loadConfig()
	if err != nil {
		return nil, err
	}
	var all []string
	for _, a := range c.Accounts {
		if strings.Contains(a.User, "@") {
			all = append(all, a.User)
		}
	}
	return all, nil
}
