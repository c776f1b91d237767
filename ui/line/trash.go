package line

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"poplin/cache"
)

func (e *Env) trashCommand() *cobra.Command {
	var empty, yes bool
	c := &cobra.Command{
		Use:   "trash",
		Short: "List what lies in Trash, or empty it",
		Long: `Lists what lies in Trash, as poplin list is:deleted does. It rests there for 30 days and then
goes for good. --empty lets it go now; that cannot be taken back, so it asks first.
poplin restore takes single messages out.`,
		Example: `  poplin trash
  poplin trash --empty
  poplin trash --empty --yes`,
		Args: exactly(0, ""),
		RunE: func(c *cobra.Command, _ []string) error {
			if yes && !empty {
				return usage("poplin trash --empty --yes", "--yes goes with --empty")
			}
			return e.trash(c.Context(), empty, yes)
		},
	}
	c.Flags().BoolVar(&empty, "empty", false, "let go for good of all that lies in Trash")
	c.Flags().BoolVar(&yes, "yes", false, "do not ask")
	return c
}

func (e *Env) trash(ctx context.Context, empty, yes bool) error {
	c, err := e.open(ctx)
	if err != nil {
		return err
	}
	q, err := cache.ParseQuery("is:deleted", e.Now())
	if err != nil {
		return err
	}
	v := cache.View{Query: q}
	if !empty {
		return e.eachPage(ctx, c, v, 0, e.printLines)
	}
	n, err := c.Count(ctx, v)
	if err != nil {
		return err
	}
	if n.Messages == 0 {
		fmt.Fprintln(e.Out, "Trash is empty already")
		return nil
	}
	if !yes {
		what := fmt.Sprintf("let go for good of %s, %s", plural(n.Messages, "message"), size(n.Bytes))
		if err := e.ask(what, "emptying Trash needs --yes where nobody can be asked", "look at it with poplin trash and add --yes"); err != nil {
			return err
		}
	}
	p, err := c.EmptyTrash(ctx, nil)
	if p.Messages > 0 {
		fmt.Fprintf(e.Out, "%s, %s, gone for good\n", plural(p.Messages, "message"), size(p.Bytes))
	}
	return err
}

func (e *Env) restoreCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "restore ID...|QUERY",
		Short: "Take messages out of Trash or out of the archive",
		Long: `Puts messages that lie in Trash, or are archived, back among the others, and takes back their
removal from the server as far as that still can be. What has left the server already is
here only.

` + queryHelp,
		Example: `  poplin restore 12 13
  poplin restore is:deleted from:ada`,
		Annotations: map[string]string{"query": "yes"},
		RunE:        func(c *cobra.Command, args []string) error { return e.restore(c.Context(), args) },
	}
}

func (e *Env) restore(ctx context.Context, args []string) error {
	if isNothing(args) {
		return usage("give numbers from poplin trash, or a query", "restore what?")
	}
	c, err := e.open(ctx)
	if err != nil {
		return err
	}
	ids, _, err := e.selected(ctx, c, args)
	if err != nil {
		return err
	}
	if _, err := c.Entries(ctx, ids); err != nil { // a number that is no message is told, not passed over
		return err
	}
	u, err := c.Restore(ctx, ids)
	if err != nil {
		return err
	}
	if u.Messages == 0 {
		return &Fault{Code: Failed, What: "nothing of that lies in Trash or is archived", Hint: "poplin trash lists what lies there"}
	}
	text := plural(u.Messages, "message") + " restored"
	if u.LocalOnly > 0 {
		text += "; " + number(u.LocalOnly) + " of them here only"
	}
	fmt.Fprintln(e.Out, text)
	return nil
}
