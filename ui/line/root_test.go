package line

import (
	"context"
	"errors"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"poplin/cache"
	"poplin/pop3/maildrop"
	"poplin/pop3/worker"
)

// bench is an Env without mail, accounts or terminal, and what the commands said.
type bench struct {
	Env
	out, err strings.Builder
	box      *maildrop.Box // on the server; nil without one
}

func newBench() *bench {
	b := &bench{}
	b.Env = Env{
		In: strings.NewReader(""), Out: &b.out, Err: &b.err, Version: "1.2",
		Now:      func() time.Time { return time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC) },
		Cache:    func(context.Context) (*cache.Cache, error) { return nil, errors.New("no cache here") },
		Accounts: func(context.Context) ([]worker.Account, error) { return nil, nil },
		Reader:   func(context.Context) error { return errors.New("reader") },
		Demo:     func(context.Context) error { return errors.New("demo") },
	}
	return b
}

func TestUsage(t *testing.T) {
	tests := []struct {
		args      string
		code      int
		what      string // after "poplin: "
		hint      string
		wholeLine bool
	}{
		{"", Failed, "reader", "", true},
		{"demo", Failed, "demo", "", true},
		{"snyc", Usage, `there is no command "snyc"`, "did you mean sync?", true},
		{"frobnicate", Usage, `there is no command "frobnicate"`, "poplin --help lists the commands", true},
		{"list --limt 3", Usage, "there is no flag --limt", "did you mean --limit?", true},
		{"list --limit x", Usage, `--limit cannot be "x"`, "poplin list --help lists the flags", true},
		{"list --limit", Usage, "--limit ", "poplin list --help lists the flags", false},
		{"sync -j", Usage, "there is no flag -j", "did you mean --json?", true},
		{"help lst", Usage, `there is no command "lst"`, "did you mean list?", true},
		{"list --sort colour", Usage, `cannot sort by "colour"`, "--sort takes date, size, from or subject", true},
		{"sync", Usage, "no account is set up yet", "", false},
		{"show", Usage, "poplin show takes the number of one message", "poplin show --help says more", true},
		{"show 1 2", Usage, "poplin show takes the number of one message", "", false},
		{"show 1 --raw --json", Usage, "", "", false},
		{"delete", Usage, "delete what?", "give numbers from poplin list, or a query", true},
		{"archive --yes", Usage, "archive what?", "", false},
		{"undo 3", Usage, "poplin undo takes no arguments", "", false},
		{"save 3 --part 0", Usage, "--part counts from 1", "", false},
	}
	for _, test := range tests {
		t.Run(test.args, func(t *testing.T) {
			b := newBench()
			code := Run(t.Context(), strings.Fields(test.args), b.Env)
			if code != test.code {
				t.Errorf("exit code %d, want %d", code, test.code)
			}
			lines := strings.Split(strings.TrimSuffix(b.err.String(), "\n"), "\n")
			if len(lines) > 2 || !strings.HasPrefix(lines[0], "poplin: "+test.what) || test.wholeLine && lines[0] != "poplin: "+test.what {
				t.Errorf("said %q", b.err.String())
			}
			if test.hint != "" && (len(lines) != 2 || lines[1] != "hint: "+test.hint) {
				t.Errorf("said %q, want the hint %q", b.err.String(), test.hint)
			}
			if b.out.Len() > 0 {
				t.Errorf("standard output has %q", b.out.String())
			}
		})
	}
}

func TestVersionAndHelp(t *testing.T) {
	for _, args := range []string{"version", "--version"} {
		b := newBench()
		if code := Run(t.Context(), []string{args}, b.Env); code != Done || b.out.String() != "poplin 1.2\n" {
			t.Errorf("%s: %d %q", args, code, b.out.String())
		}
	}
	for _, c := range commands(&newBench().Env).Commands() {
		b := newBench()
		if code := Run(t.Context(), []string{c.Name(), "--help"}, b.Env); code != Done || b.err.Len() > 0 {
			t.Errorf("%s --help: %d %q", c.Name(), code, b.err.String())
		}
		if c.Example == "" && c.Name() != "help" && c.Name() != "completion" {
			t.Errorf("%s has no example", c.Name())
		}
	}
}

func TestArrange(t *testing.T) {
	tests := []struct{ args, want string }{
		{"list", "list --"},
		{"list a -b", "list -- a -b"},
		{"list a --limit 3 -b --json", "list --limit 3 --json -- a -b"},
		{"list -newsletter", "list -- -newsletter"},
		{"list a --limit=3 b", "list --limit=3 -- a b"},
		{"list -- --json", "list -- --json"},
		{"list -h", "list -h --"},
		{"delete 1 2 --yes", "delete --yes -- 1 2"},
		{"list --limt 3", "list --limt -- 3"},
		{"sync a --json", "sync a --json"},
		{"--version", "--version"},
	}
	for _, test := range tests {
		got := arrange(commands(&newBench().Env), strings.Fields(test.args))
		if !slices.Equal(got, strings.Fields(test.want)) {
			t.Errorf("%s: %q, want %q", test.args, got, test.want)
		}
	}
}

// TestACutResultIsNoSuccess: a full disk behind standard output is told.
func TestACutResultIsNoSuccess(t *testing.T) {
	b := newBench()
	b.Out = full{}
	if code := Run(t.Context(), []string{"version"}, b.Env); code != Failed || !strings.HasPrefix(b.err.String(), "poplin: the disk is full\n") {
		t.Errorf("%d %q", code, b.err.String())
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, syscall.ENOSPC }
