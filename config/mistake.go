package config

import (
	"fmt"
	"strings"
)

// Mistake is one thing wrong in the file.
type Mistake struct {
	File string
	Line int // from 1
	What string
	Hint string // may be empty
}

func (m Mistake) Error() string { return fmt.Sprintf("%s:%d: %s", m.File, m.Line, m.What) }

// Mistakes is everything wrong in the file, in its order. Its text is one line.
type Mistakes []Mistake

func (ms Mistakes) Error() string {
	each := make([]string, len(ms))
	for i, m := range ms {
		each[i] = m.Error()
	}
	return strings.Join(each, "; ")
}

// Hint says what to do about the first mistake that has an answer.
func (ms Mistakes) Hint() string {
	for _, m := range ms {
		if m.Hint != "" {
			return m.Hint
		}
	}
	return "mend the file and try again"
}
