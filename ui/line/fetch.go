package line

import (
	"context"
	"fmt"
	"slices"

	"poplin/cache"
	"poplin/pop3/worker"
)

// bringHome fetches a message that is not wholly here yet, and gives its entry anew.
func (e *Env) bringHome(ctx context.Context, c *cache.Cache, x cache.Entry) (cache.Entry, error) {
	if x.Body == cache.Full {
		return x, nil
	}
	missing := fmt.Sprintf("message %d was never wholly brought home", x.ID)
	if x.Flags&cache.Gone != 0 {
		return x, &Fault{Code: Failed, What: missing + ", and the server has it no more", Hint: "poplin show --headers may still have its headers"}
	}
	accounts, err := e.Accounts(ctx)
	if err != nil {
		return x, err
	}
	i := slices.IndexFunc(accounts, func(a worker.Account) bool { return a.Name == x.AccountName })
	if i < 0 {
		return x, &Fault{Code: Usage, What: missing + ", and account " + x.AccountName + " is not in the configuration any more"}
	}
	if err := e.fetch(ctx, c, accounts[i], x.ID); err != nil {
		return x, err
	}
	entries, err := c.Entries(ctx, []cache.ID{x.ID})
	if err != nil {
		return x, err
	}
	if entries[0].Body != cache.Full {
		return x, &Fault{Code: Failed, What: missing}
	}
	return entries[0], nil
}

// fetch lets a worker bring one body, and waits for its word on it.
func (e *Env) fetch(ctx context.Context, c *cache.Cache, a worker.Account, id cache.ID) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	a.Poll = 0 // nothing but what is asked for
	w := worker.New(a, c, worker.Options{Now: e.Now})
	ended := make(chan error, 1)
	w.Post(worker.Fetch{ID: id})
	go func() { ended <- w.Run(ctx) }() // the worker recovers from its own panics
	var verdict error
	heard := false
	for event := range w.Events() { // closed when Run returns
		switch ev := event.(type) {
		case worker.Fetched:
			heard = heard || ev.ID == id
		case worker.Failed:
			if !heard {
				verdict, heard = ev.Problem, true
			}
		}
		if heard {
			cancel()
		}
	}
	if err := <-ended; !heard {
		return err
	}
	return verdict
}
