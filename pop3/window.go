package pop3

import (
	"strconv"
	"time"
)

// Bounds of a window. A server starts with little and earns more: with every fence that it passes, and every burst of
// commands that it answers in order, four times as much may be in flight.
// At 50 ms and 1 MiB in flight a line carries 20 MiB a second and no more, whatever its width, so the second set of
// bounds holds for a server that has shown, fence by fence, that it keeps its replies in order.
const (
	slowStart  = 4 // messages in flight at first
	growth     = 4
	maxFlight  = 512     // and at most
	maxUnread  = 8 << 10 // octets of commands in flight: less than any socket's send buffer, so no write waits for a server that waits for us to read
	minOctets  = 1 << 20 // listed octets of the messages in flight, at first
	maxOctets  = 16 << 20
	lookahead  = 500 * time.Millisecond // what the line carries in this time may be in flight: who waits for one message waits no longer for the others
	fenceEvery = 64                     // messages, or minOctets, between two fences: what a lost connection costs at most
	maxRefused = 5                      // in a row, or more in one window: stop before the server takes offence

	serialFence  = 16 // messages between two fences where one command goes at a time
	worthWriting = 16 // messages that must find room before more are asked for: a write a message would be a packet a message
)

// window is what the server has shown to bear. It lives as long as the session.
type window struct {
	messages int
	octets   int64
	rate     float64 // octets a second of late
}

// limit is how many messages may be asked for at once.
func (c *Conn) limit() int {
	if !c.piped() {
		return 1
	}
	return max(c.window.messages, slowStart)
}

// room is how many listed octets may be in flight.
func (c *Conn) room() int64 { return max(c.window.octets, minOctets) }

// grow widens the window.
func (c *Conn) grow() {
	w := &c.window
	w.messages = min(growth*max(w.messages, slowStart), maxFlight)
	if fits := int64(w.rate * lookahead.Seconds()); fits > c.room() {
		w.octets = min(growth*c.room(), fits, maxOctets)
	}
}

// measured notes how fast octets came lately.
func (c *Conn) measured(octets int64, d time.Duration) {
	if d > 0 {
		c.window.rate = float64(octets) / d.Seconds()
	}
}

// sent is a command in flight: its message, and whether it is the fence behind it.
type sent struct {
	r      Request
	fence  bool
	length int
}

// flight is what was asked and not yet answered, oldest first.
type flight struct {
	queue    []sent
	messages int   // of the queue, the others are fences
	unread   int   // octets of the commands
	octets   int64 // still to come, as listed
}

func (f *flight) push(s sent) {
	f.queue = append(f.queue, s)
	f.unread += s.length
	f.octets += s.weight()
	if !s.fence {
		f.messages++
	}
}

// pop takes the oldest command; its octets stay until landed.
func (f *flight) pop() sent {
	s := f.queue[0]
	f.queue = f.queue[1:]
	f.unread -= s.length
	if !s.fence {
		f.messages--
	}
	return s
}

// weight is what the reply will bring, as far as is known.
func (s sent) weight() int64 {
	switch {
	case s.fence:
		return 0
	case s.r.Top:
		return 4<<10 + int64(s.r.Lines)*80
	case s.r.Size < 0:
		return 64 << 10
	}
	return s.r.Size
}

// verb is the command that asks for s.
func (s sent) verb() string {
	switch {
	case s.fence && s.r.UIDL == "":
		return "LIST" // names itself too, if only by its number
	case s.fence:
		return "UIDL"
	case s.r.Top:
		return "TOP"
	}
	return "RETR"
}

// appendTo writes the command.
func (s sent) appendTo(b []byte) []byte {
	b = append(append(b, s.verb()...), ' ')
	b = strconv.AppendInt(b, int64(s.r.Number), 10)
	if s.r.Top && !s.fence {
		b = strconv.AppendInt(append(b, ' '), int64(s.r.Lines), 10)
	}
	return append(b, "\r\n"...)
}
