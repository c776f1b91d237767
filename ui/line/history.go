package line

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"poplin/cache"
	"poplin/cache/message"
)

func (e *Env) historyCommand() *cobra.Command {
	var since string
	var asJSON bool
	c := &cobra.Command{
		Use:   "history [ACCOUNT...]",
		Short: "Tell what came to the server, what left it, and by whose hand",
		Long: `Tells what the visits since some time saw change on the server: what came, what left because
you or your policy said so, and what vanished and not by you. The sum comes first, then
each visit that saw a change, newest first. What vanished there is still here.`,
		Example: `  poplin history
  poplin history home --since 2026-01-31
  poplin history --since 4w --json`,
		RunE: func(c *cobra.Command, names []string) error { return e.history(c.Context(), names, since, asJSON) },
	}
	c.Flags().StringVar(&since, "since", "7d", "a day such as 2024-01-31 or a time such as 12h, 7d, 4w, 2y")
	c.Flags().BoolVar(&asJSON, "json", false, "one object a visit, one a line")
	return c
}

// changes is a visit as history --json prints it.
type changes struct {
	Account  string `json:"account"`
	Began    string `json:"began"` // RFC 3339
	Ended    string `json:"ended"`
	Listed   int    `json:"listed"`
	Came     int    `json:"came"`
	Removed  int    `json:"removed"`  // by the person
	Expired  int    `json:"expired"`  // by the policy
	Vanished int    `json:"vanished"` // by nobody here
	Back     int    `json:"back"`
	Error    string `json:"error,omitempty"`
}

func (e *Env) history(ctx context.Context, names []string, since string, asJSON bool) error {
	from, ok := parseSince(since, e.Now())
	if !ok {
		return usage("give a day such as 2024-01-31, or a time such as 12h, 7d, 4w or 2y", "--since cannot be %q", since)
	}
	c, err := e.open(ctx)
	if err != nil {
		return err
	}
	accounts, err := e.visited(ctx, c, names)
	if err != nil {
		return err
	}
	for _, a := range accounts {
		h, err := c.History(ctx, a.id, from)
		if err != nil {
			return err
		}
		if asJSON {
			for _, v := range h.Visits {
				e.print(changes{a.name, v.Began.Format(time.RFC3339), v.Ended.Format(time.RFC3339), v.Outcome.Listed, v.Came,
					v.Removed, v.Expired, v.Vanished, v.Back, message.Clean(v.Outcome.Error)})
			}
			continue
		}
		e.tellHistory(a.name, h, from)
	}
	return nil
}

func (e *Env) tellHistory(account string, h cache.History, from time.Time) {
	fmt.Fprintf(e.Out, "%s: since %s: %s\n", account, e.day(from), changeLine(h.Came, h.Removed, h.Expired, h.Vanished, h.Back))
	for _, v := range h.Visits {
		fmt.Fprintf(e.Out, "  %s  %s\n", v.Began.In(e.Now().Location()).Format("2006-01-02 15:04"),
			changeLine(v.Came, v.Removed, v.Expired, v.Vanished, v.Back))
	}
}

// changeLine is "41 came, 6 you removed, 18 vanished and not by you".
func changeLine(came, removed, expired, vanished, back int) string {
	var said []string
	for _, x := range []struct {
		n    int
		what string
	}{
		{came, "came"}, {removed, "you removed"}, {expired, "removed by your policy"}, {vanished, "vanished and not by you"},
		{back, "came back"},
	} {
		if x.n > 0 {
			said = append(said, number(x.n)+" "+x.what)
		}
	}
	if len(said) == 0 {
		return "nothing changed"
	}
	return strings.Join(said, ", ")
}

// day names a day as people do: "Tuesday" within a week, else its date.
func (e *Env) day(t time.Time) string {
	now := e.Now()
	t = t.In(now.Location())
	if now.Sub(t) < 6*24*time.Hour {
		return t.Format("Monday 15:04")
	}
	return t.Format("Monday, 2 January 2006")
}

// parseSince reads "2024-01-31", or how long ago: "12h", "7d", "4w", "2y".
func parseSince(s string, now time.Time) (time.Time, bool) {
	if day, err := time.ParseInLocation(time.DateOnly, s, now.Location()); err == nil {
		return day, true
	}
	var n int
	var unit string
	if got, _ := fmt.Sscanf(s+" ", "%d%1s ", &n, &unit); got != 2 || n < 0 || n > 100_000 || s != fmt.Sprint(n, unit) {
		return time.Time{}, false
	}
	switch unit {
	case "h":
		return now.Add(-time.Duration(n) * time.Hour), true
	case "d":
		return now.AddDate(0, 0, -n), true
	case "w":
		return now.AddDate(0, 0, -7*n), true
	case "y":
		return now.AddDate(-n, 0, 0), true
	}
	return time.Time{}, false
}

type cachedAccount struct {
	id   cache.AccountID
	name string
}

// visited finds accounts by name among those that the cache knows, also such as are no longer configured; all if no
// name is given.
func (e *Env) visited(ctx context.Context, c *cache.Cache, names []string) ([]cachedAccount, error) {
	known, err := c.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	var all, chosen []cachedAccount
	var have []string
	for id, name := range known {
		all = append(all, cachedAccount{id, name})
		have = append(have, name)
	}
	slices.SortFunc(all, func(a, b cachedAccount) int { return int(a.id) - int(b.id) })
	slices.Sort(have)
	if len(names) == 0 {
		return all, nil
	}
	for _, name := range names {
		i := slices.IndexFunc(all, func(a cachedAccount) bool { return a.name == name })
		if i < 0 {
			return nil, usage("there is "+strings.Join(have, ", "), "there is no account %q", name)
		}
		if !slices.Contains(chosen, all[i]) {
			chosen = append(chosen, all[i])
		}
	}
	return chosen, nil
}
