package cache

import "io"

// quoting adds, or takes away, one ">" of each line that begins with any number of ">" and "From ". It looks at one
// byte after the other and holds back no more than the beginning of a From, however long the line is.
type quoting struct {
	w       io.Writer
	remove  bool
	within  bool // past the beginning of a line
	pending bool // a ">" is held back, which may have to go
	matched int  // bytes of "From " held back
}

const fromWord = "From "

func (q *quoting) Write(p []byte) (int, error) {
	out := make([]byte, 0, len(p)+16)
	for _, b := range p {
		out = q.next(out, b)
	}
	if _, err := q.w.Write(out); err != nil {
		return 0, err
	}
	return len(p), nil
}

func (q *quoting) next(out []byte, b byte) []byte {
	switch {
	case q.within:
		q.within = b != '\n'
		return append(out, b)
	case b == '>' && q.matched == 0:
		if q.pending = q.remove && !q.pending; q.pending {
			return out
		}
		q.pending = q.remove
		return append(out, '>')
	case b == fromWord[q.matched]:
		if q.matched++; q.matched < len(fromWord) {
			return out
		}
		if !q.remove {
			out = append(out, '>')
		}
		q.pending, q.matched, q.within = false, 0, true
		return append(out, fromWord...)
	}
	out = append(q.flush(out), b)
	q.within = b != '\n'
	return out
}

// flush gives out what was held back for nothing.
func (q *quoting) flush(out []byte) []byte {
	if q.pending {
		out = append(out, '>')
	}
	out = append(out, fromWord[:q.matched]...)
	q.pending, q.matched = false, 0
	return out
}

// end writes what is still held back, and tail.
func (q *quoting) end(tail string) error {
	_, err := q.w.Write(append(q.flush(nil), tail...))
	q.within = false
	return err
}
