package worker

import (
	"context"

	"poplin/cache"
	"poplin/pop3"
)

// bigMailbox is how many messages make the quick check worth while.
const bigMailbox = 5000

// fewNew is how many new messages are asked for one by one rather than by a whole listing.
const fewNew = 16

// quick is the check for big mailboxes, whose listing is megabytes: STAT is the same as at the last whole listing and so
// is the UIDL at its end, or only a few messages have come behind it. It is good for half a day, and only when nothing
// waits to be fetched, removed or verified. The plan holds what is new.
func (v *visit) quick(ctx context.Context, s stat, memory *memory) (p plan, ok bool, err error) {
	m := v.latches.mark
	if may, err := v.mayBeQuick(ctx, s, memory); !may {
		return plan{}, false, err
	}
	last, err := v.conn.UIDLOf(ctx, m.stat.n)
	if refusal, _ := err.(*pop3.Error); refusal != nil || err == nil && last != m.last {
		return plan{}, false, nil
	}
	seen := map[string]bool{}
	for n := m.stat.n + 1; n <= s.n; n++ {
		l := cache.Listing{Number: int32(n)}
		if l.UIDL, err = v.conn.UIDLOf(ctx, n); err == nil {
			l.Size, err = v.conn.SizeOf(ctx, n)
			l.Size = max(0, l.Size)
		}
		if err == nil && !seen[l.UIDL] {
			seen[l.UIDL], err = v.ledger.Knows(ctx, l.UIDL)
		}
		if err != nil || seen[l.UIDL] {
			return plan{}, false, err
		}
		last, seen[l.UIDL] = l.UIDL, true
		p.changes.New = append(p.changes.New, l)
	}
	v.latches.mark = mark{stat: s, last: last, at: m.at}
	v.diary.say("nothing has changed but %s at the end of %s", count(len(p.changes.New), "new message"), count(s.n, "message"))
	v.out.Listed, v.out.New = s.n, len(p.changes.New)
	return p, true, nil
}

func (v *visit) mayBeQuick(ctx context.Context, s stat, memory *memory) (bool, error) {
	m := v.latches.mark
	age := v.w.now().Sub(m.at)
	grown := s.n - m.stat.n
	switch {
	case memory.leaving, m.last == "", age < 0, age > markGood, len(v.asked)+len(v.peeks) > 0, v.latches.shrunk, v.ledger.Rebuilt():
		return false, nil
	case grown < 0, grown > fewNew, grown == 0 && s.octets != m.stat.octets:
		return false, nil
	case memory.settled:
		return true, nil
	}
	known, err := memory.all(ctx)
	for _, k := range known {
		if k.Removal != "" && k.Removal != cache.Stuck || !k.Gone && v.wants(k) {
			return false, nil
		}
	}
	return err == nil, err
}

// wants says that a message still on the server is to be fetched or let go of.
func (v *visit) wants(k cache.Known) bool {
	if k.Body == cache.Full && v.w.a.Keep.Mode != cache.Never && v.w.a.Keep.Mode != cache.KeepDays {
		return false
	}
	one := []pair{{known: &k, line: &cache.Listing{Number: 1, UIDL: k.UIDL, Size: k.Size}}}
	o := v.outlook()
	if len(expired(one, o)) > 0 {
		return true
	}
	m := plan{listed: one}.mails(nil, nil, expire(v.conn.Caps()), o.now)[0]
	switch wanted(&m, v.download()) {
	case cache.Full:
		return true
	case cache.Headers, cache.TooBig:
		return m.body == cache.None
	}
	return false
}
