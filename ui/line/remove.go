package line

import (
	"bufio"
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"poplin/cache"
)

// shownRows is how many messages of a plan are listed one by one.
const shownRows = 20

type removeFlags struct {
	dryRun, yes, rehearse bool
	plan                  string // file
}

func (e *Env) deleteCommand() *cobra.Command {
	return e.removeCommand(cache.DeleteAction, "Delete messages here and, at the next sync, on the server",
		`Puts messages into Trash here and plans their removal from the server, which the next sync
carries out. Nothing leaves the server before a complete copy is here, and poplin undo
takes the last deletion back.`,
		`  poplin delete 12 13
  poplin delete 'from:shop older:1y' --dry-run
  poplin delete 'from:shop older:1y' --yes
  poplin delete larger:5M --dry-run > plan && poplin delete --plan plan --rehearse`)
}

func (e *Env) archiveCommand() *cobra.Command {
	return e.removeCommand(cache.ArchiveAction, "Keep messages here and, at the next sync, remove them from the server",
		`Keeps messages here and plans their removal from the server, which the next sync carries
out: the way to empty a full mailbox without losing anything. poplin undo takes the last
archiving back.`,
		`  poplin archive older:1y --dry-run
  poplin archive 'larger:5M -is:starred' --yes`)
}

func (e *Env) removeCommand(a cache.Action, short, long, example string) *cobra.Command {
	var f removeFlags
	c := &cobra.Command{
		Use:         string(a) + " ID...|QUERY",
		Short:       short,
		Long:        long + "\n\n" + planHelp + "\n\n" + queryHelp,
		Example:     example,
		Annotations: map[string]string{"query": "yes"},
		RunE: func(c *cobra.Command, args []string) error {
			if c.Flags().Changed("plan") {
				return e.applyFile(c.Context(), a, args, f)
			}
			return e.remove(c.Context(), a, args, f)
		},
	}
	c.Flags().BoolVar(&f.dryRun, "dry-run", false, "only say what would be done; redirected, as a plan file")
	c.Flags().BoolVar(&f.rehearse, "rehearse", false, "play it on a stand-in of the server, and only say how it ends")
	c.Flags().StringVar(&f.plan, "plan", "", "carry out the plan in `FILE`, trimmed or not")
	c.Flags().BoolVar(&f.yes, "yes", false, "do not ask, however many messages the query finds")
	return c
}

// remove shows the plan and, unless told otherwise, writes it.
func (e *Env) remove(ctx context.Context, a cache.Action, args []string, f removeFlags) error {
	if isNothing(args) {
		return usage("give numbers from poplin list, or a query", "%s what?", a)
	}
	c, err := e.open(ctx)
	if err != nil {
		return err
	}
	ids, named, err := e.selected(ctx, c, args)
	if err != nil {
		return err
	}
	if f.rehearse || f.dryRun && !e.OutTTY {
		return e.showOnly(ctx, c, a, ids, args, f)
	}
	plan, err := e.showPlan(ctx, c, ids, a)
	if err == nil && (e.OutTTY || f.dryRun) {
		err = e.lookTwice(ctx, c, a, ids)
	}
	if err != nil || f.dryRun {
		return err
	}
	if !named && !f.yes {
		if err := e.agree(a, plan); err != nil {
			return err
		}
	}
	return e.writePlan(ctx, c, ids, a, cache.RemoveOptions{Copies: e.copies(args)})
}

// showPlan tells what removing would mean: the messages (the first of them) and the sum.
func (e *Env) showPlan(ctx context.Context, c *cache.Cache, ids []cache.ID, a cache.Action) (cache.Removal, error) {
	entries, err := c.Entries(ctx, ids[:min(len(ids), shownRows)])
	if err != nil {
		return cache.Removal{}, err
	}
	plan, err := c.WouldRemove(ctx, ids, a)
	if err != nil {
		return cache.Removal{}, err
	}
	for _, x := range entries {
		fmt.Fprintln(e.Out, e.rowLine(x.Row))
	}
	if more := len(ids) - len(entries); more > 0 {
		fmt.Fprintf(e.Out, "        and %s more\n", number(more))
	}
	fmt.Fprintf(e.Out, "%s: %s\n", a, removalLine(plan))
	return plan, nil
}

// removalLine is "50 messages, 1.2 MB, 3 never read, 1 starred; 2 will be brought home first".
func removalLine(r cache.Removal) string {
	text := plural(r.Messages, "message") + ", " + size(r.Bytes)
	if r.Unread > 0 {
		text += ", " + number(r.Unread) + " unread"
	}
	if r.Starred > 0 {
		text += ", " + number(r.Starred) + " starred"
	}
	if r.NoCopy > 0 {
		text += "; " + number(r.NoCopy) + " not wholly here yet, to be brought home first"
	}
	if r.Local > 0 {
		text += "; " + number(r.Local) + " here only, with nothing to remove from the server"
	}
	return text
}

// agree asks before what a query has found goes, since a query may find more than was meant.
func (e *Env) agree(a cache.Action, plan cache.Removal) error {
	what := fmt.Sprintf("%s %s", a, plural(plan.Messages, "message"))
	return e.ask(what, "a query needs --yes to "+what+" where nobody can be asked",
		"look at the plan above and add --yes, or use --dry-run to look only")
}

// ask wants a yes from the person; where there is nobody, it is refused in these words.
func (e *Env) ask(what, nobody, hint string) error {
	if !e.InTTY || !e.ErrTTY {
		return usage(hint, "%s", nobody)
	}
	fmt.Fprintf(e.Err, "%s? [y/N] ", what)
	answer, _ := bufio.NewReader(e.In).ReadString('\n')
	switch strings.ToLower(strings.TrimSpace(answer)) {
	case "y", "yes":
		return nil
	}
	return &Fault{Code: Failed, What: "nothing was changed"}
}

// writePlan makes the plan durable and says what happens next.
func (e *Env) writePlan(ctx context.Context, c *cache.Cache, ids []cache.ID, a cache.Action, o cache.RemoveOptions) error {
	act := c.Delete
	if a == cache.ArchiveAction {
		act = c.Archive
	}
	r, err := act(ctx, ids, o)
	if err != nil {
		return err
	}
	e.tellNext(r)
	return nil
}
