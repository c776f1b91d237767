package line

import (
	"strings"
	"testing"

	"poplin/pop3/worker"
)

func TestDeleteAndUndo(t *testing.T) {
	b := withMail(t, worker.Download{})
	id := b.idOf(t, "Letter 2")
	out := b.must(t, "delete", id, "--dry-run")
	if !strings.Contains(out, "delete: 1 message, ") || b.must(t, "ledger") != "" {
		t.Errorf("a dry run: %q, ledger %q", out, b.must(t, "ledger"))
	}
	if out := b.must(t, "delete", id); !strings.Contains(out, "planned: the next poplin sync") {
		t.Errorf("got %q", out)
	}
	if got := b.must(t, "list"); strings.Contains(got, "Letter 2") {
		t.Errorf("still listed: %q", got)
	}
	if got := b.must(t, "ledger"); !strings.Contains(got, "planned") || !strings.Contains(got, "Letter 2") {
		t.Errorf("ledger: %q", got)
	}
	if got := b.must(t, "undo"); !strings.HasPrefix(got, "delete of 1 message taken back") {
		t.Errorf("undo: %q", got)
	}
	if got := b.must(t, "list"); !strings.Contains(got, "Letter 2") {
		t.Errorf("not listed again: %q", got)
	}
	if _, errs, code := b.run(t, "undo"); code != Failed || !strings.Contains(errs, "nothing to take back") {
		t.Errorf("a second undo: %d %q", code, errs)
	}
}

func TestAQueryNeedsAWord(t *testing.T) {
	tests := []struct {
		name    string
		tty     bool
		answer  string
		args    []string
		removed bool
		code    int
	}{
		{"a script without --yes", false, "", []string{"delete", "is:unread"}, false, Usage},
		{"a script with --yes", false, "", []string{"delete", "is:unread", "--yes"}, true, Done},
		{"a person who says yes", true, "y\n", []string{"archive", "is:unread"}, true, Done},
		{"a person who says no", true, "n\n", []string{"archive", "is:unread"}, false, Failed},
		{"a person who goes away", true, "", []string{"delete", "is:unread"}, false, Failed},
		{"nothing found", false, "", []string{"delete", "is:starred", "--yes"}, false, Failed},
		{"an empty query", false, "", []string{"delete", "", "--yes"}, false, Usage},
	}
	b := withMail(t, worker.Download{})
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b.InTTY, b.ErrTTY, b.In = test.tty, test.tty, strings.NewReader(test.answer)
			_, errs, code := b.run(t, test.args...)
			if code != test.code {
				t.Errorf("exit code %d, want %d: %s", code, test.code, errs)
			}
			b.ErrTTY = false
			if planned := strings.Count(b.must(t, "ledger"), "planned") > 0; planned != test.removed {
				t.Errorf("planned %v, want %v", planned, test.removed)
			}
			if test.removed {
				b.must(t, "undo")
			}
		})
	}
}

func TestRemovalIsCarriedOutAndVerified(t *testing.T) {
	b := withMail(t, worker.Download{})
	b.must(t, "archive", b.idOf(t, "Letter 1"), b.idOf(t, "Letter 2"))
	for i, want := range []string{`"deleted":2,"verified":0`, `"deleted":0,"verified":2`} {
		if got := b.must(t, "sync", "--json"); !strings.Contains(got, want) {
			t.Errorf("visit %d: %s", i, got)
		}
	}
	if got := b.must(t, "ledger", "--json"); strings.Count(got, `"state":"verified"`) != 2 {
		t.Errorf("ledger: %s", got)
	}
	if got := b.must(t, "list", "is:archived"); strings.Count(got, "\n") != 2 {
		t.Errorf("kept: %s", got)
	}
}
