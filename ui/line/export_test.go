package line

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"poplin/cache"
	"poplin/pop3/worker"
)

// withCache is a bench with an empty cache and no account.
func withCache(t *testing.T) *bench {
	t.Helper()
	b := newBench()
	c, err := cache.Open(t.Context(), t.TempDir(), cache.Options{Now: b.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	b.Cache = func(context.Context) (*cache.Cache, error) { return c, nil }
	return b
}

// oddMail are messages on which a round trip may stumble, and as many put together at random of what makes them so.
func oddMail() (all [][]byte) {
	for _, s := range []string{
		"Subject: plain\r\n\r\nx\r\n", "Subject: LF\n\nFrom here\n", "Subject: no end\r\n\r\nFrom", "Subject: NUL\r\n\r\na\x00b\x00\r\n",
		"Subject: blank end\r\n\r\nx\r\n\r\n\r\n", "From ada Sun Nov 22 10:00:00 2026\r\nSubject: mbox line\r\n\r\nx\r\n",
		"Subject: quoted\r\n\r\nFrom a\r\n>From b\r\n>>From c\r\n From d\r\n", "Subject: bare CR\r\n\r\na\rb\r\n", "Subject: headers only\r\n",
		"no header at all", "Subject: postmark\r\n\r\n\r\nFrom ada Sun Nov 22 10:00:00 2026\r\n\r\nx\r\n", "\r\n",
	} {
		all = append(all, []byte(s))
	}
	random := rand.New(rand.NewPCG(1, 2))
	bits := []string{"From ", ">", ">From ", "\r\n", "\n", "\r", "\x00", "x", "\r\n\r\n", "From a Sun Nov 22 10:00:00 2026", "\xff", " ", ".", "\r\n.\r\n"}
	for i := range 40 {
		m := fmt.Appendf(nil, "Message-ID: <%d@example.org>\r\n", i)
		for range random.IntN(30) {
			m = append(m, bits[random.IntN(len(bits))]...)
		}
		all = append(all, m)
	}
	return all
}

// ids are the numbers of all messages.
func (b *bench) ids(t *testing.T, query ...string) (all []string) {
	t.Helper()
	for line := range strings.Lines(b.must(t, append([]string{"list"}, query...)...)) {
		all = append(all, strings.Fields(line)[0])
	}
	return all
}

// sources are the exact bytes of all messages, sorted.
func (b *bench) sources(t *testing.T) (all [][]byte) {
	t.Helper()
	for _, id := range b.ids(t) {
		all = append(all, []byte(b.must(t, "show", "--raw", id)))
	}
	slices.SortFunc(all, bytes.Compare)
	return all
}

// TestMailMovesOutAndIn: what one Poplin exports another imports, the same to the byte, in every format.
func TestMailMovesOutAndIn(t *testing.T) {
	all := oddMail()
	from, dir := withCache(t), t.TempDir()
	for i, m := range all {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprint(i, ".eml")), m, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if out := from.must(t, "import", dir); !strings.Contains(out, plural(len(all), "message")) {
		t.Fatalf("imported %q", out)
	}
	slices.SortFunc(all, bytes.Compare)
	for _, format := range []string{"eml", "mbox", "maildir"} {
		dest := filepath.Join(t.TempDir(), "out [1]*")
		from.must(t, "export", dest, "--format", format)
		to := withCache(t)
		to.must(t, "import", dest)
		got := to.sources(t)
		if len(got) != len(all) {
			t.Errorf("%s: %d messages became %d", format, len(all), len(got))
			continue
		}
		for i := range all {
			if !bytes.Equal(got[i], all[i]) {
				t.Errorf("%s: %q became %q", format, all[i], got[i])
			}
		}
		if out := to.must(t, "import", dest); !strings.HasPrefix(out, "0 messages") || !strings.Contains(out, fmt.Sprint(len(all), " known already")) {
			t.Errorf("%s: the second import says %q", format, out)
		}
		if !strings.Contains(to.must(t, "list", "--json", "--limit", "1"), `"account":"local"`) {
			t.Errorf("%s: not in the local account", format)
		}
	}
}

// TestImportedMailIsHereOnly: it never looks as if a server had it, and nothing is asked of a server for it.
func TestImportedMailIsHereOnly(t *testing.T) {
	b := withMail(t, worker.Download{})
	box := filepath.Join(t.TempDir(), "box")
	b.must(t, "export", box, "subject:letter")
	if out := b.must(t, "import", box); !strings.Contains(out, "5 known already") {
		t.Errorf("what the account has came in again: %q", out)
	}
	old := filepath.Join(t.TempDir(), "old.eml")
	if err := os.WriteFile(old, []byte("From: a@b\r\nSubject: Old\r\n\r\nlong ago\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	b.must(t, "import", old)
	var row struct {
		OnServer bool `json:"on_server"`
		Account  string
	}
	if err := json.Unmarshal([]byte(b.must(t, "list", "subject:old", "is:local", "--json")), &row); err != nil || row.OnServer || row.Account != "home" {
		t.Errorf("%+v, %v", row, err)
	}
	id := b.ids(t, "subject:old")[0]
	if out := b.must(t, "delete", id); !strings.Contains(out, "nothing to remove from the server") {
		t.Errorf("delete says %q", out)
	}
	if out := b.must(t, "ledger"); out != "" {
		t.Errorf("the ledger has %q", out)
	}
	b.must(t, "sync")
	b.must(t, "import", old) // what lies in Trash goes one day, and counts for nothing
	if got := b.ids(t, "subject:old"); len(got) != 1 || got[0] == id {
		t.Errorf("after another import there is %q", got)
	}
}

func TestExportAndImportRefuse(t *testing.T) {
	b := withMail(t, worker.Download{HeadersOnly: true})
	dir := t.TempDir()
	there := filepath.Join(dir, "there")
	if err := os.WriteFile(there, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		args       []string
		code       int
		what, hint string
	}{
		{[]string{"export"}, Usage, "poplin export takes", "--help"},
		{[]string{"export", ""}, Usage, "poplin export takes", "--help"},
		{[]string{"export", "x", "--format", "mbx"}, Usage, `there is no format "mbx"`, "maildir"},
		{[]string{"export", "x", "is:odd"}, Usage, "the query goes wrong at position ", ""},
		{[]string{"export", "x", "nosuchword"}, Failed, "no message matches", "poplin list"},
		{[]string{"export", there}, Usage, there + " is there already", "another name"},
		{[]string{"export", filepath.Join(dir, "no", "box")}, Failed, "no such file or directory", "another place"},
		{[]string{"export", there, "--format", "maildir"}, Failed, "not a directory", "another place"},
		{[]string{"export", filepath.Join(dir, "box")}, Partly, "5 messages left out, not wholly here: ", "poplin show"},
		{[]string{"import"}, Usage, "poplin import takes files or folders", "--help"},
		{[]string{"import", filepath.Join(dir, "none")}, Usage, "cannot be read: no such file or directory", "give a file"},
		{[]string{"import", "/dev/null"}, Usage, `"/dev/null" is neither a file nor a folder`, "give a file"},
		{[]string{"import", there, "--format", "mbox"}, Usage, there + " is not in that format", "--format"},
		{[]string{"import", there, "--format", "x"}, Usage, `there is no format "x"`, ""},
		{[]string{"import", there, "--account", "hme"}, Usage, `there is no account "hme"`, "there is home, local"},
		{[]string{"import", t.TempDir()}, Failed, "there is no mail in ", "cur and new"},
	}
	for _, test := range tests {
		out, errs, code := b.run(t, test.args...)
		lines := strings.Split(strings.TrimSuffix(errs, "\n"), "\n")
		if code != test.code || len(lines) > 2 || !strings.Contains(lines[0], test.what) || !strings.HasPrefix(lines[0], "poplin: ") {
			t.Errorf("%q: exit code %d, %q, %q", test.args, code, out, errs)
		}
		if test.hint != "" && (len(lines) != 2 || !strings.HasPrefix(lines[1], "hint: ") || !strings.Contains(lines[1], test.hint)) {
			t.Errorf("%q: %q", test.args, errs)
		}
	}
	if got, _ := os.ReadFile(there); string(got) != "mine" {
		t.Errorf("written over: %q", got)
	}
	if names, _ := filepath.Glob(filepath.Join(dir, ".*")); len(names) > 0 {
		t.Errorf("left behind: %q", names)
	}
}
