// Package line is Poplin in plain lines: the commands of the contract, for scripts, screen readers and slow lines.
// Standard output carries results only; whatever is said to the person goes to standard error as "poplin: what" and
// "hint: what to do". Every string from mail or server has passed the gate of package message.
package line

import (
	"context"
	"io"
	"time"

	"poplin/cache"
	"poplin/pop3/worker"
)

// Env is what main lends to the commands. The functions are called at most once, when a command needs them.
type Env struct {
	In       io.Reader
	Out, Err io.Writer
	OutTTY   bool // Out is a terminal: progress bars, no raw bytes
	Width    int
	Now      func() time.Time
	Version  string
	Cache    func(ctx context.Context) (*cache.Cache, error)
	Accounts func(ctx context.Context) ([]worker.Account, error)
	Reader   func(ctx context.Context) error // the full screen
	Demo     func(ctx context.Context) error // the full screen on the sample mailbox
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
