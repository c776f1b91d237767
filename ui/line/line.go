// Package line is Poplin in plain lines: the commands of the contract, for scripts, screen readers and slow lines.
// Standard output carries results only; whatever is said to the person goes to standard error as "poplin: what" and
// "hint: what to do". Every string from mail or server has passed the gate of package message.
//
// Only main calls it. It knows the cache and the worker, and neither the wire nor the screens.
package line

import (
	"context"
	"errors"
	"io"
	"time"

	"poplin/cache"
	"poplin/pop3/worker"
)

// Env is what main lends to the commands. The functions do nothing before a command needs them; called again, they
// give the same.
type Env struct {
	In       io.Reader
	Out, Err io.Writer
	InTTY    bool // there is a person to ask
	OutTTY   bool // Out is a terminal: no raw bytes, lines cut to Width
	ErrTTY   bool // Err is a terminal: a progress bar may be drawn there
	Width    int  // cells of a terminal's line; 0 when unknown
	Now      func() time.Time
	Version  string
	Cache    func(ctx context.Context) (*cache.Cache, error)
	Accounts func(ctx context.Context) ([]worker.Account, error)
	Config   Config
	Own      func(ctx context.Context) ([]string, error) // the person's addresses; may be nil
	Rehearse func(ctx context.Context, c *cache.Cache, p *cache.Plan, o cache.RemoveOptions) ([]worker.Rehearsed, error)
	Reader   func(ctx context.Context) error // the full screen
	Demo     func(ctx context.Context) error // the reader on the sample mailbox
}

// Exit codes of the contract.
const (
	Done = iota
	Failed
	Usage
	Refused
	NoNetwork
	Busy
	Partly
)

// Run carries out one command line (without the program's name) and returns the exit code. What went wrong has been
// told on Err by then.
func Run(ctx context.Context, args []string, e Env) int {
	out := &output{w: e.Out}
	e.Out = out
	err := e.execute(ctx, args)
	if err == nil {
		err = out.err
	}
	if ctx.Err() != nil && err != nil {
		err = &Fault{Code: Failed, What: "interrupted", Err: errors.Join(ctx.Err(), err)}
	}
	return Report(e.Err, err)
}

// execute builds the tree of commands, for which the reader need not wait.
func (e *Env) execute(ctx context.Context, args []string) error {
	if len(args) == 0 {
		return e.Reader(ctx)
	}
	root := commands(e)
	root.SetArgs(arrange(root, args))
	return root.ExecuteContext(ctx)
}

// output remembers the first failure to write, so that no command has to look at each line, and nobody takes a list that
// a full disk has cut for a whole one.
type output struct {
	w   io.Writer
	err error
}

func (o *output) Write(p []byte) (int, error) {
	if o.err != nil {
		return 0, o.err
	}
	n, err := o.w.Write(p)
	o.err = err
	return n, err
}
