package paint

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
)

// screen is an emulated terminal that also keeps what was written to it.
type screen struct {
	mu  sync.Mutex
	em  *vt.Emulator
	out bytes.Buffer
}

func newScreen(w, h int) *screen { return &screen{em: vt.NewEmulator(w, h)} }

func (s *screen) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.out.Write(b)
	return s.em.Write(b)
}

// look is every cell of the screen with its style.
func (s *screen) look() string {
	var b strings.Builder
	for y := range s.em.Height() {
		for x := range s.em.Width() {
			c := s.em.CellAt(x, y)
			switch {
			case c == nil:
				b.WriteString("[ ]")
			case c.Content == " " || c.Content == "":
				fmt.Fprintf(&b, "[%d %v %d %v]", c.Width, c.Style.Bg, c.Style.Attrs&(uv.AttrReverse|uv.AttrStrikethrough), c.Style.Underline)
			default:
				fmt.Fprintf(&b, "[%s %d %v %v %d %v %v]", c.Content, c.Width, c.Style.Fg, c.Style.Bg, c.Style.Attrs, c.Style.Underline, c.Link.URL)
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// still is a painter whose frames are painted by the test and by nobody else.
func still(s *screen, caps Abilities) *Painter {
	p := &Painter{out: s, caps: caps, lost: true, looks: newLooks(colorprofile.TrueColor), profile: true}
	p.Write([]byte("\x1b[?1049h\x1b[H\x1b[2J"))
	return p
}

func (p *Painter) frame(f Frame) int {
	p.next, p.ready = f, true
	b := p.paint(nil)
	p.write(b)
	return len(b)
}

var pieces = []string{"hello", "Zoë", "会議の資料", "日本", "👍", "مرحبا", "  ", "      ", "             ", "·", "e\u0301tude", "x", "a b c"}

var styles = []string{"", "\x1b[1m", "\x1b[38;2;100;120;140m", "\x1b[48;2;10;20;60m", "\x1b[1;38;2;1;2;3;48;2;10;20;60m", "\x1b[7m", "\x1b[4m", "\x1b[2m"}

// line is a line of random pieces in random styles, sometimes longer than the screen.
func line(r *rand.Rand) string {
	var b strings.Builder
	for range r.IntN(12) {
		b.WriteString(styles[r.IntN(len(styles))] + pieces[r.IntN(len(pieces))])
		if r.IntN(3) > 0 {
			b.WriteString("\x1b[m")
		}
	}
	b.WriteString("\x1b[m")
	return b.String()
}

// next changes some lines of a frame, or moves a stretch of them.
func next(r *rand.Rand, lines []string) []string {
	out := append([]string(nil), lines...)
	switch n := len(out); r.IntN(4) {
	case 0: // everything moves
		by := 1 + r.IntN(n/2)
		if r.IntN(2) == 0 {
			copy(out, lines[by:])
		} else {
			copy(out[by:], lines)
		}
	case 1: // all but the first and the last two move
		copy(out[2:n-1], lines[3:n-1])
	}
	for range r.IntN(3) {
		out[r.IntN(len(out))] = line(r)
	}
	return out
}

// TestTheScreenIsTheFrame: whatever was on the screen before, it looks as if the frame had been painted on an empty one.
func TestTheScreenIsTheFrame(t *testing.T) {
	const w, h = 40, 12
	for _, caps := range []Abilities{{}, {Erase: true}, {Scroll: true}, {Erase: true, Scroll: true}} {
		for seed := range uint64(8) {
			r := rand.New(rand.NewPCG(seed, 1))
			lines := make([]string, h)
			for i := range lines {
				lines[i] = line(r)
			}
			s := newScreen(w, h)
			p := still(s, caps)
			for step := range 25 {
				f := Frame{Content: strings.Join(lines, "\n"), Width: w, Height: h}
				p.frame(f)
				fresh := newScreen(w, h)
				still(fresh, Abilities{}).frame(f)
				got, want := strings.Split(s.look(), "\n"), strings.Split(fresh.look(), "\n")
				for y := range want {
					if got[y] != want[y] {
						t.Fatalf("%+v seed %d step %d row %d:\n%s\nwant\n%s", caps, seed, step, y, got[y], want[y])
					}
				}
				lines = next(r, lines)
			}
		}
	}
}

// TestAFreshScreenIsTheContent compares with what the terminal itself makes of the content.
func TestAFreshScreenIsTheContent(t *testing.T) {
	const w, h = 40, 6
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 2))
		plain := newScreen(w, h)
		plain.Write([]byte("\x1b[?7l"))
		var lines []string
		for y := range h {
			l := line(r)
			lines = append(lines, l)
			fmt.Fprintf(plain, "\x1b[%dH%s", y+1, l)
		}
		s := newScreen(w, h)
		still(s, Abilities{Erase: true}).frame(Frame{Content: strings.Join(lines, "\n"), Width: w, Height: h})
		if got, want := s.em.String(), plain.em.String(); !sameText(got, want, w) {
			t.Fatalf("seed %d:\n%s\nwant\n%s", seed, got, want)
		}
	}
}

// sameText compares all but the last columns, where a terminal that does not wrap overwrites what it wrote.
func sameText(a, b string, w int) bool {
	as, bs := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range as {
		as[i] = strings.TrimRight(ansi.Truncate(as[i], w-2, ""), " ")
	}
	for i := range bs {
		bs[i] = strings.TrimRight(ansi.Truncate(bs[i], w-2, ""), " ")
	}
	return slices.Equal(as, bs)
}

func TestOnlyWhatChangedIsWritten(t *testing.T) {
	const w, h = 60, 10
	lines := make([]string, h)
	for i := range lines {
		lines[i] = fmt.Sprintf("  会議の資料 %d          Zoë Lopez %d", i, i)
	}
	s := newScreen(w, h)
	p := still(s, Abilities{Erase: true, Scroll: true})
	f := func() Frame { return Frame{Content: strings.Join(lines, "\n"), Width: w, Height: h} }
	p.frame(f())
	if n := p.frame(f()); n != 0 {
		t.Errorf("the same frame again wrote %d bytes", n)
	}
	lines[3] = "  会議の資料 3          Zoë Lopez 4"
	if n := p.frame(f()); n > 60 {
		t.Errorf("one row wrote %d bytes", n)
	}
	copy(lines, lines[1:])
	lines[h-1] = "new"
	if n := p.frame(f()); n > 40 {
		t.Errorf("moving by one row wrote %d bytes", n)
	}
	lines[2] = "abc"
	p.frame(f())
	lines[2] = "abd"
	if n := p.frame(f()); n > 8 {
		t.Errorf("one letter wrote %d bytes", n)
	}
}

// TestWhatClearsTheScreenIsFollowedByTheFrame: Bubble Tea clears the screen when it is resized, drawn anew, or given back.
func TestWhatClearsTheScreenIsFollowedByTheFrame(t *testing.T) {
	const w, h = 20, 3
	s := newScreen(w, h)
	p := still(s, Abilities{})
	p.frame(Frame{Content: "one\ntwo\nthree", Width: w, Height: h})
	p.Write([]byte("\x1b[H\x1b[2J"))
	if got := s.em.String(); !strings.Contains(got, "two") {
		t.Errorf("after clearing: %q", got)
	}
	p.Write([]byte("\x1b[?1049l"))
	if !strings.Contains(s.out.String(), "\x1b[?7h\x1b[?1049l") {
		t.Error("lines that are too long stay cut when the screen is given back")
	}
	before := s.out.Len()
	p.frame(Frame{Content: "four\nfive\nsix", Width: w, Height: h})
	if s.out.Len() != before {
		t.Error("painted on a screen that was given back")
	}
	p.Write([]byte("\x1b[?1049h"))
	if got := s.em.String(); !strings.Contains(got, "five") {
		t.Errorf("after coming back: %q", got)
	}
}

func TestTheCursorStandsWhereItIsAsked(t *testing.T) {
	const w, h = 20, 3
	s := newScreen(w, h)
	p := still(s, Abilities{})
	c := tea.NewCursor(4, 1)
	p.frame(Frame{Content: "one\ntwo\nthree", Width: w, Height: h, Cursor: c})
	if at := s.em.CursorPosition(); at.X != 4 || at.Y != 1 {
		t.Errorf("the cursor is at %v", at)
	}
	if !strings.HasSuffix(s.out.String(), "\x1b[?25h") {
		t.Error("the cursor is not shown")
	}
	p.frame(Frame{Content: "one\ntwo\nfour", Width: w, Height: h})
	if strings.LastIndex(s.out.String(), "\x1b[?25l") < strings.LastIndex(s.out.String(), "\x1b[?25h") {
		t.Error("the cursor stays shown")
	}
}

// TestShowNeverBlocks: a terminal that takes nothing holds up its painter and nobody else.
func TestShowNeverBlocks(t *testing.T) {
	stuck := &stuck{held: make(chan struct{}), free: make(chan struct{})}
	p := New(stuck)
	go p.Write([]byte("\x1b[?1049h"))
	<-stuck.held
	for i := range 1000 {
		p.Show(Frame{Content: fmt.Sprint(i), Width: 10, Height: 1})
	}
	close(stuck.free)
	p.SetProfile(colorprofile.TrueColor)
	p.Close()
	if !strings.Contains(stuck.out.String(), "999") {
		t.Errorf("the newest frame was not painted: %q", stuck.out.String())
	}
}

// TestWhoWaitsForAFrameIsTold: not before the terminal has it, and also when a later frame came in its place.
func TestWhoWaitsForAFrameIsTold(t *testing.T) {
	stuck := &stuck{held: make(chan struct{}), free: make(chan struct{})}
	p := New(stuck)
	told := make(chan string, 3)
	wait := func(name string) func() { return func() { told <- name } }
	p.Show(Frame{Content: "one", Width: 10, Height: 1, Shown: wait("one")})
	p.SetProfile(colorprofile.TrueColor)
	go p.Write([]byte("\x1b[?1049h"))
	<-stuck.held
	p.Show(Frame{Content: "two", Width: 10, Height: 1, Shown: wait("two")})
	p.Show(Frame{Content: "three", Width: 10, Height: 1})
	if len(told) > 0 {
		t.Errorf("%s is said to be on a terminal that takes nothing", <-told)
	}
	close(stuck.free)
	for _, want := range []string{"one", "two"} {
		if got := <-told; got != want {
			t.Errorf("told %s, want %s", got, want)
		}
	}
	p.Show(Frame{Content: "three", Width: 10, Height: 1, Shown: wait("three")})
	if got := <-told; got != "three" { // which it shows already
		t.Errorf("told %s, want three", got)
	}
	p.Close()
}

type stuck struct {
	held, free chan struct{}
	once       sync.Once
	out        bytes.Buffer
}

func (s *stuck) Write(b []byte) (int, error) {
	s.once.Do(func() { close(s.held) })
	<-s.free
	return s.out.Write(b)
}

func TestAbilities(t *testing.T) {
	for _, c := range []struct {
		term, tmux, system string
		want               Abilities
	}{
		{"xterm-256color", "", "linux", Abilities{true, true}}, {"screen-256color", "", "linux", Abilities{false, true}},
		{"screen-256color", "/tmp/tmux", "linux", Abilities{true, true}}, {"tmux-256color", "", "linux", Abilities{true, true}},
		{"vt100", "", "linux", Abilities{}}, {"", "", "linux", Abilities{}}, {"xterm-256color", "", "windows", Abilities{true, false}},
	} {
		env := map[string]string{"TERM": c.term, "TMUX": c.tmux}
		if got := AbilitiesOf(func(n string) string { return env[n] }, c.system); got != c.want {
			t.Errorf("%+v: %+v", c, got)
		}
	}
}

// BenchmarkStep moves the cursor's row by one in a list of CJK and other subjects.
func BenchmarkStep(b *testing.B) {
	const w, h = 120, 40
	row := func(i int, on bool) string {
		text := fmt.Sprintf("  ●  %-26s%-66s%20s", "Zoë Lopez", fmt.Sprintf("Re: 会議の資料 %d", i), "3.2 kB  31 Dec ")
		if on {
			return "\x1b[1;38;2;200;200;200;48;2;10;20;90m" + text + "\x1b[m"
		}
		return "\x1b[1m" + text + "\x1b[m"
	}
	frames := make([]Frame, h)
	for at := range frames {
		lines := make([]string, h)
		for i := range lines {
			lines[i] = row(i, i == at)
		}
		frames[at] = Frame{Content: strings.Join(lines, "\n"), Width: w, Height: h}
	}
	p := still(newScreen(1, 1), Abilities{Erase: true, Scroll: true})
	p.out = &bytes.Buffer{}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		p.out.(*bytes.Buffer).Reset()
		p.frame(frames[i%h])
	}
}
