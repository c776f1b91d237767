package main

import (
	"bytes"
	"image"
	"image/color"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
)

// terminal is a program in a terminal of its own, which the test sees and types into.
type terminal struct {
	t    *testing.T
	size image.Point
	pty  *os.File
	cmd  *exec.Cmd
	gone chan struct{} // closed when the program has ended and all it said is on the screen
	mute chan struct{} // closed when nothing more is answered

	mu       sync.Mutex // guards both below: what the emulator hands out is alive
	emulator *vt.Emulator
	written  strings.Builder
}

// startTerminal runs a command; background is what the terminal says when asked for its colour.
func startTerminal(t *testing.T, cmd *exec.Cmd, size image.Point, background color.Color) *terminal {
	t.Helper()
	x := &terminal{t: t, size: size, cmd: cmd, gone: make(chan struct{}), mute: make(chan struct{}), emulator: vt.NewEmulator(size.X, size.Y)}
	x.emulator.SetDefaultBackgroundColor(background)
	var err error
	if x.pty, err = pty.StartWithSize(cmd, &pty.Winsize{Cols: uint16(size.X), Rows: uint16(size.Y)}); err != nil {
		t.Fatal(err)
	}
	x.emulator.RegisterApcHandler(func(asked []byte) bool { // it says that it draws pictures, as kitty does
		if bytes.HasPrefix(asked, []byte("Ga=q,i=31")) {
			go x.pty.WriteString("\x1bP>|kitty(0.32.2)\x1b\\\x1b_Gi=31;OK\x1b\\")
		}
		return true
	})
	go x.answer()
	go x.watch()
	t.Cleanup(x.close)
	return x
}

// watch puts on the screen what the program says, until it ends.
func (x *terminal) watch() {
	defer close(x.gone)
	buf := make([]byte, 32<<10)
	for {
		n, err := x.pty.Read(buf)
		x.mu.Lock()
		x.emulator.Write(buf[:n])
		x.written.Write(buf[:n])
		x.mu.Unlock()
		if err != nil {
			return // on Linux a terminal whose last program has gone gives EIO
		}
	}
}

// answer brings back what the emulator says when the program asks, until the emulator is closed.
func (x *terminal) answer() {
	defer close(x.mute)
	buf := make([]byte, 1024)
	for {
		n, err := x.emulator.Read(buf)
		if err != nil {
			return
		}
		x.pty.Write(buf[:n])
	}
}

func (x *terminal) close() {
	x.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-x.gone:
	case <-time.After(10 * time.Second):
		x.cmd.Process.Kill()
		<-x.gone
	}
	x.cmd.Wait()
	x.emulator.InputPipe().(io.Closer).Close() // ends answer as Close would, but without racing its reads
	<-x.mute
	x.pty.Close()
}

// press types; keys of more than one letter are given as the bytes that a terminal sends.
func (x *terminal) press(keys string) {
	x.t.Helper()
	if _, err := x.pty.WriteString(keys); err != nil {
		x.t.Fatalf("typing %q: %v", keys, err)
	}
}

// heard is all that the program has written.
func (x *terminal) heard() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.written.String()
}

// text is the screen as lines.
func (x *terminal) text() string {
	var lines []string
	for _, row := range x.cells() {
		var b strings.Builder
		for _, c := range row {
			b.WriteString(c.Content)
		}
		lines = append(lines, strings.TrimRight(b.String(), " "))
	}
	return strings.Join(lines, "\n")
}

// cells is a copy of the screen. A cell that a wide one covers is empty.
func (x *terminal) cells() [][]uv.Cell {
	x.mu.Lock()
	defer x.mu.Unlock()
	rows := make([][]uv.Cell, x.size.Y)
	for y := range rows {
		for at := 0; at < x.size.X; at++ {
			c := uv.Cell{Content: " ", Width: 1}
			if got := x.emulator.CellAt(at, y); got != nil {
				c = *got
			}
			rows[y] = append(rows[y], c)
		}
	}
	return rows
}

// await waits until the screen is as is demands, and fails with the screen when it never is.
func (x *terminal) await(what string, is func(screen string) bool) {
	x.t.Helper()
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		screen := x.text()
		if is(screen) {
			return
		}
		select {
		case <-x.gone:
			x.t.Fatalf("ended before %s on\n%s", what, x.text())
		default:
		}
		if time.Now().After(deadline) {
			x.t.Fatalf("waited in vain for %s on\n%s", what, screen)
		}
	}
}

func (x *terminal) awaitText(text string) {
	x.t.Helper()
	x.await(text, func(screen string) bool { return strings.Contains(screen, text) })
}

// awaitEnd waits for the program to end by itself and returns its exit code.
func (x *terminal) awaitEnd() int {
	x.t.Helper()
	select {
	case <-x.gone:
	case <-time.After(30 * time.Second):
		x.t.Fatalf("still running:\n%s", x.text())
	}
	x.cmd.Wait()
	return x.cmd.ProcessState.ExitCode()
}
