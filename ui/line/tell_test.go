package line

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode"

	"github.com/spf13/cobra"

	"poplin/pop3/worker"
)

func TestWeigh(t *testing.T) {
	b := withMail(t, worker.Download{})
	if got := b.must(t, "weigh", "--limit", "2"); strings.Count(got, "\n") != 2 || !strings.Contains(got, "  read   0%  Friend 3 <f3@example.org>") {
		t.Errorf("by sender: %q", got)
	}
	var g weight
	if err := json.Unmarshal([]byte(b.must(t, "weigh", "--by", "domain", "--json")), &g); err != nil || g.Messages != 5 || g.Key != "example.org" {
		t.Errorf("by domain: %+v, %v", g, err)
	}
	if got := b.ids(t, g.Query); len(got) != 5 {
		t.Errorf("the query %q finds %q", g.Query, got)
	}
	if got := b.must(t, "weigh", "--by", "list"); !strings.Contains(got, "(none)") {
		t.Errorf("by list: %q", got)
	}
}

func TestTrash(t *testing.T) {
	b := withMail(t, worker.Download{})
	one, two := b.idOf(t, "Letter 1"), b.idOf(t, "Letter 2")
	b.must(t, "delete", one, two, one)
	if got := b.must(t, "trash"); strings.Count(got, "\n") != 2 || !strings.Contains(got, "Letter 1") {
		t.Errorf("in Trash: %q", got)
	}
	if got := b.must(t, "restore", one); got != "1 message restored\n" {
		t.Errorf("restore says %q", got)
	}
	if _, errs, code := b.run(t, "restore", one); code != Failed || !strings.Contains(errs, "nothing of that") {
		t.Errorf("again: %d %q", code, errs)
	}
	if out, errs, code := b.run(t, "trash", "--empty"); code != Usage || out != "" || !strings.Contains(errs, "needs --yes") {
		t.Errorf("where nobody can be asked: %d %q %q", code, out, errs)
	}
	b.InTTY, b.ErrTTY, b.In = true, true, strings.NewReader("\n")
	if _, errs, code := b.run(t, "trash", "--empty"); code != Failed || !strings.Contains(errs, "let go for good of 1 message") || !strings.Contains(errs, "nothing was changed") {
		t.Errorf("with no for an answer: %d %q", code, errs)
	}
	b.InTTY, b.ErrTTY = false, false
	if got := b.must(t, "trash", "--empty", "--yes"); !strings.HasPrefix(got, "1 message, ") {
		t.Errorf("emptied: %q", got)
	}
	if got := b.must(t, "trash"); got != "" {
		t.Errorf("left in Trash: %q", got)
	}
	b.must(t, "sync") // the removal that was under way goes on
	if got := b.must(t, "list", "--json"); strings.Count(got, "\n") != 4 || !strings.Contains(b.must(t, "ledger"), "committed") {
		t.Errorf("after a sync: %q", got)
	}
}

func TestHistory(t *testing.T) {
	b := withMail(t, worker.Download{})
	b.must(t, "delete", b.idOf(t, "Letter 1"))
	b.must(t, "sync")
	b.must(t, "sync")
	if got := b.must(t, "history"); !strings.HasPrefix(got, "home: since Friday, 13 November 2026: 5 came, 1 you removed\n") {
		t.Errorf("got %q", got)
	}
	if got := b.must(t, "history", "home", "--since", "2h", "--json"); !strings.Contains(got, `"came":5`) || !strings.Contains(got, `"removed":1`) {
		t.Errorf("got %q", got)
	}
	for _, odd := range []string{"yesterday", "7", "d", "-7d", "7dd", "2026-02-30", "99999999999999999999d", "7 d"} {
		if _, errs, code := b.run(t, "history", "--since", odd); code != Usage || !strings.Contains(errs, "--since cannot be ") {
			t.Errorf("since %s: %d %q", odd, code, errs)
		}
	}
}

func TestLog(t *testing.T) {
	b := withMail(t, worker.Download{})
	got := b.must(t, "log")
	for _, want := range []string{"home: visited Friday, 20 November 2026, 12:00:00\n5 messages, 5 new, 5 downloaded", " > AUTH SCRAM-SHA-256", " > QUIT", " < +OK"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	for line := range strings.Lines(b.must(t, "log", "home", "--json")) {
		var s spoken
		if err := json.Unmarshal([]byte(line), &s); err != nil || s.Account != "home" || s.From == "" {
			t.Errorf("%q: %v", line, err)
		}
	}
	if _, errs, code := b.run(t, "log", "hme"); code != Usage || !strings.Contains(errs, "hint: there is home") {
		t.Errorf("%d %q", code, errs)
	}
	if got := withCache(t).must(t, "log"); got != "" {
		t.Errorf("without an account: %q", got)
	}
}

// TestManualAndCompletion: every command stands in the manual, and every shell gets a script.
func TestManualAndCompletion(t *testing.T) {
	b := newBench()
	page := b.must(t, "man")
	for _, c := range commands(&b.Env).Commands() {
		if !c.HasSubCommands() && !strings.Contains(page, ".SS poplin "+c.Name()) && !strings.Contains(page, ".SS poplin "+roff(c.Use)) {
			t.Errorf("no %s in the manual", c.Name())
		}
	}
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		if got := b.must(t, "completion", shell); !strings.Contains(got, "poplin") {
			t.Errorf("%s: %q", shell, got)
		}
	}
	if _, errs, code := b.run(t, "completion", "tcsh"); code != Usage || !strings.Contains(errs, `no completion for "tcsh"`) {
		t.Errorf("tcsh: %d %q", code, errs)
	}
	with := withMail(t, worker.Download{})
	for words, want := range map[string]string{"log ": "home\n", "weigh --by=s": "sender\n"} {
		out, _, _ := with.run(t, append([]string{cobra.ShellCompNoDescRequestCmd}, strings.Split(words, " ")...)...)
		if !strings.HasPrefix(out, want) {
			t.Errorf("%q completes to %q", words, out)
		}
	}
}

// TestNothingHostileIsPrinted: whatever mail holds, and on a terminal or not, no command prints a control.
func TestNothingHostileIsPrinted(t *testing.T) {
	b := withMail(t, worker.Download{})
	id := b.idOf(t, "Letter 4")
	b.must(t, "delete", id)
	for _, tty := range []bool{false, true} {
		b.OutTTY, b.Width = tty, 60
		for _, args := range [][]string{{"list", "is:deleted"}, {"show", id}, {"show", id, "--headers"}, {"show", id, "--json"}, {"trash"}, {"ledger"},
			{"ledger", "--json"}, {"weigh", "is:deleted"}, {"weigh", "is:deleted", "--json"}, {"history"}, {"log"}, {"log", "--json"},
			{"delete", "\x1b[2J\u202e\xff"}, {"list", "\x1b[2J\u202e\xff:"}, {"log", "\x1b]0;x\x07"}, {"\x1b[2J\xff"}, {"show", "\x9b2J"},
			{"list", "--\x1b[2J"}, {"list", "--sort", "\u202e\x1b"}, {"export", "/nowhere/\x1b[2J\xff", "letter"}} {
			out, errs, _ := b.run(t, args...)
			for _, r := range strings.ReplaceAll(out+errs, "\n", "") {
				if unicode.IsControl(r) || r == '\u202e' || r == unicode.ReplacementChar && !strings.Contains(fmt.Sprint(args), "\xff") {
					t.Errorf("%q on a terminal: %v: %q lets %q through", args, tty, out+errs, r)
					break
				}
			}
		}
	}
}
