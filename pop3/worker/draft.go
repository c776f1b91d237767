package worker

import (
	"context"

	"poplin/cache"
	"poplin/pop3"
)

// draft draws the requests of one stream, as the window finds room for them: first what somebody waits for since the
// visit began, then what is left to do.
type draft struct {
	*fetcher
	ctx   context.Context
	catch *catch
	todo  []mail
	top   bool
	begun int   // of todo, noted by Begin
	err   error // why the stream was ended
}

// Bounds of what is noted at once as about to be tried: one write to the disk for many messages, and not too many
// under suspicion after a crash.
const (
	begunMails  = 256
	begunOctets = 8 << 20
)

// next is for pop3.Conn.Stream.
func (d *draft) next() (pop3.Request, bool) {
	if m, ok := d.hurry(); ok {
		return d.catch.draw(drawn{m, false}), true
	}
	for len(d.todo) > 0 && d.taken[d.todo[0].id] {
		d.advance()
	}
	if len(d.todo) == 0 || d.err != nil || !d.begin() {
		return pop3.Request{}, false
	}
	m := d.todo[0]
	d.advance()
	if !d.top {
		d.taken[m.id] = true
	}
	return d.catch.draw(drawn{m, d.top}), true
}

func (d *draft) advance() {
	d.todo = d.todo[1:]
	d.begun = max(0, d.begun-1)
}

// begin makes sure that the next body is noted as about to be tried.
func (d *draft) begin() bool {
	if d.top || d.begun > 0 {
		return true
	}
	octets := int64(0)
	for d.begun < len(d.todo) && d.begun < begunMails && octets < begunOctets {
		octets += d.todo[d.begun].size
		d.begun++
	}
	d.err = d.ledger.Begin(d.ctx, ids(d.todo[:d.begun]))
	return d.err == nil
}

// hurry gives the next message that somebody has asked for since the visit began.
func (d *draft) hurry() (mail, bool) {
	if d.orders != nil && len(d.agenda.mails) > 0 {
		d.takeOrders()
	}
	for len(d.urgent) > 0 && d.err == nil {
		m := d.urgent[0]
		d.urgent = d.urgent[1:]
		if d.taken[m.id] {
			continue
		}
		if d.err = d.ledger.Begin(d.ctx, []cache.ID{m.id}); d.err != nil {
			break
		}
		d.taken[m.id] = true
		return m, true
	}
	return mail{}, false
}
