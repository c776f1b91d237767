package config

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/charmbracelet/x/term"
)

// Terminal asks on the controlling terminal, whatever standard input and output are, and erases the question once it is
// answered. It is nil-safe as Secrets.Ask only where TerminalAvailable is true.
func Terminal(ctx context.Context, prompt string) (string, error) {
	tty, err := os.OpenFile("/dev/tty", os.O_RDWR, 0)
	if err != nil {
		return "", fmt.Errorf("config: terminal: %w", err)
	}
	defer tty.Close()
	before, err := term.GetState(tty.Fd())
	if err != nil {
		return "", fmt.Errorf("config: terminal: %w", err)
	}
	fmt.Fprint(tty, "\r\x1b[2K"+prompt) // a progress bar may stand on the line
	type answer struct {
		password []byte
		err      error
	}
	answers := make(chan answer, 1)
	go func() { // ends with the answer, or with the process: a blocked read of a terminal cannot be called off
		password, err := term.ReadPassword(tty.Fd())
		answers <- answer{password, err}
	}()
	defer fmt.Fprint(tty, "\r\x1b[2K")
	select {
	case a := <-answers:
		if a.err != nil || len(a.password) == 0 {
			return "", &SecretError{What: "no password was given", Err: a.err}
		}
		return strings.TrimSuffix(string(a.password), "\r"), nil
	case <-ctx.Done():
		return "", errors.Join(ctx.Err(), term.Restore(tty.Fd(), before))
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
