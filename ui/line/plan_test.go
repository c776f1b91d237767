package line

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"poplin/pop3/worker"
)

// planFile writes what a redirected dry run prints.
func planFile(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "plan")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestAPlanIsWrittenTrimmedAndCarriedOut(t *testing.T) {
	b := withMail(t, worker.Download{})
	text := b.must(t, "archive", "is:unread", "--dry-run")
	if !strings.HasPrefix(text, "# Poplin plan\naction: archive\n") || !strings.Contains(text, "query: is:unread\n") || b.must(t, "ledger") != "" {
		t.Fatalf("a dry run:\n%s", text)
	}
	var kept []string
	for line := range strings.Lines(text) {
		if !strings.Contains(line, "Letter 2") {
			kept = append(kept, line)
		}
	}
	path := planFile(t, strings.Join(kept, ""))
	if out := b.must(t, "archive", "--plan", path, "--dry-run"); !strings.HasPrefix(out, "archive: ") || b.must(t, "ledger") != "" {
		t.Errorf("a dry run of a plan: %q", out)
	}
	if out := b.must(t, "archive", "--plan", path); !strings.Contains(out, "planned: the next poplin sync") {
		t.Errorf("got %q", out)
	}
	if got := b.must(t, "ledger"); strings.Contains(got, "Letter 2") || !strings.Contains(got, "Letter 1") {
		t.Errorf("ledger: %q", got)
	}
	out, errs, code := b.run(t, "archive", "--plan", path)
	if code != Failed || !strings.Contains(out, "stays: ") || !strings.Contains(errs, "nothing is any more what the plan says") {
		t.Errorf("the same plan again: %d %q %q", code, out, errs)
	}
	b.In = strings.NewReader(text)
	out, errs, code = b.run(t, "archive", "--plan", "-")
	if code != Partly || !strings.Contains(out, "archive: 1 message") || !strings.Contains(errs, "of the plan stay") {
		t.Errorf("what is left of it, from standard input: %d %q %q", code, out, errs)
	}
}

func TestABadPlanDoesNothing(t *testing.T) {
	b := withMail(t, worker.Download{})
	good := b.must(t, "delete", "is:unread", "--dry-run")
	for _, c := range []struct {
		name, text, want string
		args             []string
		code             int
	}{
		{"a line that is cut", strings.Replace(good, "\thome\t", " home ", 1), ":9: ", nil, Usage},
		{"no plan", "hello\n", ":1: a plan begins with", nil, Usage},
		{"the other action", good, "the plan is to delete, not to archive", []string{"archive"}, Usage},
		{"nothing left", "# Poplin plan\naction: delete\n", "names no message", nil, Usage},
		{"a query beside it", good, "takes no query", []string{"delete", "from:x"}, Usage},
		{"no file", "", "cannot be read", []string{"delete", "--plan", "/nowhere"}, Failed},
	} {
		args := c.args
		if args == nil {
			args = []string{"delete"}
		}
		if c.name != "no file" {
			args = append(args, "--plan", planFile(t, c.text))
		}
		_, errs, code := b.run(t, args...)
		if code != c.code || !strings.Contains(errs, c.want) || b.must(t, "ledger") != "" {
			t.Errorf("%s: exit code %d, %q, ledger %q", c.name, code, errs, b.must(t, "ledger"))
		}
	}
}
