package line

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"poplin/cache"
	"poplin/pop3/worker"
)

func (e *Env) syncCommand() *cobra.Command {
	var (
		asJSON, noIndex bool
		fit             string
	)
	c := &cobra.Command{
		Use:   "sync [ACCOUNT...]",
		Short: "Visit the mailboxes once: bring new mail home, carry out what was deleted",
		Long: `Visits each account once (or only those named), brings new mail home, removes from the
server what was deleted or archived here, and checks that earlier removals took.

With --fit no more mail comes than that, headers included: people before lists, the senders that are
read most first, the new before the old, the small before the big. What is left stays on the server,
listed here, and comes with the next sync without --fit; several accounts share the figure.`,
		Example: `  poplin sync
  poplin sync --fit 10M
  poplin sync work --json | jq 'select(.event == "done")'`,
		RunE: func(c *cobra.Command, names []string) error {
			octets, err := fitting(c.Flags().Changed("fit"), fit)
			if err != nil {
				return err
			}
			return e.sync(c.Context(), names, visits{json: asJSON, fit: octets}, noIndex)
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "one event object a line")
	c.Flags().BoolVar(&noIndex, "no-index", false, "leave the search index to the next search or to the reader")
	c.Flags().StringVar(&fit, "fit", "", "no more mail than so much, and of it what is most likely to be read: 500k, 10M")
	return c
}

// sync visits the accounts one after the other and then brings the search index forward.
func (e *Env) sync(ctx context.Context, names []string, v visits, noIndex bool) error {
	accounts, err := e.choose(ctx, names)
	if err != nil {
		return err
	}
	c, err := e.openCache(ctx)
	if err != nil {
		return err
	}
	v.env, v.cache = e, c
	for i, a := range accounts {
		v.share = share(v.fit, len(accounts)-i)
		v.one(ctx, a)
	}
	if !noIndex && ctx.Err() == nil {
		if err := errors.Join(e.index(ctx, c), e.renewIndex(ctx, c)); err != nil {
			return errors.Join(v.verdict(), err)
		}
	}
	return v.verdict()
}

// choose gives the accounts of those names, or all.
func (e *Env) choose(ctx context.Context, names []string) ([]worker.Account, error) {
	all, err := e.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, usage("poplin account add adds one; poplin demo needs none", "no account is set up yet")
	}
	if len(names) == 0 {
		return all, nil
	}
	var some []worker.Account
	for _, name := range names {
		i := slices.IndexFunc(all, func(a worker.Account) bool { return a.Name == name })
		if i < 0 {
			var have []string
			for _, a := range all {
				have = append(have, a.Name)
			}
			return nil, usage("there is "+strings.Join(have, ", "), "there is no account %q", name)
		}
		if !slices.ContainsFunc(some, func(a worker.Account) bool { return a.Name == name }) {
			some = append(some, all[i])
		}
	}
	return some, nil
}

// visits goes to account after account and remembers what went wrong.
type visits struct {
	env    *Env
	cache  *cache.Cache
	json   bool
	fit    int64 // octets that may still come; 0: as the accounts say
	share  int64 // of it, for the next account
	fitted *worker.Fitted
	count  int
	faults []*Fault
	names  []string // of the accounts that failed
}

// one makes one visit and tells it.
func (v *visits) one(ctx context.Context, a worker.Account) {
	hear := func(worker.Event) {}
	bar := newBar(v.env)
	switch {
	case v.json:
		hear = v.env.printEvent
	case v.env.ErrTTY:
		hear = bar.hear
	}
	began := v.env.Now()
	outcome, err := v.visit(ctx, worker.New(a, v.cache, worker.Options{Now: v.env.Now}), hear)
	took := v.env.Now().Sub(began)
	bar.clear()
	v.count++
	fault := visitFault(outcome, err)
	if fault != nil {
		v.faults = append(v.faults, fault)
		v.names = append(v.names, a.Name)
	}
	if v.json {
		v.env.printDone(a.Name, outcome, took, fault)
	} else if fault == nil || fault.Code == Partly {
		fmt.Fprintln(v.env.Out, outcomeLine(a.Name, outcome, took))
		if v.fitted != nil {
			fmt.Fprintf(v.env.Out, "%s: %s\n", a.Name, v.fitted.Sentence(number, size))
		}
	}
}

// visitFault says what a visit failed of; nil when all went well.
func visitFault(o cache.Outcome, err error) *Fault {
	switch {
	case err != nil:
		return explain(err)
	case o.Error != "":
		return &Fault{Code: Partly, What: o.Error}
	}
	return nil
}

// verdict is one error for all visits: the failures in one line, the exit code they share, else Partly.
func (v *visits) verdict() error {
	if len(v.faults) == 0 {
		return nil
	}
	all := *v.faults[0]
	if v.count == 1 {
		return &all
	}
	said := make([]string, len(v.faults))
	for i, f := range v.faults {
		said[i] = v.names[i] + ": " + f.What
		if f.Code != all.Code {
			all.Code = Partly
		}
		if all.Hint == "" {
			all.Hint = f.Hint
		}
	}
	if len(v.faults) < v.count {
		all.Code = Partly
	}
	all.What = strings.Join(said, "; ")
	return &all
}

// outcomeLine sums a visit up for a person.
func outcomeLine(account string, o cache.Outcome, took time.Duration) string {
	return fmt.Sprintf("%s: %s in %.1f s", account, outcomeWords(o), took.Seconds())
}

func outcomeWords(o cache.Outcome) string {
	parts := []string{plural(o.Listed, "message")}
	if o.New == 0 {
		parts = append(parts, "nothing new")
	} else {
		parts = append(parts, number(o.New)+" new")
	}
	if o.Downloaded > 0 {
		parts = append(parts, fmt.Sprintf("%s downloaded (%s)", number(o.Downloaded), size(o.Bytes)))
	}
	if o.Deleted > 0 {
		parts = append(parts, number(o.Deleted)+" removed from the server")
	}
	if o.Verified > 0 {
		parts = append(parts, number(o.Verified)+" verified gone")
	}
	return strings.Join(parts, ", ")
}
