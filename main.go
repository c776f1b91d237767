// Poplin reads and cleans a POP3 mailbox in the terminal.
//
// This package is the wiring and nothing else: it turns environment and configuration into what the rooms want to be
// given, and is the only one that knows them all.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"syscall"
	"time"

	"poplin/ui/line"
)

func main() { os.Exit(run(os.Args[1:], time.Now)) }

// run is the whole program; it returns the exit code.
func run(args []string, now func() time.Time) (code int) {
	h := newHeap()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends Poplin the hard way
	p := newProgram(os.Getenv, now, h)
	defer p.close()
	defer func() {
		if r := recover(); r != nil {
			code = line.Report(os.Stderr, broken(r, debug.Stack()))
		}
	}()
	return line.Run(ctx, args, p.env())
}

// broken is a panic in one sentence; what a programmer wants to know goes to a file.
func broken(r any, stack []byte) error {
	f := &line.Fault{Code: line.Failed, What: "something inside Poplin broke; nothing that was stored is lost"}
	path := filepath.Join(os.TempDir(), fmt.Sprintf("poplin-broke-%d.txt", os.Getpid()))
	report := fmt.Sprintf("%s\n%v\n\n%s", time.Now().Format(time.RFC3339), r, stack)
	if file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600); err == nil {
		file.WriteString(report)
		file.Close()
		f.Hint = "please report it with the file " + path
	}
	return f
}
