package worker

import (
	"fmt"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"poplin/cache"
	"poplin/cache/message"
)

// Bounds of a diary: the beginning and the end tell what happened, the thousand lines between them repeat.
const (
	diaryHead = 150
	diaryTail = 150
	diarySaid = 200
	diaryLine = 300 // bytes
)

// diary keeps a visit's dialogue and what Poplin made of it. Any goroutine of the visit may write.
type diary struct {
	mu    sync.Mutex
	begin time.Time
	head  []entry
	tail  []entry // a ring, once it is full
	next  int     // place in the ring
	lost  int
	said  int
}

type entry struct {
	at   time.Duration
	dir  byte
	text string
}

func newDiary(now time.Time) *diary { return &diary{begin: now} }

// trace takes a line of the dialogue, secrets hidden already.
func (d *diary) trace(dir byte, line string) {
	if len(line) > diaryLine {
		line = line[:diaryLine] + "…"
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.add(entry{time.Since(d.begin), dir, escape(line)})
}

// escape writes down what cannot be seen: the dialogue is evidence, and a dot in its place would not tell what came.
func escape(line string) string {
	if !strings.ContainsFunc(line, func(r rune) bool { return r < ' ' || r > '~' }) {
		return line
	}
	var b strings.Builder
	for i, n := 0, 0; i < len(line); i += n {
		var r rune
		r, n = utf8.DecodeRuneInString(line[i:])
		switch {
		case r < ' ', r == 0x7f, r == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, `\x%02x`, line[i])
		case !unicode.IsGraphic(r): // C1 controls, direction marks and what else has no shape
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// say takes a sentence of Poplin's own.
func (d *diary) say(format string, a ...any) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.said++; d.said <= diarySaid {
		d.add(entry{time.Since(d.begin), '·', fmt.Sprintf(format, a...)})
	}
}

func (d *diary) add(e entry) {
	switch {
	case len(d.head) < diaryHead:
		d.head = append(d.head, e)
	case len(d.tail) < diaryTail:
		d.tail = append(d.tail, e)
	default:
		if d.tail[d.next].dir == '·' && len(d.head) < diaryHead+diarySaid {
			d.head = append(d.head, d.tail[d.next]) // sentences are never lost
		} else {
			d.lost++
		}
		d.tail[d.next] = e
		d.next = (d.next + 1) % diaryTail
	}
}

// lines gives the diary in its order, every text clean.
func (d *diary) lines() []cache.LogLine {
	d.mu.Lock()
	defer d.mu.Unlock()
	all := make([]cache.LogLine, 0, len(d.head)+len(d.tail)+1)
	add := func(es []entry) {
		for _, e := range es {
			all = append(all, cache.LogLine{At: e.at, Dir: e.dir, Text: message.Clean(e.text)})
		}
	}
	add(d.head)
	if d.lost > 0 {
		all = append(all, cache.LogLine{At: d.tail[d.next].at, Dir: '·', Text: fmt.Sprintf("(%s of the dialogue left out)", count(d.lost, "line"))})
	}
	add(d.tail[d.next:])
	add(d.tail[:d.next])
	return all
}
