package line

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"poplin/cache"
)

type weighFlags struct {
	by    string
	limit int
	json  bool
}

func (e *Env) weighCommand() *cobra.Command {
	var f weighFlags
	c := &cobra.Command{
		Use:   "weigh [QUERY]",
		Short: "Show what takes the room: bytes and counts by sender, list, year and more",
		Long: `Groups messages and shows for each group its bytes, its messages, how many of them are read,
and its name; heaviest first, years newest first, sizes biggest first. Without a query
that is everything but Trash. By duplicate a group is what one message is there again for;
"poplin delete is:duplicate" deletes all of it, and of each message a copy stays.

` + queryHelp,
		Example: `  poplin weigh
  poplin weigh --by year is:archived
  poplin weigh --by sender --limit 10 --json | jq .key`,
		Annotations: map[string]string{"query": "yes"},
		RunE:        func(c *cobra.Command, args []string) error { return e.weigh(c.Context(), args, f) },
	}
	c.Flags().StringVar(&f.by, "by", string(cache.ByAddress), dimensionNames())
	c.Flags().IntVar(&f.limit, "limit", 0, "at most `N` groups (0: all)")
	c.Flags().BoolVar(&f.json, "json", false, "one object a line")
	return c
}

// dimensionNames is "sender, domain, list, year, size or type".
func dimensionNames() string {
	var names []string
	for _, d := range cache.Dimensions {
		names = append(names, string(d))
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}

// weight is a group as weigh --json prints it.
type weight struct {
	By          cache.Dimension `json:"by"`
	Key         string          `json:"key"` // "" where messages have none
	Name        string          `json:"name,omitempty"`
	Messages    int             `json:"messages"`
	Bytes       int64           `json:"bytes"`
	Unread      int             `json:"unread"`
	Starred     int             `json:"starred"`
	Attachments int             `json:"attachments"` // messages with some
	Newest      string          `json:"newest"`      // RFC 3339
	Subject     string          `json:"subject"`     // of the newest
	Query       string          `json:"query"`       // finds them
}

func (e *Env) weigh(ctx context.Context, args []string, f weighFlags) error {
	by := cache.Dimension(f.by)
	if !slices.Contains(cache.Dimensions, by) {
		return usage("--by takes "+dimensionNames(), "cannot weigh by %q", f.by)
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
	groups, err := c.Weigh(ctx, cache.View{Query: q}, by)
	if err != nil {
		return err
	}
	if f.limit > 0 {
		groups = groups[:min(f.limit, len(groups))]
	}
	for _, g := range groups {
		if f.json {
			e.print(weight{by, g.Key, g.Name, g.Messages, g.Bytes, g.Unread, g.Starred, g.Attachments,
				g.Newest.Format(time.RFC3339), g.Subject, g.Query.String()})
			continue
		}
		fmt.Fprintln(e.Out, e.weightLine(by, g))
	}
	return nil
}

func (e *Env) weightLine(by cache.Dimension, g cache.Group) string {
	name := g.Key
	switch {
	case by == cache.ByCopies:
		name = g.Key + " stays: " + g.Subject
	case name == "":
		name = "(none)"
	case g.Name != "":
		name = g.Name + " <" + g.Key + ">"
	}
	read := 100 * (g.Messages - g.Unread) / max(g.Messages, 1)
	text := fmt.Sprintf("%7s  %7s  read %3d%%  %s", size(g.Bytes), number(g.Messages), read, name)
	if e.OutTTY {
		return cut(text, e.Width)
	}
	return text
}
