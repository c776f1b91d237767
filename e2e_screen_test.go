package main

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"poplin/pop3/maildrop"
)

// TestDemoInARealTerminal does by keys what a newcomer does, and looks at what the terminal is like afterwards.
func TestDemoInARealTerminal(t *testing.T) {
	for _, size := range []struct{ width, height int }{{80, 24}, {140, 45}} {
		t.Run(fmt.Sprintf("%dx%d", size.width, size.height), func(t *testing.T) {
			h := newHome(t)
			x := newTmux(t, h, size.width, size.height)
			x.keys("stty -g > before; echo a line of mine", "Enter")
			x.await(`\na line of mine`)
			x.keys(h.binary+" demo; echo code $?; stty -g > after", "Enter")
			if list := x.await(`(?s)Inbox 82.*Grace Hopper`); strings.Contains(list, "a line of mine") {
				t.Errorf("not the list alone:\n%s", list)
			}
			for _, key := range x.footer() {
				x.tryKey(key)
			}
			x.keys("/", "engine")
			x.await(`[1-9]\d* found`)
			x.home()
			x.keys("q")
			if after := x.await(`code \d`); !strings.Contains(after, "a line of mine") || !strings.Contains(after, "code 0") {
				t.Errorf("the terminal is not as it was:\n%s", after)
			}
			x.keys("cmp before after; echo compared $?", "Enter")
			if modes := x.await(`compared \d`); !strings.Contains(modes, "compared 0") {
				t.Errorf("the terminal's modes are not as they were:\n%s", modes)
			}
			if left, _ := os.ReadDir(h.dir); len(left) != 2 {
				t.Errorf("the demo left something behind: %v", left)
			}
		})
	}
}

// footer lists the keys that the last line offers.
func (x *tmux) footer() []string {
	x.t.Helper()
	lines := strings.Split(strings.TrimRight(x.screen(), "\n"), "\n")
	var keys []string
	for _, m := range regexp.MustCompile(`  (enter|\S) [a-z]`).FindAllStringSubmatch(lines[len(lines)-1], -1) {
		keys = append(keys, m[1])
	}
	if len(keys) < 5 {
		x.t.Fatalf("only %q in the footer %q", keys, lines[len(lines)-1])
	}
	return keys
}

// tryKey presses a key of the list, sees that it does something, and goes back.
func (x *tmux) tryKey(key string) {
	x.t.Helper()
	before := x.screen()
	switch key {
	case "q", "u": // the end, and what the removals below try
	case "enter":
		x.keys("Enter")
		x.await(`Mary Somerville`)
	case "d", "a":
		x.keys(key)
		x.await(`Inbox 81`)
		x.keys("u")
		x.await(`Inbox 82`)
	default:
		x.keys(key)
		x.awaitThat("an answer to "+key, func(s string) bool { return s != before })
	}
	x.home()
}

// home goes back to the plain list from wherever a key has led.
func (x *tmux) home() {
	x.t.Helper()
	pressed := time.Time{}
	x.awaitThat("the list", func(s string) bool {
		if strings.Contains(s, "Notes for Thursday") && strings.Contains(s, "enter read") && !regexp.MustCompile(`(?m)╭|^ / |Trash.*Search`).MatchString(s) {
			return true
		}
		// A terminal tells escape from the start of a longer key by what does not follow, so it is not pressed in haste.
		if time.Since(pressed) > time.Second {
			x.keys("Escape")
			pressed = time.Now()
		}
		return false
	})
}

// TestPasswordInARealTerminal: one that is wrong, one that is right, and none of them left on the screen.
func TestPasswordInARealTerminal(t *testing.T) {
	server := dovecot(t, letters(12))
	h := newHome(t)
	h.write("config.toml", fmt.Sprintf("[account.home]\nserver = %q\nuser = \"ada\"\n%s\n", server.TLSAddr, caLine(h, server.CA)))
	x := newTmux(t, h, 80, 24)
	x.keys("clear; DBUS_SESSION_BUS_ADDRESS=none: "+h.binary+"; echo code $?", "Enter")
	x.await(`Password for home`)
	x.keys("wrongsecret", "Enter")
	x.await(`refused`)
	if s := x.await(`Password for home`); strings.Contains(s, "wrongsecret") {
		t.Errorf("it is seen:\n%s", s)
	}
	x.keys("Escape")
	x.await(`no password was given`)
	x.keys("R")
	x.await(`Password for home`)
	x.keys(maildrop.DovecotPassword, "Enter")
	x.await(`Inbox 12`)
	x.keys("R", "q")
	x.await(`code 0`)
	x.keys("clear; DBUS_SESSION_BUS_ADDRESS=none: "+h.binary+" sync; echo code $?", "Enter")
	x.await(`Password for ada`)
	x.keys("wrongsecret", "Enter")
	x.await(`(?s)refused.*Password for ada`)
	x.keys(maildrop.DovecotPassword, "Enter")
	if s := x.await(`code 0`); strings.Contains(s, "wrongsecret") || strings.Contains(s, "Password for") {
		t.Errorf("what was asked and typed is left:\n%s", s)
	}
}

// TestReaderInARealTerminal reads and deletes on a real server by keys alone.
func TestReaderInARealTerminal(t *testing.T) {
	server := dovecot(t, letters(60))
	h := newHome(t)
	h.configure(server.TLSAddr, caLine(h, server.CA))
	x := newTmux(t, h, 100, 30)
	x.keys(h.binary+"; echo code $?", "Enter")
	x.await(`Inbox 60`)
	x.keys("Enter")
	x.await(`word\d+`)
	x.keys("q")
	x.await(`enter read`)
	x.keys("d")
	x.await(`Inbox 59`)
	x.keys("d")
	x.await(`Inbox 58`)
	x.keys("R")
	x.awaitThat("the removal on the server", func(string) bool {
		w := newWitness(t, server.Addr)
		defer w.quit()
		return len(w.uidls()) == 58
	})
	x.keys("R")
	x.awaitThat("the removals verified", func(string) bool {
		return strings.Count(h.must("ledger", "--json"), `"state":"verified"`) == 2
	})
	x.keys("q")
	x.await(`code 0`)
	if rows := h.list(); len(rows) != 58 {
		t.Errorf("%d rows, not 58", len(rows))
	}
}
