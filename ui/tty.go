package ui

import (
	"context"
	"io"
	"os"
	"os/signal"
	"runtime"
	"strconv"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/term"

	"poplin/ui/paint"
)

// tty is the process's own. Bubble Tea keeps three copies of every cell, and goes over one with every frame, for a
// screen on which it draws nothing here: so it is lent a terminal that does not look like one, of a single cell, and
// what it would have found out by itself is done here.
type tty struct {
	*paint.Painter
	file    *os.File
	environ []string
}

// Below is the terminal itself, for a program that is run in it.
func (t *tty) Below() io.Writer { return t.file }

// sized says how large the terminal is.
type sized tea.WindowSizeMsg

func (t *tty) options() []tea.ProgramOption {
	colours := colorprofile.Detect(t.file, t.environ)
	t.SetAbilities(paint.AbilitiesOf(uv.Environ(t.environ).Getenv, runtime.GOOS))
	t.SetProfile(colours)
	return []tea.ProgramOption{tea.WithOutput(t), tea.WithColorProfile(colours),
		tea.WithWindowSize(1, 1), tea.WithFilter(t.filter)}
}

// filter answers whoever speaks of the size, or asks for it, with what it is.
func (t *tty) filter(_ tea.Model, msg tea.Msg) tea.Msg {
	if _, told := msg.(tea.WindowSizeMsg); told || msg == tea.RequestWindowSize() {
		return t.size()
	}
	return msg
}

// size is that of a terminal of eighty by twenty-four where it does not know better, as a serial line does.
func (t *tty) size() sized {
	w, h, err := term.GetSize(t.file.Fd())
	if err != nil || w <= 0 {
		w = t.number("COLUMNS", 80)
	}
	if err != nil || h <= 0 {
		h = t.number("LINES", 24)
	}
	return sized{Width: w, Height: h}
}

func (t *tty) number(name string, otherwise int) int {
	if n, err := strconv.Atoi(uv.Environ(t.environ).Getenv(name)); err == nil && n > 0 {
		return n
	}
	return otherwise
}

// watch has the size looked at again when the system says that it changed, or that the program goes on after it stood
// still.
func (t *tty) watch(ctx context.Context, p *tea.Program) {
	news := make(chan os.Signal, 1)
	signal.Notify(news, resizes()...)
	defer signal.Stop(news)
	for {
		select {
		case <-ctx.Done():
			return
		case <-news:
			p.Send(tea.RequestWindowSize())
		}
	}
}
