package line

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"

	"poplin/cache"
	"poplin/cache/message"
	"poplin/pop3/worker"
)

// Fault is a failure in words for people, with the exit code that goes with it.
type Fault struct {
	Code int
	What string // one lower-case sentence without a full stop
	Hint string // what to do; may be empty
	Err  error
}

func (f *Fault) Error() string { return f.What }
func (f *Fault) Unwrap() error { return f.Err }

// usage is a command line that makes no sense.
func usage(hint, format string, args ...any) *Fault {
	return &Fault{Code: Usage, What: fmt.Sprintf(format, args...), Hint: hint}
}

// Report tells an error as one line, with a second for the hint, and returns the exit code. Nil is Done, without a word.
func Report(w io.Writer, err error) int {
	if err == nil {
		return Done
	}
	f := explain(err)
	fmt.Fprintln(w, "poplin: "+message.Clean(f.What))
	if f.Hint != "" {
		fmt.Fprintln(w, "hint: "+message.Clean(f.Hint))
	}
	return f.Code
}

// explain finds the words and the exit code for an error.
func explain(err error) *Fault {
	if f := (*Fault)(nil); errors.As(err, &f) {
		return f
	}
	if p := (*worker.Problem)(nil); errors.As(err, &p) {
		return &Fault{Code: exitCode(p.Kind), What: p.What, Hint: p.Hint, Err: err}
	}
	if q := (*cache.QueryError)(nil); errors.As(err, &q) {
		return &Fault{Code: Usage, What: fmt.Sprintf("the query goes wrong at position %d: %s", q.Pos+1, q.Reason),
			Hint: "poplin list --help says what a query is made of", Err: err}
	}
	for _, known := range known() {
		if errors.Is(err, known.is) {
			return &Fault{Code: known.code, What: known.what, Hint: known.hint, Err: err}
		}
	}
	return &Fault{Code: Failed, What: err.Error(), Err: err}
}

// exitCode maps what a visit failed of.
func exitCode(k worker.Kind) int {
	switch k {
	case worker.Credentials:
		return Refused
	case worker.Network, worker.Security:
		return NoNetwork
	case worker.Busy, worker.Held:
		return Busy
	}
	return Failed
}

type knownError struct {
	is         error
	code       int
	what, hint string
}

// known are the errors of the cache and the system that have words of their own, the more telling first.
func known() []knownError {
	return []knownError{
		{cache.ErrFull, Failed, "the disk is full", "make room and try again: nothing that was stored is lost"},
		{syscall.ENOSPC, Failed, "the disk is full", "make room and try again: nothing that was stored is lost"},
		{cache.ErrNewer, Failed, cache.ErrNewer.Error(), "install that newer Poplin, or point POPLIN_DATA elsewhere"},
		{cache.ErrCorrupt, Failed, cache.ErrCorrupt.Error(), "put it aside (the folder is POPLIN_DATA) and sync again: what the server still holds comes back"},
		{cache.ErrDamaged, Failed, cache.ErrDamaged.Error(), "the disk may be failing: look at the system's log and make a backup"},
		{cache.ErrReadOnly, Failed, cache.ErrReadOnly.Error(), "check who owns the folder of the cache, or point POPLIN_DATA elsewhere"},
		{cache.ErrHeld, Busy, cache.ErrHeld.Error(), "wait until it is done, or end it"},
		{cache.ErrNothing, Failed, "there is nothing to take back", ""},
		{cache.ErrNotFound, Failed, "there is no such message", "poplin list shows the numbers"},
		{os.ErrPermission, Failed, "the file system does not allow it", "check who owns the folder of the cache, or point POPLIN_DATA elsewhere"},
		{context.Canceled, Failed, "interrupted", ""},
	}
}
