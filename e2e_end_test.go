package main

import (
	"image"
	"image/color"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"syscall"
	"testing"
)

// inTerminal starts Poplin in an emulated terminal on a person's machine.
func (h *home) inTerminal(t *testing.T, args ...string) *terminal {
	t.Helper()
	cmd := exec.Command(h.binary, args...)
	cmd.Env, cmd.Dir = append(h.env, "TMPDIR="+h.dir), h.dir
	return startTerminal(t, cmd, image.Pt(90, 28), color.Black)
}

// TestAnEndFromOutside: whoever ends Poplin by a signal finds the terminal as it was, and nothing of the demo left.
func TestAnEndFromOutside(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGHUP, syscall.SIGINT} {
		t.Run(signal.String(), func(t *testing.T) {
			h := newHome(t)
			x := h.inTerminal(t, "demo")
			x.await("the end of the visit", regexp.MustCompile(`synced \d`).MatchString)
			if !x.alternate() {
				t.Fatal("the reader does not use the alternate screen")
			}
			if err := x.cmd.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			x.awaitEnd()
			if x.alternate() {
				t.Errorf("the alternate screen is still there:\n%s", x.text())
			}
			if left, _ := filepath.Glob(filepath.Join(h.dir, "poplin-demo-*")); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

// alternate says whether the terminal shows its alternate screen.
func (x *terminal) alternate() bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.emulator.IsAltScreen()
}

// TestWelcome: without an account there is a screen that says how to add one, and leads into the demo.
func TestWelcome(t *testing.T) {
	h := newHome(t)
	x := h.inTerminal(t)
	x.awaitText("Welcome to Poplin")
	x.awaitText("[account.home]")
	x.press("d")
	x.awaitText("Grace Hopper")
	x.press("q")
	if code := x.awaitEnd(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	if _, err := os.Stat(h.data()); err == nil {
		t.Error("looking around has made a cache")
	}
}

// TestPasswordIsAskedOnTheTerminal: nothing of it is shown, and the question is gone afterwards.
func TestPasswordIsAskedOnTheTerminal(t *testing.T) {
	server := sampleServer(t)
	h := newHome(t)
	h.write("config.toml", "[account.home]\nserver = \""+server.Addr()+"\"\nuser = \"ada\"\n"+caLine(h, server.RootsPEM()))
	x := h.inTerminal(t, "sync")
	x.awaitText("Password for ada")
	x.press("secret\r")
	if code := x.awaitEnd(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	if screen := x.text(); regexp.MustCompile(`secret|Password`).MatchString(screen) || !regexp.MustCompile(`home: 1 message, 1 new`).MatchString(screen) {
		t.Errorf("the screen says\n%s", screen)
	}
}
