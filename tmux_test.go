package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"testing"
	"time"
)

// tmux is a real terminal with a shell in it.
type tmux struct {
	t       *testing.T
	socket  string
	pressed []string
}

// newTmux opens a terminal of that size on a person's machine, or skips the test where there is no tmux.
func newTmux(t *testing.T, h *home, width, height int) *tmux {
	t.Helper()
	if _, err := exec.LookPath("tmux"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("tmux is needed for these tests and not installed")
		}
		t.Skip("tmux is not installed")
	}
	x := &tmux{t: t, socket: fmt.Sprintf("poplin-%d-%s", os.Getpid(), regexp.MustCompile(`\W`).ReplaceAllString(t.Name(), "-"))}
	shell := exec.Command("tmux", "-L", x.socket, "-u", "-f", "/dev/null", "new-session", "-d", "-x", fmt.Sprint(width), "-y", fmt.Sprint(height), "sh")
	shell.Env = append([]string{"TMPDIR=" + h.dir}, h.env...)
	shell.Dir = h.dir
	if out, err := shell.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	t.Cleanup(func() { exec.Command("tmux", "-L", x.socket, "kill-server").Run() })
	x.await(`[#$]`)
	return x
}

func (x *tmux) run(args ...string) string {
	x.t.Helper()
	out, err := exec.CommandContext(x.t.Context(), "tmux", append([]string{"-L", x.socket, "-u"}, args...)...).CombinedOutput()
	if err != nil {
		x.t.Fatalf("tmux %q: %v: %s", args, err, out)
	}
	return string(out)
}

// keys presses keys by tmux's names for them.
func (x *tmux) keys(keys ...string) {
	x.t.Helper()
	x.pressed = append(x.pressed, keys...)
	x.run(append([]string{"send-keys"}, keys...)...)
}

func (x *tmux) screen() string { x.t.Helper(); return x.run("capture-pane", "-p") }

// await waits for a pattern on the screen and returns the screen.
func (x *tmux) await(pattern string) string {
	x.t.Helper()
	return x.awaitThat(pattern, regexp.MustCompile(pattern).MatchString)
}

func (x *tmux) awaitThat(what string, is func(string) bool) string {
	x.t.Helper()
	ctx, cancel := context.WithTimeout(x.t.Context(), 2*time.Minute)
	defer cancel()
	for {
		screen := x.screen()
		if is(screen) {
			return screen
		}
		select {
		case <-ctx.Done():
			x.t.Fatalf("after %q waited in vain for %s on\n%s", x.pressed, what, screen)
		case <-time.After(20 * time.Millisecond):
		}
	}
}
