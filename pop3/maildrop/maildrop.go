// Package maildrop is a POP3 server over mailboxes in memory: the demo, the rehearsal of a cleanup, and the bench that
// the client's tests run against. It speaks RFC 1939 and the same extensions as package pop3, over plain TCP, STLS and
// implicit TLS with a certificate made on the spot, and does wrong on demand (Fault).
package maildrop

import (
	"io"
	"time"
)

// Message is one message of a mailbox.
type Message struct {
	UIDL string
	Raw  []byte // CRLF lines, not stuffed
	Size int64  // of a message without Raw: a rehearsal has no use for the bytes

	Open func() io.Reader // brings Size octets in place of Raw, of a message too big to hold
}

// size in octets.
func (m *Message) size() int64 {
	if m.Raw == nil {
		return m.Size
	}
	return int64(len(m.Raw))
}

// User is an account of the server.
type User struct {
	Password string
	Token    string // the OAuth access token that lets in; "": none does
	Box      *Box
}

// Config of a Server. The zero value with users is good.
type Config struct {
	Users  map[string]User
	TLS    bool          // listen with implicit TLS; else plain with STLS on offer
	Delay  time.Duration // before each burst of replies: the line's round trip
	Rate   int           // bytes a second, 0 for no limit
	Caps   []string      // what CAPA answers; nil for the full set
	Faults []Fault

	CapsBefore []string // what it answers before the login; nil: Caps
}
