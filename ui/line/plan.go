package line

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"poplin/cache"
	"poplin/pop3/worker"
)

// planHelp is what the help of delete and archive says of plans.
const planHelp = `Redirected, --dry-run writes the plan to a file: a line a message, to be read and trimmed by
hand. --plan FILE ("-": standard input) carries out what is left in it, but for messages that
are not any more what the file says; --rehearse first plays it on a stand-in of the server.`

// planFor writes the plan for messages that numbers or a query have named.
func (e *Env) planFor(ctx context.Context, c *cache.Cache, a cache.Action, ids []cache.ID, args []string) (*cache.Plan, error) {
	own, err := e.own(ctx)
	if err != nil {
		return nil, err
	}
	p, err := c.PlanAims(ctx, []cache.Aim{{IDs: ids, Copies: e.copies(args)}}, a, own)
	if err == nil {
		p.Query = strings.Join(args, " ")
	}
	return p, err
}

// copies says that arguments are a query for copies, of which one each is to stay.
func (e *Env) copies(args []string) bool {
	q, err := cache.ParseQuery(strings.Join(args, " "), e.Now())
	return err == nil && q.OnlyCopies()
}

// own are the addresses of the person, as far as they are known.
func (e *Env) own(ctx context.Context) ([]string, error) {
	if e.Own == nil {
		return nil, nil
	}
	return e.Own(ctx)
}

// showOnly writes a plan out, or rehearses it; nothing is changed.
func (e *Env) showOnly(ctx context.Context, c *cache.Cache, a cache.Action, ids []cache.ID, args []string, f removeFlags) error {
	p, err := e.planFor(ctx, c, a, ids, args)
	switch {
	case err != nil:
		return err
	case f.rehearse:
		return e.rehearse(ctx, c, p)
	}
	return p.Write(e.Out)
}

// lookTwice says what of a plan deserves a second look beside what its sum says.
func (e *Env) lookTwice(ctx context.Context, c *cache.Cache, a cache.Action, ids []cache.ID) error {
	p, err := e.planFor(ctx, c, a, ids, nil)
	if err != nil {
		return err
	}
	n := p.Warned()
	var parts []string
	if n[cache.WarnAnswered] > 0 {
		parts = append(parts, number(n[cache.WarnAnswered])+" in conversations you answered")
	}
	if n[cache.WarnOpened] > 0 {
		parts = append(parts, number(n[cache.WarnOpened])+" from senders whose mail you usually open")
	}
	if len(parts) > 0 {
		fmt.Fprintln(e.Out, "look twice: "+strings.Join(parts, ", "))
	}
	return nil
}

// applyFile carries out a plan file, or only says what it would do.
func (e *Env) applyFile(ctx context.Context, a cache.Action, args []string, f removeFlags) error {
	if len(args) > 0 {
		return usage("trim the file to narrow the plan", "--plan takes no query: the file says what goes")
	}
	p, err := e.readPlan(f.plan)
	if err != nil {
		return err
	}
	if p.Action != a {
		return usage(fmt.Sprintf("poplin %s --plan %s", p.Action, f.plan), "the plan is to %s, not to %s", p.Action, a)
	}
	if len(p.Items) == 0 {
		return usage("poplin delete QUERY --dry-run > FILE writes one", "the plan names no message")
	}
	c, err := e.open(ctx)
	if err != nil {
		return err
	}
	switch {
	case f.rehearse:
		return e.rehearse(ctx, c, p)
	case f.dryRun:
		refused, err := c.CheckPlan(ctx, p)
		if err == nil {
			fmt.Fprintf(e.Out, "%s: %s, %s\n", a, plural(len(p.Items)-len(refused), "message"), size(p.Bytes()-bytesOf(refused)))
			err = e.tellRefused(refused, len(p.Items))
		}
		return err
	}
	r, refused, err := c.ApplyPlan(ctx, p, cache.RemoveOptions{})
	if err != nil {
		return err
	}
	if r.Messages > 0 {
		fmt.Fprintf(e.Out, "%s: %s\n", a, removalLine(r))
		e.tellNext(r)
	}
	return e.tellRefused(refused, len(p.Items))
}

// readPlan reads a plan file; what is wrong with it is told with its line.
func (e *Env) readPlan(name string) (*cache.Plan, error) {
	var in io.Reader = e.In
	if name != "-" {
		file, err := os.Open(name)
		if err != nil {
			return nil, &Fault{Code: Failed, What: "the plan cannot be read: " + err.Error(), Err: err}
		}
		defer file.Close()
		in = file
	}
	p, err := cache.ReadPlan(in)
	var wrong *cache.PlanError
	if errors.As(err, &wrong) {
		return nil, &Fault{Code: Usage, What: fmt.Sprintf("%s:%d: %s", name, wrong.Line, wrong.Reason), Hint: "nothing was done; mend or remove that line", Err: err}
	}
	return p, err
}

func bytesOf(refused []cache.Refusal) (n int64) {
	for _, r := range refused {
		n += r.Item.Size
	}
	return n
}

// tellRefused names what stays and why; that is a success in part, or none.
func (e *Env) tellRefused(refused []cache.Refusal, of int) error {
	for _, r := range refused[:min(len(refused), shownRows)] {
		fmt.Fprintf(e.Out, "stays: %d %s: %s\n", r.Item.Message, r.Item.Subject, r.Reason)
	}
	if more := len(refused) - shownRows; more > 0 {
		fmt.Fprintf(e.Out, "        and %s more\n", number(more))
	}
	switch len(refused) {
	case 0:
		return nil
	case of:
		return &Fault{Code: Failed, What: "nothing is any more what the plan says", Hint: "make the plan anew"}
	}
	return &Fault{Code: Partly, What: plural(len(refused), "message") + " of the plan stay, being not what it says any more"}
}

// rehearse plays a plan on a stand-in of the server and says how it ends.
func (e *Env) rehearse(ctx context.Context, c *cache.Cache, p *cache.Plan) error {
	if e.Rehearse == nil {
		return &Fault{Code: Failed, What: "there is nothing to rehearse with"}
	}
	all, err := e.Rehearse(ctx, c, p, cache.RemoveOptions{})
	if err != nil {
		return err
	}
	held := func(what string, listed []cache.Listing) {
		fmt.Fprintf(e.Out, "  %-40s %s, %s\n", what, plural(len(listed), "message"), size(worker.Bytes(listed)))
	}
	for _, r := range all {
		fmt.Fprintf(e.Out, "%s, rehearsed; the server was not spoken to\n", r.Account)
		held("it holds", r.Before)
		held("if the line is cut before QUIT", r.Cut)
		held("after the visit that goes well", r.After)
		fmt.Fprintf(e.Out, "  %-40s %s\n", "verified by the visit after that", plural(r.Verified, "removal"))
		for _, x := range r.Open {
			fmt.Fprintf(e.Out, "  %-40s %s: %s\n", "still to go", x.Subject, x.Reason)
		}
		for _, x := range r.Refused {
			fmt.Fprintf(e.Out, "  %-40s %s: %s\n", "stays", x.Item.Subject, x.Reason)
		}
	}
	return nil
}

// tellNext says what happens after a removal was planned.
func (e *Env) tellNext(r cache.Removal) {
	if r.Messages > r.Local {
		fmt.Fprintln(e.Out, "planned: the next poplin sync removes them from the server; poplin undo takes this back")
	} else {
		fmt.Fprintln(e.Out, "done: there is nothing to remove from the server; poplin undo takes this back")
	}
}
