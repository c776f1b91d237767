// Package maildrop is a POP3 server over mailboxes in memory: the demo, the rehearsal of a cleanup, and the bench that
// the client's tests run against. It speaks RFC 1939 and the same extensions as package pop3, over plain TCP, STLS and
// implicit TLS with a certificate made on the spot, and does wrong on demand (Fault).
package maildrop

import (
	"crypto/x509"
	"time"
)

// Message is one message of a mailbox.
type Message struct {
	UIDL string
	Raw  []byte // CRLF lines, not stuffed
}

// Box is a mailbox: exclusive to one session at a time, safe for use from tests beside it.
type Box struct{}

// NewBox makes a mailbox of these messages.
func NewBox(ms ...Message) *Box { panic("maildrop: not built yet") }

// Messages returns what the box holds now.
func (b *Box) Messages() []Message { panic("maildrop: not built yet") }

// Add delivers.
func (b *Box) Add(ms ...Message) { panic("maildrop: not built yet") }

// Remove takes a message away behind the client's back.
func (b *Box) Remove(uidl string) { panic("maildrop: not built yet") }

// User is an account of the server.
type User struct {
	Password string
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
}

// Server listens on loopback until Close.
type Server struct{}

// Start listens on 127.0.0.1 with a port of the system's choice.
func Start(c Config) (*Server, error) { panic("maildrop: not built yet") }

// Addr is host:port.
func (s *Server) Addr() string { panic("maildrop: not built yet") }

// Roots holds the CA of the server's certificate, whose name is localhost and 127.0.0.1; RootsPEM the same as PEM.
func (s *Server) Roots() *x509.CertPool { panic("maildrop: not built yet") }

// RootsPEM is the CA certificate in PEM.
func (s *Server) RootsPEM() []byte { panic("maildrop: not built yet") }

// Transcript is what clients sent so far, a line each, secrets hidden.
func (s *Server) Transcript() []string { panic("maildrop: not built yet") }

// Close ends all sessions.
func (s *Server) Close() error { panic("maildrop: not built yet") }

// Fault is one thing done wrong. The builder of this package adds kinds; each says when it strikes.
type Fault struct {
	Kind    string
	Command string // strikes on this verb; "" any
	Number  int    // on this message number; 0 any
	Session int    // only in the nth session, from 1; 0 every
	At      int64  // byte offset, count or size, as the kind says
	Text    string // reply to give
}
