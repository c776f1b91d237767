package ui

import (
	"bytes"
	"context"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/vt"

	"poplin/cache"
	"poplin/ui/theme"
)

// terminal is an emulator with the reader running in it. What the program writes is kept too.
type terminal struct {
	t    *testing.T
	mu   sync.Mutex
	em   *vt.Emulator
	out  bytes.Buffer
	keys *io.PipeWriter
	end  context.CancelFunc
	done chan struct{}
	err  error
	hurt any         // what Run panicked with
	trap atomic.Bool // set: looking at the clock panics
}

// Write takes the program's output in.
func (x *terminal) Write(p []byte) (int, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.out.Write(p)
	return x.em.Write(p)
}

func (x *terminal) now() time.Time {
	if x.trap.Load() {
		panic("on purpose")
	}
	return noon
}

func (x *terminal) text() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.em.String()
}

func (x *terminal) written() int {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.out.Len()
}

// launch runs the reader on a cache in a terminal of w by h cells.
func launch(t *testing.T, c *cache.Cache, w, h int) *terminal {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	in, keys := io.Pipe()
	x := &terminal{t: t, em: vt.NewEmulator(w, h), keys: keys, end: cancel, done: make(chan struct{})}
	x.Write([]byte("\x1b[20h")) // without a terminal below it, Bubble Tea sends bare line feeds
	go io.Copy(keys, x.em)      // the emulator's answers are input
	go func() {
		defer close(x.done)
		defer func() { x.hurt = recover() }()
		x.err = Run(ctx, Deps{
			Open:  func(context.Context) (Mailbox, error) { return Mailbox{Cache: c}, nil },
			Theme: theme.Choice{Dark: true}, Now: x.now,
			In: in, Out: x, Environ: []string{"TERM=xterm-256color"},
			Options: []tea.ProgramOption{tea.WithWindowSize(w, h), tea.WithColorProfile(colorprofile.TrueColor)},
		})
	}()
	t.Cleanup(func() {
		cancel()
		<-x.done
		keys.Close()
		x.em.InputPipe().(io.Closer).Close() // ends the copying of its answers, as Close would, but in good order
	})
	return x
}

func (x *terminal) press(s string) {
	x.t.Helper()
	if _, err := x.keys.Write([]byte(s)); err != nil {
		x.t.Fatal(err)
	}
}

// shows waits for words on the screen.
func (x *terminal) shows(words ...string) {
	x.t.Helper()
	for _, w := range words {
		x.until(w, func() bool { return strings.Contains(x.text(), w) })
	}
}

func (x *terminal) until(what string, cond func() bool) {
	x.t.Helper()
	for end := time.Now().Add(2 * time.Minute); !cond(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			x.t.Fatalf("never came: %s\n%s", what, x.text())
		}
	}
}

func (x *terminal) ended() {
	x.t.Helper()
	select {
	case <-x.done:
	case <-time.After(2 * time.Minute):
		x.t.Fatal("the reader does not end")
	}
}

// restored checks that the terminal was given back: the other screen left, the cursor shown, mouse and paste modes off.
func (x *terminal) restored() {
	x.t.Helper()
	x.mu.Lock()
	defer x.mu.Unlock()
	out := x.out.String()
	for _, m := range []string{"?1049", "?1002", "?1006", "?2004"} {
		if strings.LastIndex(out, "\x1b["+m+"l") < strings.LastIndex(out, "\x1b["+m+"h") {
			x.t.Errorf("mode %s was left on", m)
		}
	}
	if strings.LastIndex(out, "\x1b[?25h") < strings.LastIndex(out, "\x1b[?25l") {
		x.t.Error("the cursor was left hidden")
	}
}

func TestInATerminal(t *testing.T) {
	x := launch(t, mailbox(t), 100, 30)
	x.shows("Notes for Thursday", "Inbox 11", "1 of 11")
	x.press("jj")
	x.shows("3 of 11")
	x.press("\x1b[B")
	x.shows("4 of 11")
	x.press("d")
	x.shows("1 message deleted", "Trash 1")
	x.press("u")
	x.shows("1 message back")
	x.until("the message under the cursor", func() bool {
		for _, line := range strings.Split(x.text(), "\n") {
			if strings.Contains(line, "▌") && strings.Contains(line, "Charles Babbage") {
				return true
			}
		}
		return false
	})
	x.press("\r")
	x.shows("I doubt it")
	x.press("q?")
	x.shows("any other key closes")
	x.press("qq")
	x.ended()
	if x.err != nil {
		t.Error(x.err)
	}
	x.restored()
}

func TestTerminalIsRestoredWhenTheContextEnds(t *testing.T) {
	x := launch(t, mailbox(t), 80, 24)
	x.shows("Notes for Thursday")
	x.end()
	x.ended()
	if x.err != nil {
		t.Error(x.err)
	}
	x.restored()
}

func TestTerminalIsRestoredAfterAPanic(t *testing.T) {
	x := launch(t, mailbox(t), 80, 24)
	x.shows("Notes for Thursday")
	x.trap.Store(true)
	go x.keys.Write([]byte("j")) // if nothing else looks at the clock before
	x.ended()
	if b, ok := x.hurt.(*Broken); !ok || !strings.Contains(b.Error(), "on purpose") {
		t.Errorf("Run panicked with %v", x.hurt)
	}
	x.restored()
	if strings.Contains(x.out.String(), "goroutine ") {
		t.Error("a stack was printed over the terminal")
	}
}

// A program at rest draws nothing and its clock stands still.
func TestAtRestNothingIsWritten(t *testing.T) {
	x := launch(t, mailbox(t), 100, 30)
	x.shows("1 of 11")
	x.press("j")
	x.shows("2 of 11")
	last, same := x.written(), 0
	x.until("rest", func() bool {
		if n := x.written(); n != last {
			last, same = n, 0
		}
		same++
		return same > 200
	})
}
