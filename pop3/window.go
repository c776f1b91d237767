package pop3

import "strconv"

// Bounds of a window. The commands in flight always fit into the socket's send buffer, so that a write never waits for
// a server that itself waits for us to read.
const (
	maxFlight   = 64        // commands in flight
	maxUnread   = 1024      // octets of them
	maxOctets   = 1 << 20   // listed octets of the messages in flight
	loneOctets  = 256 << 10 // a bigger message goes alone
	slowStart   = 4         // commands in flight until the server has shown that it keeps its replies in order
	serialFence = 16        // messages between two fences where one command goes at a time
	maxRefused  = 5         // in a row, or more in one window: stop before the server takes offence
)

// sent is a command in flight: its message, and whether it is the fence behind it.
type sent struct {
	r      Request
	fence  bool
	length int
}

// flight is what was asked and not yet answered, oldest first.
type flight struct {
	queue  []sent
	unread int   // octets of the commands
	octets int64 // listed octets of the messages
}

func (f *flight) push(s sent) {
	f.queue = append(f.queue, s)
	f.unread += s.length
	f.octets += s.weight()
}

func (f *flight) pop() sent {
	s := f.queue[0]
	f.queue = f.queue[1:]
	f.unread -= s.length
	f.octets -= s.weight()
	return s
}

// weight is what the reply will bring, as far as is known.
func (s sent) weight() int64 {
	switch {
	case s.fence:
		return 0
	case s.r.Top:
		return 4 << 10
	case s.r.Size < 0:
		return 64 << 10
	}
	return s.r.Size
}

// limit is how many commands may be in flight.
func (c *Conn) limit() int {
	if !c.piped() {
		return 1
	}
	return max(c.window, slowStart)
}

// grow doubles the window: a fence was passed.
func (c *Conn) grow() { c.window = min(2*max(c.window, slowStart), maxFlight) }

// bears says whether one more command fits.
func (c *Conn) bears(f *flight, length int) bool {
	return len(f.queue) < c.limit() && (len(f.queue) == 0 || f.unread+length <= maxUnread)
}

// appendCommand writes what asks for s.
func appendCommand(b []byte, s sent) []byte {
	switch {
	case s.fence && s.r.UIDL == "":
		b = append(b, "LIST "...)
	case s.fence:
		b = append(b, "UIDL "...)
	case s.r.Top:
		b = append(b, "TOP "...)
	default:
		b = append(b, "RETR "...)
	}
	b = strconv.AppendInt(b, int64(s.r.Number), 10)
	if s.r.Top && !s.fence {
		b = append(b, " 0"...)
	}
	return append(b, "\r\n"...)
}

// verb names the command in errors.
func (s sent) verb() string {
	switch {
	case s.fence && s.r.UIDL == "":
		return "LIST"
	case s.fence:
		return "UIDL"
	case s.r.Top:
		return "TOP"
	}
	return "RETR"
}
