package worker

import (
	"fmt"
	"strconv"
)

// fitted tells what fitted, once it is written.
func (f *fetcher) fitted(spent bool) {
	e := Fitted{Account: f.w.a.Name, Bytes: f.fit.spent, Begun: f.fit.pieces}
	for _, m := range f.fit.wanted {
		if f.has(m.id) {
			e.Messages++
		} else {
			e.Left++
			e.LeftBytes += m.size
		}
	}
	if spent {
		f.partly = append(f.partly, "the server sent more than it had listed, so the visit was broken off there; nothing was removed")
	}
	f.diary.say("%s", e.Sentence(strconv.Itoa, func(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }))
	f.tell(e)
}

// Sentence says what fitted, for people: number and size word numbers and octets.
func (e Fitted) Sentence(number func(int) string, size func(int64) string) string {
	all, what := e.Messages+e.Left, "new messages"
	if all == 1 {
		what = "new message"
	}
	switch {
	case all == 0:
		return "every message is here already"
	case e.Left == 0 && all == 1:
		return "fetched the new message, " + size(e.Bytes)
	case e.Left == 0:
		return "fetched all " + number(all) + " new messages, " + size(e.Bytes)
	}
	return "fetched " + number(e.Messages) + " of " + number(all) + " " + what + ", " + size(e.Bytes) + "; " +
		number(e.Left) + " (" + size(e.LeftBytes) + ") left on the server"
}
