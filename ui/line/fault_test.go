package line

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"syscall"
	"testing"

	"poplin/cache"
	"poplin/pop3/worker"
)

func TestExitCodes(t *testing.T) {
	problem := func(k worker.Kind) error { return fmt.Errorf("visit: %w", &worker.Problem{Kind: k, What: "w"}) }
	tests := []struct {
		name string
		err  error
		want int
	}{
		{"nothing wrong", nil, Done},
		{"our own side", problem(worker.Local), Failed},
		{"credentials", problem(worker.Credentials), Refused},
		{"network", problem(worker.Network), NoNetwork},
		{"TLS", problem(worker.Security), NoNetwork},
		{"busy", problem(worker.Busy), Busy},
		{"another Poplin", problem(worker.Held), Busy},
		{"server's trouble", problem(worker.Server), Failed},
		{"query", &cache.QueryError{Pos: 3, Reason: "r"}, Usage},
		{"full disk", fmt.Errorf("cache: put: %w", cache.ErrFull), Failed},
		{"full disk elsewhere", &syscallError{syscall.ENOSPC}, Failed},
		{"held", &cache.HeldError{PID: 3}, Busy},
		{"no such message", cache.ErrNotFound, Failed},
		{"usage", usage("", "no"), Usage},
		{"stopped", context.Canceled, Failed},
		{"anything else", errors.New("x"), Failed},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var out strings.Builder
			if got := Report(&out, test.err); got != test.want {
				t.Errorf("exit code %d, want %d", got, test.want)
			}
			if test.err == nil && out.Len() > 0 || test.err != nil && !strings.HasPrefix(out.String(), "poplin: ") {
				t.Errorf("said %q", out.String())
			}
		})
	}
}

type syscallError struct{ errno syscall.Errno }

func (e *syscallError) Error() string { return "write: " + e.errno.Error() }
func (e *syscallError) Unwrap() error { return e.errno }

func TestAnErrorIsOneHarmlessLine(t *testing.T) {
	var out strings.Builder
	Report(&out, &Fault{Code: Failed, What: "first\nsecond \x1b[31mred\u009b2J", Hint: "do\r\nthis"})
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	if len(lines) != 2 || !strings.HasPrefix(lines[0], "poplin: first") || !strings.HasPrefix(lines[1], "hint: do") {
		t.Errorf("said %q", out.String())
	}
	if strings.ContainsAny(out.String(), "\x1b\r\u009b") {
		t.Errorf("a control got through: %q", out.String())
	}
}

func TestVerdictOfSeveralAccounts(t *testing.T) {
	refused := &Fault{Code: Refused, What: "no"}
	offline := &Fault{Code: NoNetwork, What: "away", Hint: "wait"}
	tests := []struct {
		name   string
		count  int
		faults []*Fault
		code   int
		what   string
	}{
		{"one of one", 1, []*Fault{refused}, Refused, "no"},
		{"one of two", 2, []*Fault{refused}, Partly, "a: no"},
		{"both alike", 2, []*Fault{refused, refused}, Refused, "a: no; b: no"},
		{"both, differently", 2, []*Fault{refused, offline}, Partly, "a: no; b: away"},
	}
	for _, test := range tests {
		v := visits{count: test.count, faults: test.faults, names: []string{"a", "b"}}
		f := explain(v.verdict())
		if f.Code != test.code || f.What != test.what {
			t.Errorf("%s: %d %q", test.name, f.Code, f.What)
		}
	}
	if err := (&visits{count: 2}).verdict(); err != nil {
		t.Errorf("all well, but %v", err)
	}
}
