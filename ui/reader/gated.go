package reader

import (
	"bytes"
	"io"

	"poplin/cache/message"
)

// gated passes what a command writes on to the terminal, a line at a time and made harmless: a command that repeats the
// message must not let it through to the terminal as it came.
type gated struct {
	to   io.Writer
	line []byte // begun
}

// longLine is up to how many bytes a line is waited for.
const longLine = 64 << 10

func (g *gated) Write(p []byte) (int, error) {
	for rest := p; len(rest) > 0; {
		n := bytes.IndexByte(rest, '\n') + 1
		whole := n > 0
		if !whole {
			n = len(rest)
		}
		g.line = append(g.line, rest[:n]...)
		rest = rest[n:]
		if whole || len(g.line) >= longLine {
			if err := g.flush(); err != nil {
				return 0, err
			}
		}
	}
	return len(p), nil
}

// flush passes on what has been gathered.
func (g *gated) flush() error {
	text := message.CleanText(string(g.line))
	g.line = g.line[:0]
	_, err := io.WriteString(g.to, text)
	return err
}
