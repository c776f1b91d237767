// Package paint brings frames to the terminal and writes no more than what changed: a row that is the same is not
// touched, rows that moved are moved by the terminal, and of the others the cheaper is written, the cells that differ
// or the whole row without its blanks. Bubble Tea's own renderer draws every row that holds a wide character anew with
// each frame, which in a mailbox of many scripts is most of what a key writes; so it is left the modes of the terminal
// and draws nothing, and what it writes comes through here, since the screen is lost when it clears it.
//
// ECMA-48 and the DEC private modes that every terminal since the VT100 has or ignores; and kitty's sequences for pictures
// when a frame has some, which is only where the terminal said that it knows them. It knows no other room; only package
// ui may call it.
package paint

import (
	"bytes"
	"io"
	"os"
	"sync"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
)

// Frame is what the terminal is to show: lines parted by "\n", each with its colours in itself.
type Frame struct {
	Content       string
	Width, Height int
	Cursor        *tea.Cursor // nil: hidden
	Pictures      []Picture   // whose placeholders are in Content
	Shown         func()      // called, soon and from anywhere, when this frame or a later one is on the terminal; may be nil
}

// Painter owns what is written to a terminal. Bubble Tea writes through it; Show paints from a goroutine of its own, so
// that a slow terminal holds nobody up and shows the newest frame next.
type Painter struct {
	news chan struct{}
	done chan struct{}

	show  sync.Mutex // guards next, ready and waits
	next  Frame
	ready bool
	waits []func() // Shown, of next and of those in whose place it came

	mu      sync.Mutex // guards all below, and the order of what is written
	out     io.Writer
	caps    Abilities
	profile bool // colours are known
	sync    bool // the terminal shows a frame at once when told so
	on      bool // the other screen is on
	lost    bool // what it shows is not known
	shown   Frame
	rows    []row
	lines   []string
	cursor  bool     // is visible
	held    []int    // pictures that the terminal keeps, by ID
	owed    []func() // Shown, of what is about to be written
	looks   *looks
	pen     writer
}

// New paints on out until Close.
func New(out io.Writer) *Painter {
	p := &Painter{out: out, news: make(chan struct{}, 1), done: make(chan struct{}), lost: true}
	go p.run()
	return p
}

// Close ends the painting; what Bubble Tea writes still goes through.
func (p *Painter) Close() {
	close(p.news)
	<-p.done
}

func (p *Painter) run() {
	defer close(p.done)
	for range p.news {
		p.mu.Lock()
		p.write(p.paint(nil))
		p.mu.Unlock()
	}
}

// Show has a frame painted next, in place of one that still waits. It never blocks.
func (p *Painter) Show(f Frame) {
	p.show.Lock()
	p.next, p.ready = f, true
	if f.Shown != nil {
		p.waits = append(p.waits, f.Shown)
	}
	p.show.Unlock()
	select {
	case p.news <- struct{}{}:
	default:
	}
}

// SetProfile says which colours the terminal has; nothing is painted before.
func (p *Painter) SetProfile(c colorprofile.Profile) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.profile && p.looks.profile == c {
		return
	}
	p.looks, p.profile, p.lost = newLooks(c), true, true
	p.write(p.paint(nil))
}

// SetAbilities says what the terminal can do; before, it is asked for nothing special.
func (p *Painter) SetAbilities(a Abilities) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.caps = a
}

// SetSync says that the terminal understands when a frame begins and ends (mode 2026).
func (p *Painter) SetSync() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sync = true
}

// What Bubble Tea writes to go to the other screen, to come back from it, and to clear it.
var (
	enter = []byte("\x1b[?1049h")
	leave = []byte("\x1b[?1049l")
	clear = []byte("\x1b[2J")
)

// Write is for Bubble Tea. Where it clears the screen, the frame is painted anew in the same breath. Rows never run on
// into the next while the other screen is on (DECAWM), whatever a terminal takes a character's width to be.
func (p *Painter) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	in, out := bytes.LastIndex(b, enter), bytes.LastIndex(b, leave)
	if in < 0 && out < 0 && !bytes.Contains(b, clear) {
		return p.out.Write(b)
	}
	var all []byte
	switch {
	case in > out:
		p.on, p.cursor = true, false
		all = append(append(all, b...), "\x1b[?7l"...)
	case out > in:
		p.on = false
		all = append(append(p.release(all, Frame{}), "\x1b[?7h"...), b...)
	default:
		all = append(all, b...)
	}
	p.lost = true
	_, err := p.out.Write(p.paint(all))
	p.told()
	return len(b), err
}

func (p *Painter) write(b []byte) {
	if len(b) > 0 {
		_, _ = p.out.Write(b) // a terminal that has gone away ends the program by its input
	}
	p.told()
}

// told tells who has waited for what is on the terminal now.
func (p *Painter) told() {
	for _, shown := range p.owed {
		shown()
	}
	p.owed = nil
}

// File is a Painter on a terminal of the operating system, which Bubble Tea takes for the terminal itself.
type File struct {
	*os.File
	*Painter
}

// Write is the Painter's.
func (f File) Write(b []byte) (int, error) { return f.Painter.Write(b) }

// WriteString is the Painter's.
func (f File) WriteString(s string) (int, error) { return f.Painter.Write([]byte(s)) }

// Close is the file's; the Painter ends with the program.
func (f File) Close() error { return f.File.Close() }

// Below is the terminal itself, for a program that is run in it.
func (f File) Below() io.Writer { return f.File }
