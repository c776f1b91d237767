package line

import (
	"context"
	"crypto/tls"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"poplin/cache"
	"poplin/pop3"
	"poplin/pop3/maildrop"
	"poplin/pop3/worker"
)

// mailbox is five small letters; the third has two attachments, the fourth is hostile.
func mailbox() *maildrop.Box {
	letter := func(n int, head, body string) maildrop.Message {
		raw := fmt.Sprintf("From: Friend %d <f%d@example.org>\nTo: ada@example.org\nSubject: Letter %d\nDate: Thu, %d Nov 2026 10:00:00 +0000\n%s\n%s\n",
			n, n, n, 10+n, head, body)
		return maildrop.Message{UIDL: fmt.Sprint("u", n), Raw: []byte(strings.ReplaceAll(raw, "\n", "\r\n"))}
	}
	files := "--b\n\nSee both.\n--b\nContent-Type: text/csv; name=a.csv\nContent-Disposition: attachment; filename=a.csv\n\n1,2\n" +
		"--b\nContent-Type: text/csv; name=\"../../b.csv\"\nContent-Disposition: attachment; filename=\"../../b.csv\"\n\n3,4\n--b--"
	return maildrop.NewBox(
		letter(1, "", "first words"), letter(2, "", "second words"),
		letter(3, "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n", files),
		letter(4, "X-Trick: \x1b]0;owned\x07", "red \x1b[31mtext\x1b[0m and \u202eback"), letter(5, "", "last words"))
}

// withMail is a bench with an account that has been visited once.
func withMail(t *testing.T, download worker.Download) *bench {
	t.Helper()
	box := mailbox()
	server, err := maildrop.Start(maildrop.Config{TLS: true, Users: map[string]maildrop.User{"ada": {Password: "pw", Box: box}}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	b := newBench()
	b.box = box
	c, err := cache.Open(t.Context(), t.TempDir(), cache.Options{Now: b.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	b.Cache = func(context.Context) (*cache.Cache, error) { return c, nil }
	account := worker.Account{
		Name: "home", Server: server.Addr(), TLS: &tls.Config{RootCAs: server.Roots()}, Download: download, Poll: time.Minute,
		Login: func(context.Context) (pop3.Credentials, error) {
			return pop3.Credentials{User: "ada", Password: "pw", Mechanism: "auto"}, nil
		},
	}
	b.Accounts = func(context.Context) ([]worker.Account, error) { return []worker.Account{account}, nil }
	b.must(t, "sync")
	return b
}

// run carries out a command line and returns what it said, and forgets it.
func (b *bench) run(t *testing.T, args ...string) (out, errs string, code int) {
	t.Helper()
	b.out.Reset()
	b.err.Reset()
	code = Run(t.Context(), args, b.Env)
	return b.out.String(), b.err.String(), code
}

func (b *bench) must(t *testing.T, args ...string) string {
	t.Helper()
	out, errs, code := b.run(t, args...)
	if code != Done || errs != "" {
		t.Fatalf("%q: exit code %d, %s", args, code, errs)
	}
	return out
}

func TestList(t *testing.T) {
	b := withMail(t, worker.Download{})
	lines := strings.Split(strings.TrimSpace(b.must(t, "list")), "\n")
	if len(lines) != 5 || !strings.Contains(lines[0], "N     2026-11-15 10:00") || !strings.HasSuffix(lines[0], "Friend 5                  Letter 5") {
		t.Errorf("got %q", lines)
	}
	if got := b.must(t, "list", "--limit", "2", "--sort", "subject"); strings.Count(got, "\n") != 2 || !strings.Contains(got, "Letter 1") {
		t.Errorf("two by subject: %q", got)
	}
	if got := b.must(t, "list", "has:attachment", "--json"); strings.Count(got, "\n") != 1 || !strings.Contains(got, `"name":"a.csv"`) {
		t.Errorf("with attachments: %q", got)
	}
	if _, errs, code := b.run(t, "list", "is:unred"); code != Usage || !strings.HasPrefix(errs, "poplin: the query goes wrong at position ") {
		t.Errorf("a mistake in the query: %d %q", code, errs)
	}
	b.OutTTY, b.Width = true, 50
	for line := range strings.Lines(b.must(t, "list")) {
		if n := len([]rune(strings.TrimSuffix(line, "\n"))); n > 50 {
			t.Errorf("%d wide on a terminal of 50: %q", n, line)
		}
	}
}

func TestShow(t *testing.T) {
	b := withMail(t, worker.Download{})
	id := b.idOf(t, "Letter 4")
	text := b.must(t, "show", id)
	for _, want := range []string{"From:    Friend 4 <f4@example.org>", "Subject: Letter 4", "red ", "text"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in %q", want, text)
		}
	}
	for _, how := range [][]string{{"show", id}, {"show", id, "--headers"}, {"show", id, "--json"}} {
		if got := b.must(t, how...); strings.ContainsAny(got, "\x1b\x07\u202e") {
			t.Errorf("%q lets a control through: %q", how, got)
		}
	}
	if raw := b.must(t, "show", "--raw", id); raw != string(mailbox().Messages()[3].Raw) {
		t.Errorf("not the exact bytes: %q", raw)
	}
	b.OutTTY = true
	out, errs, code := b.run(t, "show", "--raw", id)
	if code != Done || strings.ContainsAny(out, "\x1b\x07\u202e") || !strings.HasPrefix(errs, "hint: ") {
		t.Errorf("source on a terminal: %d %q %q", code, out, errs)
	}
	for _, wrong := range []string{"999", "x", "-1"} {
		if _, errs, code := b.run(t, "show", wrong); code == Done || !strings.HasPrefix(errs, "poplin: ") {
			t.Errorf("show %s: %d %q", wrong, code, errs)
		}
	}
}

// idOf finds a message by its subject.
func (b *bench) idOf(t *testing.T, subject string) string {
	t.Helper()
	for line := range strings.Lines(b.must(t, "list")) {
		if strings.HasSuffix(strings.TrimSpace(line), subject) {
			return strings.Fields(line)[0]
		}
	}
	t.Fatalf("no %q", subject)
	return ""
}

// TestAskedForIsBroughtHome: with download = "headers", showing or saving a message fetches it.
func TestAskedForIsBroughtHome(t *testing.T) {
	b := withMail(t, worker.Download{HeadersOnly: true})
	id := b.idOf(t, "Letter 5")
	if got := b.must(t, "list", "--json", "--limit", "1"); !strings.Contains(got, `"body":"headers"`) {
		t.Fatalf("it is here already: %s", got)
	}
	if got := b.must(t, "show", id); !strings.Contains(got, "last words") {
		t.Errorf("got %q", got)
	}
	if got := b.must(t, "list", "--json", "--limit", "1"); !strings.Contains(got, `"body":"full"`) {
		t.Errorf("it did not stay: %s", got)
	}
}

func TestSave(t *testing.T) {
	b := withMail(t, worker.Download{})
	id, dir := b.idOf(t, "Letter 3"), filepath.Join(t.TempDir(), "new")
	paths := strings.Fields(b.must(t, "save", id, "--dir", dir))
	if len(paths) != 2 {
		t.Fatalf("saved %q", paths)
	}
	for i, want := range []string{"1,2", "3,4"} {
		got, err := os.ReadFile(paths[i])
		if err != nil || strings.TrimSpace(string(got)) != want || filepath.Dir(paths[i]) != dir {
			t.Errorf("%s: %q, %v", paths[i], got, err)
		}
	}
	again := strings.TrimSpace(b.must(t, "save", id, "--part", "1", "--dir", dir))
	if again != filepath.Join(dir, "a (1).csv") {
		t.Errorf("the second went to %q", again)
	}
	if _, errs, code := b.run(t, "save", id, "--part", "3", "--dir", dir); code != Usage || !strings.Contains(errs, "2 attachments") {
		t.Errorf("part 3: %d %q", code, errs)
	}
	if _, errs, code := b.run(t, "save", b.idOf(t, "Letter 1")); code != Failed || !strings.Contains(errs, "no attachments") {
		t.Errorf("a letter without: %d %q", code, errs)
	}
	if _, errs, code := b.run(t, "save", id, "--dir", "/dev/null/x"); code != Failed || !strings.Contains(errs, "hint: ") {
		t.Errorf("an impossible directory: %d %q", code, errs)
	}
}

// Every text of a message can be had, not only the one that is thought best.
func TestShowTexts(t *testing.T) {
	b := withMail(t, worker.Download{})
	id := b.idOf(t, "Letter 3")
	if got := b.must(t, "show", id); strings.Contains(got, "(shown)") != strings.Contains(got, "Texts:") || !strings.Contains(got, "text/csv  b.csv") {
		t.Errorf("got %q", got)
	}
	if got := b.must(t, "show", id, "--text", "2"); !strings.Contains(got, "\n1,2\n") || strings.Contains(got, "See both.") {
		t.Errorf("the second text: %q", got)
	}
	if got := b.must(t, "show", id, "--json"); !strings.Contains(got, `"texts":[{"type":"text/plain","text":"See both.\n"},{"type":"text/csv","name":"a.csv","text":"1,2\n"}`) {
		t.Errorf("as JSON: %q", got)
	}
	for _, n := range []string{"0", "-1", "9"} {
		if _, errs, code := b.run(t, "show", id, "--text="+n); code != Usage || errs == "" {
			t.Errorf("--text %s: %d %q", n, code, errs)
		}
	}
}
