package worker

import (
	"context"
	"slices"

	"poplin/cache"
	"poplin/pop3"
)

// draft draws the requests of one stream, as the window finds room for them: first what somebody waits for since the
// visit began, then what is left to do.
type draft struct {
	*fetcher
	ctx   context.Context
	catch *catch
	todo  []*mail
	top   bool
	tries int8 // of todo: what failed before stays alone
	begun int  // of todo, noted by Begin

	spared []cache.ID // noted, and then not asked for, since the budget does not bear it
	err    error      // why the stream was ended

	sworn  *pledge // for the next of todo behind begun; nil for none
	behind int     // how many those are

	written bool // what was drawn was written, so that its replies are on their way
}

// Bounds of what is noted at once as about to be tried: one write to the disk for many messages, and not too many
// under suspicion after a crash.
const (
	begunMails  = 128
	begunOctets = 8 << 20
)

// next is for pop3.Conn.Stream.
func (d *draft) next() (pop3.Request, bool) {
	if m, ok := d.hurry(); ok {
		return d.catch.draw(drawn{mail: m}), true
	}
	if d.takeGlances(); len(d.peeks) > 0 { // they come in a stream of their own, and this one goes on after it
		return pop3.Request{}, false
	}
	if !d.top && d.takeWeigh() { // headers come first, and then this stream goes on
		return pop3.Request{}, false
	}
	for !d.enough.Load() {
		if d.ahead() {
			return pop3.Request{}, true
		}
		if !d.rest() {
			break
		}
		if d.err != nil || !d.begin() {
			break
		}
		m := drawn{mail: d.todo[0], top: d.top}
		d.advance()
		if !d.purse().take(&m) {
			if !d.top {
				d.spared = append(d.spared, m.id)
			}
			continue
		}
		if !d.top {
			d.taken.add(m.id)
		}
		return d.catch.draw(m), true
	}
	return pop3.Request{}, false
}

// ahead sees to the messages behind those of which only the headers are asked for: they are noted while these are on
// their way, and asked for in the same stream. It says that what was drawn is to be written first.
func (d *draft) ahead() (write bool) {
	if !d.top || len(d.todo) > 0 || d.unnoted == nil || len(d.unnoted.all) > portionNew {
		return false
	}
	if !d.written {
		d.written = true
		return true
	}
	if d.err = d.noteAhead(d.ctx); d.err == nil {
		d.top = false
		d.phase(Bodies)
	}
	return false
}

// rest says that something is left to do, which is then the first of todo.
func (d *draft) rest() bool {
	for {
		for len(d.todo) > 0 && d.taken.has(d.todo[0].id) {
			d.advance()
		}
		if len(d.todo) > 0 || d.top || d.tries > 0 {
			return len(d.todo) > 0
		}
		if d.todo = d.onward(); len(d.todo) == 0 {
			return false
		}
	}
}

func (d *draft) advance() {
	d.todo = d.todo[1:]
	if d.begun > 0 {
		d.begun--
	} else {
		d.behind = max(0, d.behind-1)
	}
}

// putBack returns to todo what was drawn and not sent, since the stream was ended by refusals.
func (d *draft) putBack() {
	for _, m := range slices.Backward(d.catch.order) {
		if d.catch.over[m.caught()] {
			continue
		}
		d.purse().whole(&m, 0)
		switch {
		case m.top == d.top:
			d.todo = append([]*mail{m.mail}, d.todo...)
		case !m.top:
			d.urgent = append(d.urgent, m.mail)
		}
		if !m.top {
			d.taken.drop(m.id)
		}
	}
}

// begin makes sure that the next body is noted as about to be tried, and sees to those behind it in time.
func (d *draft) begin() bool {
	if d.top || d.begun > 0 {
		return true
	}
	if d.behind == 0 {
		d.look()
	}
	d.begun = d.behind
	d.err = d.store.redeem(d.sworn)
	d.look()
	return d.err == nil
}

// look pledges the bodies behind those that are noted.
func (d *draft) look() {
	var next []cache.ID
	for octets, n := int64(0), d.begun; n < len(d.todo) && len(next) < begunMails && octets < begunOctets; n++ {
		octets += d.todo[n].size
		next = append(next, d.todo[n].id)
	}
	d.sworn, d.behind = nil, len(next)
	if len(next) > 0 {
		d.sworn = d.store.pledge(next)
	}
}

// noted are those of todo that are noted as about to be tried. What was only pledged is called off.
func (d *draft) noted() []*mail {
	if d.sworn == nil || d.store.callOff(d.sworn) {
		return d.todo[:d.begun]
	}
	<-d.sworn.done
	return d.todo[:d.begun+d.behind]
}

// hurry gives the next message that somebody has asked for since the visit began.
func (d *draft) hurry() (*mail, bool) {
	if d.orders != nil && len(d.agenda.mails) > 0 {
		d.takeOrders()
	}
	for len(d.urgent) > 0 && d.err == nil {
		m := d.urgent[0]
		d.urgent = d.urgent[1:]
		if d.taken.has(m.id) {
			continue
		}
		if d.err = d.store.begin([]cache.ID{m.id}); d.err != nil {
			break
		}
		d.taken.add(m.id)
		return m, true
	}
	return nil, false
}
