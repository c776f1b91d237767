package line

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"poplin/cache"
)

func (e *Env) doctorCommand() *cobra.Command {
	var reindex, asJSON, offline bool
	c := &cobra.Command{
		Use:   "doctor [ACCOUNT...]",
		Short: "Look whether all is well, and say what is wrong and what to do",
		Long: `Looks at the configuration, at the mail at home (the file, and every message against its
checksum) and at each account: its secret, name look-up, connection, encryption, login and
what the server can do. Nothing is changed. The exit code is 0 when all is well.`,
		Example: `  poplin doctor
  poplin doctor home --json | jq 'select(.ok | not)'
  poplin doctor --reindex`,
		RunE: func(c *cobra.Command, names []string) error {
			if reindex {
				return e.reindex(c.Context())
			}
			return e.doctor(c.Context(), names, asJSON, offline)
		},
	}
	c.Flags().BoolVar(&reindex, "reindex", false, "make the search index anew from the mail, and do nothing else")
	c.Flags().BoolVar(&offline, "offline", false, "leave the network alone")
	c.Flags().BoolVar(&asJSON, "json", false, "one object a finding, one a line")
	return c
}

func (e *Env) reindex(ctx context.Context) error {
	c, err := e.open(ctx)
	if err != nil {
		return err
	}
	if err := errors.Join(e.index(ctx, c), e.indexing(ctx, c.Reindex)); err != nil {
		return err
	}
	n, err := c.Count(ctx, cache.View{})
	if err != nil {
		return err
	}
	fmt.Fprintf(e.Out, "the search index was made anew; %s can be found\n", plural(n.Messages, "message"))
	return nil
}

func (e *Env) doctor(ctx context.Context, names []string, asJSON, offline bool) error {
	x := &examination{env: e, json: asJSON}
	accounts, err := e.Accounts(ctx)
	if err == nil && len(names) > 0 {
		if accounts, err = e.choose(ctx, names); err != nil {
			return err // a name that was mistyped
		}
	}
	switch {
	case err != nil:
		f := explain(err)
		x.note("config", "file", f.What, f)
	case len(accounts) == 0:
		x.note("config", "file", "no account is set up yet", usage("poplin account add adds one", "no account is set up yet"))
	default:
		x.note("config", "file", fmt.Sprintf("%s in %s", plural(len(accounts), "account"), e.Config.Path), nil)
	}
	c, err := e.Cache(ctx)
	if err != nil {
		f := explain(err)
		x.note("cache", "file", f.What, f)
		return x.verdict()
	}
	if err := x.cache(ctx, c); err != nil {
		return err
	}
	for _, a := range accounts {
		if offline || ctx.Err() != nil {
			break
		}
		x.probe(ctx, c, a)
	}
	return errors.Join(ctx.Err(), x.verdict())
}

// cache looks at the mail at home.
func (x *examination) cache(ctx context.Context, c *cache.Cache) error {
	if s := c.Salvaged(); s != nil {
		x.note("cache", "file", SalvageNotice(s), &Fault{Code: Failed, Hint: "what is missing comes back with a visit as far as the server still holds it"})
	}
	if err := c.Check(ctx); ctx.Err() != nil {
		return ctx.Err()
	} else if err != nil {
		f := explain(err)
		f.Hint = "start Poplin again: it moves the file aside, keeps it, and carries over what can be read"
		x.note("cache", "file", f.What, f)
		return nil
	}
	x.note("cache", "file", "sound", nil)
	if err := x.messages(ctx, c); err != nil {
		return err
	}
	behind, err := c.Behind(ctx)
	if err != nil {
		return err
	}
	stale, err := c.Stale(ctx)
	switch {
	case err != nil:
		return err
	case behind > 0:
		x.note("cache", "search", plural(behind, "message")+" not in the search index yet; the next search sees to it", nil)
	case stale:
		x.note("cache", "search", "the index is of an older make; the next sync makes it anew", nil)
	default:
		x.note("cache", "search", "the index is whole", nil)
	}
	return x.removals(ctx, c)
}

// messages reads every message and compares it with its checksum.
func (x *examination) messages(ctx context.Context, c *cache.Cache) error {
	everywhere, err := cache.ParseQuery("is:deleted OR -is:deleted", x.env.Now())
	if err != nil {
		return err
	}
	ids, err := c.Select(ctx, cache.View{Query: everywhere}, 0)
	if err != nil {
		return err
	}
	bar := newBar(x.env)
	tell := bar.count("checking messages")
	defer bar.clear()
	whole, damaged := 0, []cache.ID(nil)
	for i, id := range ids {
		switch full, err := examine(ctx, c, id); {
		case errors.Is(err, cache.ErrDamaged):
			damaged = append(damaged, id)
		case err == nil && full:
			whole++
		case err == nil: // its headers are here
		case ctx.Err() != nil:
			return ctx.Err()
		case !errors.Is(err, cache.ErrNotFound): // not here yet, or gone since
			return err
		}
		tell(i+1, len(ids))
	}
	bar.clear()
	x.note("cache", "mail", fmt.Sprintf("%s here whole, %s not", plural(whole, "message"), number(len(ids)-whole-len(damaged))), nil)
	if len(damaged) > 0 {
		x.note("cache", "mail", plural(len(damaged), "message")+" damaged on this disk: "+some(damaged),
			&Fault{Code: Failed, Hint: "the disk may be failing: look at the system's log and make a backup"})
	}
	return nil
}

// examine reads all that is here of a message, and says whether it is the whole.
func examine(ctx context.Context, c *cache.Cache, id cache.ID) (whole bool, err error) {
	es, err := c.Entries(ctx, []cache.ID{id})
	if err != nil {
		return false, err
	}
	return es[0].Body == cache.Full, c.Raw(ctx, id, io.Discard)
}

// removals tells of those that cannot go on by themselves.
func (x *examination) removals(ctx context.Context, c *cache.Cache) error {
	stuck, err := c.Ledger(ctx, cache.Stuck)
	if err != nil {
		return err
	}
	if len(stuck) == 0 {
		x.note("cache", "ledger", "no removal is stuck", nil)
		return nil
	}
	x.note("cache", "ledger", plural(len(stuck), "removal")+" stuck: "+stuck[0].Reason,
		&Fault{Code: Failed, Hint: "poplin ledger says which; poplin delete tries again, poplin restore gives up"})
	return nil
}
