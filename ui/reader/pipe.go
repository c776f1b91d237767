package reader

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os/exec"
	"strings"
	"syscall"

	tea "charm.land/bubbletea/v2"

	"poplin/cache"
	"poplin/cache/message"
	"poplin/ui/screen"
)

// newPipePrompt asks for a command that gets the message, as received, on its standard input.
func newPipePrompt(s *Screen) *prompt {
	return newPrompt(s, "Pipe the message, as received, to the command", "", func(s *Screen, line string) (screen.Action, tea.Cmd) {
		argv, err := words(line)
		if err != nil {
			return screen.Notice{Text: err.Error(), Bad: true}, nil
		}
		p := &piping{ctx: s.env.Ctx, cache: s.env.Cache, id: s.id, argv: argv}
		return nil, tea.Exec(p, func(err error) tea.Msg {
			if err != nil {
				return doneMsg{text: message.Clean(argv[0] + ": " + err.Error()), bad: true}
			}
			return doneMsg{text: message.Clean(argv[0]) + " is done"}
		})
	})
}

// words parts a command line into arguments: spaces part, quotes and backslashes keep together. There are no
// variables, no patterns and no pipes, since no shell is asked.
func words(line string) ([]string, error) {
	var out []string
	var word strings.Builder
	var quote rune
	in, escaped := false, false
	for _, r := range line {
		switch {
		case escaped:
			word.WriteRune(r)
			escaped = false
		case r == '\\' && quote != '\'':
			in, escaped = true, true
		case quote != 0 && r == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(r)
		case r == '\'' || r == '"':
			in, quote = true, r
		case r == ' ' || r == '\t':
			if in {
				out = append(out, word.String())
			}
			word.Reset()
			in = false
		default:
			in = true
			word.WriteRune(r)
		}
	}
	if quote != 0 || escaped {
		return nil, errors.New("a quotation in that command does not end")
	}
	if in {
		out = append(out, word.String())
	}
	if len(out) == 0 {
		return nil, errors.New("no command was given")
	}
	return out, nil
}

// piping runs a command in the terminal while the reader stands aside. It implements tea.ExecCommand.
type piping struct {
	ctx   context.Context
	cache *cache.Cache
	id    cache.ID
	argv  []string
	in    io.Reader
	out   io.Writer
}

func (p *piping) SetStdin(r io.Reader) { p.in = r }
func (p *piping) SetStderr(io.Writer)  {} // what a command complains of is shown with the rest

// SetStdout takes the terminal itself where something stands before it: many a program wants to see that it is one.
func (p *piping) SetStdout(w io.Writer) {
	if t, ok := w.(interface{ Below() io.Writer }); ok {
		w = t.Below()
	}
	p.out = w
}

// Run feeds the command, lets what it says through the gate and waits for enter, so that it can be read. The command
// has no terminal, so one that would take up the whole screen prints plain lines instead.
func (p *piping) Run() error {
	cmd := exec.CommandContext(p.ctx, p.argv[0], p.argv[1:]...)
	said := &gated{to: p.out}
	cmd.Stdout, cmd.Stderr = said, said
	feed, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	read := p.cache.Raw(p.ctx, p.id, feed)
	if errors.Is(read, syscall.EPIPE) || errors.Is(read, fs.ErrClosed) {
		read = nil // it had seen enough
	}
	err = errors.Join(read, feed.Close(), cmd.Wait(), said.flush())
	fmt.Fprint(p.out, "\nenter goes back to the message ")
	if _, e := bufio.NewReader(p.in).ReadString('\n'); e != nil && !errors.Is(e, io.EOF) {
		err = errors.Join(err, e)
	}
	return err
}
