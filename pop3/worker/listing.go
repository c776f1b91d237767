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
}

// survey judges a listing. bad counts lines that the wire could not read. A flawed listing still serves to fetch from;
// but what it does not name may be there all the same.
func survey(s stat, items []pop3.Item, bad int) listing {
	l := listing{lines: make([]cache.Listing, 0, len(items))}
	var numbers idSet
	for _, it := range items {
		if it.Number < 1 || it.UIDL == "" || !numbers.add(cache.ID(it.Number)) {
			bad++
			continue
		}
		l.lines = append(l.lines, cache.Listing{Number: it.Number, UIDL: it.UIDL, Size: max(0, it.Size)})
	}
	l.flaw = flaw(s, l.lines, bad)
	return l
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
