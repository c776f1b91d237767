package config

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"unicode"

	"github.com/charmbracelet/x/term"
)

// Terminal asks on the controlling terminal, whatever standard input and output are, and erases the question once it is
// answered. Only where TerminalAvailable does it make sense as Secrets.Ask.
func Terminal(ctx context.Context, prompt string) (string, error) {
	tty, err := os.OpenFile("/dev/tty", os.O_RDWR, 0)
	if err != nil {
		return "", fmt.Errorf("config: terminal: %w", err)
	}
	defer tty.Close()
	before, err := term.MakeRaw(tty.Fd()) // before the question appears, so that nothing typed is ever shown
	if err != nil {
		return "", fmt.Errorf("config: terminal: %w", err)
	}
	defer term.Restore(tty.Fd(), before)
	fmt.Fprint(tty, "\r\x1b[2K"+prompt) // a progress bar may stand on the line
	defer fmt.Fprint(tty, "\r\x1b[2K")
	type answer struct {
		password string
		err      error
	}
	answers := make(chan answer, 1)
	go func() { // ends with the answer, or with the process: a blocked read of a terminal cannot be called off
		password, err := readSecret(tty)
		answers <- answer{password, err}
	}()
	select {
	case a := <-answers:
		return a.password, a.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// What keys send in raw mode.
const (
	interrupt = 0x03 // ctrl+c
	endOfFile = 0x04 // ctrl+d
	killLine  = 0x15 // ctrl+u
	backspace = '\b'
	rubout    = 0x7f
)

// readSecret reads a line from a terminal in raw mode, which neither shows nor edits what is typed.
func readSecret(r io.Reader) (string, error) {
	var typed []rune
	for keys := bufio.NewReader(r); ; {
		key, _, err := keys.ReadRune()
		switch {
		case err != nil, key == interrupt:
			return "", &SecretError{What: "no password was given", Err: errors.Join(context.Canceled, err)}
		case key == '\r', key == '\n', key == endOfFile:
			if len(typed) == 0 {
				return "", &SecretError{What: "no password was given"}
			}
			return string(typed), nil
		case key == backspace, key == rubout:
			typed = typed[:max(0, len(typed)-1)]
		case key == killLine:
			typed = typed[:0]
		case !unicode.IsControl(key):
			typed = append(typed, key)
		}
	}
}

// TerminalAvailable says whether there is a terminal to ask on.
func TerminalAvailable() bool {
	tty, err := os.OpenFile("/dev/tty", os.O_RDWR, 0)
	if err != nil {
		return false
	}
	defer tty.Close()
	return term.IsTerminal(tty.Fd())
}
