package worker

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"

	"poplin/cache"
	"poplin/pop3"
)

// takeGlances takes up what somebody wants to see the beginning of since the visit began.
func (f *fetcher) takeGlances() {
	if f.glances != nil && len(f.agenda.mails) > 0 {
		f.peeks = append(f.peeks, f.glances()...)
	}
}

// peekAll brings the beginnings that somebody waits for, each in a stream of its own, which ends with its fence.
func (f *fetcher) peekAll(ctx context.Context) error {
	for len(f.peeks) > 0 {
		k := f.peeks[0]
		p, err := f.peek(ctx, k, nil)
		if err != nil {
			return err // the visit's failure is theirs
		}
		f.peeks = f.peeks[1:]
		if p != nil {
			f.tell(Failed{Account: f.w.a.Name, ID: k.ID, Problem: p})
		} else {
			f.tell(Peeked{Account: f.w.a.Name, ID: k.ID})
		}
	}
	return nil
}

// peek brings one beginning, on a budget or for somebody who asks for it; the Problem says why there is none though the
// session goes on.
func (f *fetcher) peek(ctx context.Context, k Peek, b *budget) (*Problem, error) {
	i := slices.IndexFunc(f.agenda.mails, func(m mail) bool { return m.id == k.ID })
	if i < 0 {
		return &Problem{Kind: Server, What: "the server does not have this message any more"}, nil
	}
	m := &f.agenda.mails[i]
	switch {
	case m.body == cache.Full || f.got.has(m.id):
		return nil, nil
	case !f.tops():
		return &Problem{Kind: Server, What: "this server gives a message whole or not at all: it knows no TOP", Hint: "enter fetches it"}, nil
	}
	r := m.request(true, f.content)
	r.Lines = max(k.Lines, 1)
	g := &glimpsed{budget: b}
	if err := f.conn.Fetch(ctx, []pop3.Request{r}, g); err != nil {
		var refusal *pop3.Error
		if !errors.As(err, &refusal) || grave(refusal) {
			return nil, err
		}
		g.refused = true
	}
	switch {
	case g.refused, !g.fenced:
		return &Problem{Kind: Server, What: "the server refuses to show the beginning of this message", Hint: "enter fetches it whole"}, nil
	}
	raw := g.bytes.Bytes()
	if print := f.prints[m.id]; print != 0 && print != cache.Fingerprint(raw) {
		return &Problem{Kind: Server, What: "the beginning that came is not of this message", Hint: "enter fetches it whole"}, nil
	}
	if err := f.store.drain(); err != nil { // what came before is written first
		return nil, err
	}
	if err := f.ledger.PutPiece(ctx, m.id, raw, r.Lines); err != nil {
		return nil, err
	}
	f.diary.say("%s of message %d looked at", count(r.Lines, "line"), m.line.Number)
	f.tell(Changed{Account: f.w.a.Name})
	return nil, nil
}

// glimpsed takes one beginning. Nothing of it counts before its fence.
type glimpsed struct {
	bytes           bytes.Buffer
	refused, fenced bool
	budget          *budget
}

var _ pop3.Sink = (*glimpsed)(nil)

func (g *glimpsed) Body(pop3.Request) (io.Writer, error) { return g, nil }

// Write keeps no more than maxHead: lines may be as long as they like.
func (g *glimpsed) Write(p []byte) (int, error) {
	if room := maxHead - g.bytes.Len(); room > 0 {
		g.bytes.Write(p[:min(len(p), room)])
	}
	return len(p), g.budget.came(&drawn{top: true}, len(p))
}

func (g *glimpsed) Refused(pop3.Request, *pop3.Error) { g.refused = true }

func (g *glimpsed) Fence() error {
	g.fenced = true
	return nil
}
