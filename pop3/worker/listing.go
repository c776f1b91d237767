package worker

import (
	"fmt"
	"strings"

	"poplin/cache"
	"poplin/pop3"
)

// stat is the server's answer to STAT. Octets are advisory: Cyrus lets the sum wrap, DavMail overflows it.
type stat struct {
	n      int
	octets int64
}

// listing is the maildrop as the server told it in this session, numbers ascending as told.
type listing struct {
	lines []cache.Listing // Dup is left 0: match gives it
	flaw  string          // why nothing may be concluded from an absence; "" for a whole listing
	bad   int             // lines that make no sense, of messages that cannot be asked for
}

// taking is a listing as it is taken down, line by line.
type taking struct {
	lines   []cache.Listing
	numbers idSet
	bad     int // lines that make no sense
}

// mostForeseen bounds how much a server's word on the number of its messages makes us set aside.
const mostForeseen = 1 << 20

func takeDown(n int) *taking { return &taking{lines: make([]cache.Listing, 0, min(n, mostForeseen))} }

func (t *taking) take(it pop3.Item) error {
	if it.Number < 1 || it.UIDL == "" || !t.numbers.add(cache.ID(it.Number)) {
		t.bad++
		return nil
	}
	t.lines = append(t.lines, cache.Listing{Number: int32(it.Number), UIDL: it.UIDL, Size: max(0, it.Size)})
	return nil
}

// judge ends the listing. bad counts lines that the wire could not read. A flawed listing still serves to fetch from;
// but what it does not name may be there all the same.
func (t *taking) judge(s stat, bad int) listing {
	bad += t.bad
	return listing{lines: t.lines, flaw: flaw(s, t.lines, bad), bad: bad}
}

// flaw says what is wrong with a listing. More lines than STAT counted are new arrivals; fewer are a contradiction.
func flaw(s stat, lines []cache.Listing, bad int) string {
	switch {
	case bad > 0:
		return fmt.Sprintf("%s of the listing made no sense", count(bad, "line"))
	case len(lines) < s.n:
		return fmt.Sprintf("the server counts %s but lists %d", count(s.n, "message"), len(lines))
	case len(lines) == 0 && s.octets > 0:
		return fmt.Sprintf("the server lists nothing but counts %d bytes", s.octets)
	case len(lines) == 1 && strings.HasPrefix(lines[0].UIDL, "ENOMEM"):
		// Courier, out of memory or disk, hides the mail behind one made-up id.
		return "the server is out of memory or disk and hides its mail"
	}
	return ""
}

// count is "1 message", "2 messages".
func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
