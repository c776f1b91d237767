package line

import (
	"fmt"
	"strings"
	"time"

	"poplin/pop3/worker"
)

// bar draws the progress of a visit on the error stream, over and over on one line, and leaves nothing behind.
type bar struct {
	env   *Env
	last  time.Time
	drawn bool
}

func newBar(e *Env) *bar { return &bar{env: e} }

// hear draws steps and counts, at most twenty times a second.
func (b *bar) hear(event worker.Event) {
	switch ev := event.(type) {
	case worker.Phase:
		b.draw(fmt.Sprintf("%s: %s", ev.Account, ev.Step))
	case worker.Progress:
		if now := b.env.Now(); now.Sub(b.last) >= 50*time.Millisecond || ev.Done == ev.Total {
			b.last = now
			b.draw(b.progress(ev))
		}
	}
}

// progress is "home: bodies 412/1,203 ━━━━━━──── 12.4 MB".
func (b *bar) progress(p worker.Progress) string {
	head := fmt.Sprintf("%s: %s %s/%s ", p.Account, p.Step, number(p.Done), number(p.Total))
	tail := ""
	if p.BytesTotal > 0 {
		tail = " " + size(p.Bytes)
	}
	room := min(b.env.Width-len(head)-len(tail)-1, 40)
	if room < 4 || p.Total == 0 {
		return head + tail
	}
	full := min(room*p.Done/p.Total, room)
	return head + strings.Repeat("━", full) + strings.Repeat("─", room-full) + tail
}

// count is for work that tells how far it is: it draws where there is a terminal, at most twenty times a second.
func (b *bar) count(what string) func(done, total int) {
	return func(done, total int) {
		if now := b.env.Now(); b.env.ErrTTY && total > 0 && now.Sub(b.last) >= 50*time.Millisecond {
			b.last = now
			b.draw(fmt.Sprintf("%s: %s/%s", what, number(done), number(total)))
		}
	}
}

func (b *bar) draw(text string) {
	b.drawn = true
	fmt.Fprint(b.env.Err, "\r\x1b[K"+cut(text, b.env.Width-1))
}

func (b *bar) clear() {
	if b.drawn {
		fmt.Fprint(b.env.Err, "\r\x1b[K")
	}
}
