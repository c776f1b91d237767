package worker

import (
	"context"
	"errors"
	"fmt"

	"poplin/cache"
	"poplin/pop3"
)

// survey lists the maildrop, plans, and records what the listing taught.
func (v *visit) survey(ctx context.Context, s stat, memory *memory, f *fetcher) (agenda, error) {
	l, err := v.list(ctx, s)
	if err != nil {
		return agenda{}, err
	}
	known, err := memory.all(ctx)
	if err != nil {
		return agenda{}, err
	}
	v.out.Listed = len(l.lines)
	o := v.outlook()
	m := match(l.lines, known)
	if l.flaw == "" && !v.only {
		if o, m, err = v.heal(ctx, m, o); err != nil {
			return agenda{}, err
		}
	}
	p := conclude(l, m, o)
	for _, r := range p.remarks {
		v.diary.say("%s", r)
	}
	if l.bad > 0 {
		v.partly = append(v.partly, l.flaw+": what stands there cannot be brought here")
	}
	if v.only {
		// A hurried visit for one body leaves conclusions to the next whole one.
		p.changes, p.remove = cache.Changes{}, false
		return v.agenda(p, nil, l.lines), nil
	}
	v.latches.shrunk = p.shrunk
	v.out.Complete = p.changes.Complete
	v.out.Verified += len(p.changes.Verified)
	v.diary.say("%s, %s no longer listed, %s verified gone", count(len(p.changes.New), "new message"), count(len(p.changes.Missing), "message"),
		count(len(p.changes.Verified), "removal"))
	memory.taught(p.changes)
	ids, err := f.open(ctx, &p)
	if err != nil {
		return agenda{}, err
	}
	all := func(ids []cache.ID) agenda {
		v.out.New += len(ids)
		if p.changes.Complete {
			v.remember(s, l)
		}
		return v.agenda(p, ids, l.lines)
	}
	var a agenda
	if f.unnoted == nil {
		a = all(ids)
	} else {
		f.unnoted.agenda = all
		a = v.agenda(p, ids, l.lines)
	}
	if memory.fresh() {
		a.listed = p.listed
	}
	return a, nil
}

// list asks for UIDL and LIST. Where STAT disagrees it is asked once more: another program may have removed something
// in between.
func (v *visit) list(ctx context.Context, s stat) (listing, error) {
	t := takeDown(s.n)
	bad, err := v.conn.Listing(ctx, t.take)
	var refusal *pop3.Error
	if errors.As(err, &refusal) && !v.conn.Caps().Has("UIDL") {
		return v.listByContent(ctx, s)
	}
	if err != nil {
		return listing{}, err
	}
	if bad+t.bad == 0 && len(t.lines) < s.n {
		if s.n, s.octets, err = v.conn.Stat(ctx); err != nil {
			return listing{}, err
		}
	}
	return t.judge(s, bad), nil
}

// listByContent names messages by their header blocks, for servers that have no UIDL at all: each visit reads all
// headers anew. Numbers hold within a session, so what was named so may be fetched and removed by number in this one.
func (v *visit) listByContent(ctx context.Context, s stat) (listing, error) {
	v.diary.say("the server has no UIDL: messages are told apart by their headers")
	v.content = true
	var items []pop3.Item
	bad, err := v.conn.List(ctx, func(it pop3.Item) error {
		items = append(items, it)
		return nil
	})
	if err != nil {
		return listing{}, err
	}
	lines := make([]cache.Listing, len(items))
	for i, it := range items {
		lines[i] = cache.Listing{Number: int32(it.Number), Size: it.Size}
	}
	prints, err := v.fingerprints(ctx, lines)
	if err != nil {
		return listing{}, err
	}
	if len(prints) == 0 && len(lines) > 0 {
		return listing{}, errNameless
	}
	t := takeDown(len(items))
	for _, it := range items {
		if p := prints[it.Number]; p != 0 {
			it.UIDL = contentID(p)
		}
		if err := t.take(it); err != nil {
			return listing{}, err
		}
	}
	return t.judge(s, bad), nil
}

func contentID(print uint64) string { return fmt.Sprintf("h:%016x", print) }

// errNameless: such servers mean mail to be downloaded and deleted blindly, which nobody can do without losing some.
var errNameless = &Problem{
	Kind: Server, What: "the server can neither name its messages (UIDL) nor show their headers (TOP)",
	Hint: "such a mailbox cannot be kept in step safely; ask the provider for UIDL", class: permanent,
}

// record is Record, unless there is nothing to write.
func (v *visit) record(ctx context.Context, c cache.Changes) ([]cache.ID, error) {
	if len(c.New)+len(c.Missing)+len(c.Back)+len(c.Adopt)+len(c.Verified)+len(c.Retry)+len(c.Stuck)+len(c.Expire) == 0 {
		return nil, nil
	}
	var ids []cache.ID
	err := v.meanwhile(ctx, func() (err error) {
		ids, err = v.write(ctx, c)
		return err
	})
	return ids, err
}

// write is record without a NOOP.
func (v *visit) write(ctx context.Context, c cache.Changes) ([]cache.ID, error) {
	ids, err := v.ledger.Record(ctx, c)
	if err == nil {
		v.tell(Changed{Account: v.w.a.Name})
	}
	return ids, err
}

// remember notes how the maildrop looks, for the quick check of the next visit. A small one is not worth a write.
func (v *visit) remember(s stat, l listing) {
	v.latches.mark = mark{}
	if len(l.lines) != s.n || s.n < v.w.big {
		return
	}
	last := l.lines[0]
	for _, line := range l.lines {
		if line.Number > last.Number {
			last = line
		}
	}
	if int(last.Number) == s.n {
		v.latches.mark = mark{stat: s, last: last.UIDL, at: v.w.now()}
	}
}

// agenda is what the rest of a session works from.
type agenda struct {
	mails  []mail
	listed []pair              // of what was known before, where that is remembered
	lines  []cache.Listing     // where each message stands in this session
	prints map[cache.ID]uint64 // fingerprints of header blocks that are here without their bodies
	remove bool
}

// name is what a message is called on its server. The id it has here may change when the cache recognises in it a
// message that was here before.
type name struct {
	uidl string
	dup  int32
}

func (v *visit) agenda(p plan, ids []cache.ID, lines []cache.Listing) agenda {
	asked := map[cache.ID]bool{}
	for _, id := range v.asked {
		asked[id] = true
	}
	a := agenda{remove: p.remove, lines: lines, prints: map[cache.ID]uint64{}}
	a.mails = p.mails(ids, asked, expire(v.conn.Caps()), v.w.now())
	for _, c := range p.listed {
		if c.known.Print != 0 && c.known.Body != cache.Full {
			a.prints[c.known.ID] = c.known.Print
		}
	}
	return a
}

// pairs says where those of known stand in this session that are wanted.
func (a agenda) pairs(known []cache.Known, wanted func(cache.Known) bool) []pair {
	all := map[name]*cache.Known{}
	for i, k := range known {
		if wanted(k) {
			all[name{k.UIDL, k.Dup}] = &known[i]
		}
	}
	listed := make([]pair, 0, len(all))
	for i, l := range a.lines {
		if k := all[name{l.UIDL, l.Dup}]; k != nil {
			listed = append(listed, pair{k, &a.lines[i]})
		}
	}
	return listed
}
