package ui

import (
	"fmt"
	"runtime/debug"

	tea "charm.land/bubbletea/v2"
)

// Broken is a panic caught inside the reader, with where it happened. Run raises it again once the terminal is as it
// was, for main to report.
type Broken struct {
	Value any
	Stack []byte
}

func (b *Broken) Error() string { return fmt.Sprintf("%v\n\n%s", b.Value, b.Stack) }

func broken(r any) *Broken { return &Broken{r, debug.Stack()} }

// brokeMsg brings a panic from a goroutine home.
type brokeMsg struct{ broken *Broken }

// guard lets no panic of a command, or of the commands it leads to, out into Bubble Tea, which would print the stack
// over the terminal.
func guard(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (msg tea.Msg) {
		defer func() {
			if r := recover(); r != nil {
				msg = brokeMsg{broken(r)}
			}
		}()
		msg = cmd()
		if batch, ok := msg.(tea.BatchMsg); ok {
			for i := range batch {
				batch[i] = guard(batch[i])
			}
		}
		return msg
	}
}
