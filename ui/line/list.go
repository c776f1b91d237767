package line

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"poplin/cache"
)

// page is how many messages are read from the cache at a time.
const page = 500

const queryHelp = `A query is words and "phrases", and terms such as from: to: subject: body: list: file:
is:unread|read|starred|deleted|archived|local|duplicate  has:attachment  larger:5M  smaller:10k
before:2024-01-31  after:2024-01-31  older:2y  newer:7d  tag:NAME  account:NAME
-term takes away, OR joins, parentheses group. A word is a whole word unless it ends in *.`

type listFlags struct {
	limit   int
	sort    string
	reverse bool
	json    bool
}

func (e *Env) listCommand() *cobra.Command {
	var f listFlags
	c := &cobra.Command{
		Use:   "list [QUERY]",
		Short: "List messages, newest first",
		Long: `Lists messages, newest first: number, marks, date, size, sender, subject. Without a query
that is everything but Trash. The marks are N new, * starred, + attachments, ~ not wholly
here, A archived, D deleted.

` + queryHelp,
		Example: `  poplin list --limit 20
  poplin list from:ada is:unread
  poplin list 'has:attachment larger:5M' --sort size --json`,
		Annotations: map[string]string{"query": "yes"},
		RunE:        func(c *cobra.Command, args []string) error { return e.list(c.Context(), args, f) },
	}
	c.Flags().IntVar(&f.limit, "limit", 0, "at most `N` messages (0: all)")
	c.Flags().StringVar(&f.sort, "sort", "date", "date, size, from or subject")
	c.Flags().BoolVar(&f.reverse, "reverse", false, "the other way round")
	c.Flags().BoolVar(&f.json, "json", false, "one object a line")
	return c
}

func (e *Env) list(ctx context.Context, args []string, f listFlags) error {
	by, err := sortBy(f.sort)
	if err != nil {
		return err
	}
	if f.limit < 0 {
		return usage("0 is without a limit", "--limit must not be below 0")
	}
	c, err := e.open(ctx)
	if err != nil {
		return err
	}
	q, err := e.query(ctx, c, args)
	if err != nil {
		return err
	}
	v := cache.View{Query: q, Sort: by, Reverse: f.reverse}
	out := bufio.NewWriterSize(e.Out, 64<<10)
	paged := *e
	paged.Out = out
	do := paged.printLines
	if f.json {
		do = func(rows []cache.Row) error { return paged.printRows(ctx, c, rows) }
	}
	return errors.Join(paged.eachPage(ctx, c, v, f.limit, do), out.Flush())
}

// List prints everything that is not in Trash, newest first, for the demo where there is no screen.
func List(ctx context.Context, e Env, c *cache.Cache) error {
	return e.eachPage(ctx, c, cache.View{}, 0, e.printLines)
}

func (e *Env) printLines(rows []cache.Row) error {
	for _, r := range rows {
		fmt.Fprintln(e.Out, e.rowLine(r))
	}
	return nil
}

func sortBy(name string) (cache.Sort, error) {
	switch name {
	case "date":
		return cache.ByDate, nil
	case "size":
		return cache.BySize, nil
	case "from":
		return cache.ByFrom, nil
	case "subject":
		return cache.BySubject, nil
	}
	return 0, usage("--sort takes date, size, from or subject", "cannot sort by %q", name)
}

// eachPage walks a view from the top, at most limit rows (0: all).
func (e *Env) eachPage(ctx context.Context, c *cache.Cache, v cache.View, limit int, do func([]cache.Row) error) error {
	var from *cache.Position
	for left := limit; limit == 0 || left > 0; left -= page {
		n := page
		if limit > 0 {
			n = min(n, left)
		}
		rows, err := c.After(ctx, v, from, n)
		if err != nil {
			return err
		}
		if err := do(rows); err != nil || len(rows) < n {
			return err
		}
		last := v.PositionOf(rows[len(rows)-1])
		from = &last
	}
	return nil
}

// rowLine is one message as one line, cut to the width of a terminal.
func (e *Env) rowLine(r cache.Row) string {
	text := fmt.Sprintf("%6d  %s  %s  %7s  %s  %s", r.ID, marks(r), r.Date.In(e.Now().Location()).Format("2006-01-02 15:04"),
		size(r.Size), pad(e.sender(r), 24), r.Subject)
	if e.OutTTY {
		return cut(text, e.Width)
	}
	return strings.TrimRight(text, " ")
}

// sender is the name, else the address; shortened where a terminal's columns want it.
func (e *Env) sender(r cache.Row) string {
	name := r.From.Name
	if name == "" {
		name = r.From.Addr
	}
	if e.OutTTY {
		return cut(name, 24)
	}
	return name
}

// marks are the letters before a row, explained in the command's help.
func marks(r cache.Row) string {
	m := []byte("    ")
	if r.Flags&cache.Read == 0 {
		m[0] = 'N'
	}
	if r.Flags&cache.Starred != 0 {
		m[1] = '*'
	}
	if r.Attachments > 0 {
		m[2] = '+'
	}
	switch {
	case r.Place == cache.Trash:
		m[3] = 'D'
	case r.Place == cache.Archive:
		m[3] = 'A'
	case r.Body != cache.Full:
		m[3] = '~'
	}
	return string(m)
}
