package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"poplin/pop3/maildrop"
)

// clockEnv makes the test binary be Poplin itself, at a time of the test's choice, so that what is on the screen does
// not depend on the day.
const clockEnv = "POPLIN_TEST_CLOCK"

func TestMain(m *testing.M) {
	if at, err := time.Parse(time.RFC3339, os.Getenv(clockEnv)); err == nil {
		os.Exit(run(os.Args[1:], func() time.Time { return at }))
	}
	code := m.Run()
	os.RemoveAll(binaryDir())
	os.Exit(code)
}

var binaryDir = sync.OnceValue(func() string {
	dir, err := os.MkdirTemp("", "poplin-e2e-")
	if err != nil {
		panic(err)
	}
	return dir
})

// binary builds Poplin once for all tests, as a person would: without tags.
var binary = sync.OnceValues(func() (string, error) {
	path := filepath.Join(binaryDir(), "poplin")
	out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput()
	if err != nil {
		err = fmt.Errorf("%w: %s", err, out)
	}
	return path, err
})

// TestMethodsNobodyCallsAreLeftOut: one call of a method by a name that is worked out, and the linker keeps all methods of all types.
func TestMethodsNobodyCallsAreLeftOut(t *testing.T) {
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	program, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"text/template.(*state).evalField", "html/template.(*Template).Execute"} {
		if bytes.Contains(program, []byte(name)) {
			t.Errorf("the program has %s", name)
		}
	}
	if !bytes.Contains(program, []byte("poplin/cache.(*Cache).Delete")) {
		t.Error("names are not looked for where they stand")
	}
}

// home is a person's machine: one account, one cache, and Poplin to run on them.
type home struct {
	t      *testing.T
	binary string
	dir    string
	env    []string
}

func newHome(t *testing.T) *home {
	t.Helper()
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	h := &home{t: t, binary: path, dir: dir}
	h.env = []string{"HOME=" + dir, "PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8", "TERM=xterm-256color", "MAILPW=secret",
		"POPLIN_CONFIG=" + filepath.Join(dir, "config.toml"), "POPLIN_DATA=" + h.data()}
	return h
}

func (h *home) data() string { return filepath.Join(h.dir, "data") }

// configure writes an account "home" of user ada, and lines more.
func (h *home) configure(server string, lines ...string) {
	h.t.Helper()
	text := fmt.Sprintf("[account.home]\nserver = %q\nuser = \"ada\"\npassword_env = \"MAILPW\"\n%s\n", server, strings.Join(lines, "\n"))
	h.write("config.toml", text)
}

func (h *home) write(name, text string) string {
	h.t.Helper()
	path := filepath.Join(h.dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		h.t.Fatal(err)
	}
	return path
}

// said is what a command left behind.
type said struct {
	out, err string
	code     int
}

// run carries out one command line.
func (h *home) run(args ...string) said {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(h.t.Context(), 5*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, h.binary, args...)
	return h.finish(cmd)
}

func (h *home) finish(cmd *exec.Cmd) said {
	h.t.Helper()
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr, cmd.Env, cmd.Dir = &out, &errs, h.env, h.dir
	err := cmd.Run()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		h.t.Fatal(err)
	}
	return said{out.String(), errs.String(), cmd.ProcessState.ExitCode()}
}

// must runs a command that has to do all it was asked.
func (h *home) must(args ...string) string {
	h.t.Helper()
	s := h.run(args...)
	if s.code != 0 || s.err != "" {
		h.t.Fatalf("poplin %s: exit code %d: %s", strings.Join(args, " "), s.code, s.err)
	}
	return s.out
}

// objects reads what a command prints with --json.
func objects[T any](t *testing.T, out string) []T {
	t.Helper()
	var all []T
	for line := range strings.Lines(out) {
		var x T
		if err := json.Unmarshal([]byte(line), &x); err != nil {
			t.Fatalf("%v in %q", err, line)
		}
		all = append(all, x)
	}
	return all
}

// listed is what the tests look at of list --json.
type listed struct {
	ID       int64
	UIDL     string
	Subject  string
	OnServer bool `json:"on_server"`
	Body     string
}

func (h *home) list(query ...string) []listed {
	h.t.Helper()
	return objects[listed](h.t, h.must(append([]string{"list", "--json"}, query...)...))
}

// event is what the tests look at of sync --json.
type event struct {
	Event, Account, Step, Error                string
	Listed, New, Downloaded, Deleted, Verified int
	Done, Total                                int
	Bytes                                      int64
	Seconds                                    float64
}

// sync makes one visit that has to succeed, and returns its end.
func (h *home) sync() event {
	h.t.Helper()
	events := objects[event](h.t, h.must("sync", "--json"))
	last := events[len(events)-1]
	if last.Event != "done" || last.Account != "home" {
		h.t.Fatalf("the last event is %+v", last)
	}
	return last
}

// dovecot serves a Maildir of these messages to user ada, or skips the test where there is none.
func dovecot(t *testing.T, messages [][]byte) *maildrop.Dovecot {
	t.Helper()
	dir := t.TempDir()
	box := filepath.Join(dir, "mail")
	for _, sub := range []string{"cur", "new", "tmp"} {
		if err := os.MkdirAll(filepath.Join(box, sub), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for i, m := range messages {
		name := filepath.Join(box, "new", fmt.Sprintf("%d.M%06d.test", 1700000000+i, i))
		if err := os.WriteFile(name, m, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	server := filepath.Join(dir, "server")
	if err := os.Mkdir(server, 0o755); err != nil {
		t.Fatal(err)
	}
	d, err := maildrop.StartDovecot(server, map[string]string{"ada": box})
	if errors.Is(err, maildrop.ErrNoDovecot) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Stop)
	return d
}
