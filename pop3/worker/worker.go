// Package worker visits mailboxes: one Worker per account owns its one connection, joins the wire (package pop3) and
// the cache, and follows every removal until it is verified. Commands go in through Post, facts come out of Events;
// rows never travel, readers of an event look into the cache.
//
// Run is the one goroutine that talks to the server. The screens and the commands call Post, Events and Stop from
// anywhere. It knows no screen.
package worker

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"time"

	"poplin/cache"
	"poplin/pop3"
)

// Account is all a Worker must know of an account; main makes it from the configuration.
type Account struct {
	Name       string
	Server     string // host:port
	Domain     string // of the mail address; may be empty
	Security   pop3.Security
	TLS        *tls.Config
	Roots      func() *x509.CertPool                               // trusted besides TLS's own; nil: nothing is
	Login      func(ctx context.Context) (pop3.Credentials, error) // may run a command or ask the person
	Refused    func(*Problem) (again bool)                         // what Login gave was refused; says whether it will give something else. May be nil
	Keep       cache.Keep
	Download   Download
	Poll       time.Duration // 0: only when asked
	Pipelining Pipelining
}

// Download says which bodies a visit brings home by itself.
type Download struct {
	HeadersOnly bool
	Limit       int64 // bodies up to this size; 0: all

	newHeaders bool // nothing but headers of what is new
}

// Pipelining is the account's setting.
type Pipelining uint8

const (
	PipeAuto Pipelining = iota
	PipeOn
	PipeOff
)

// Command is what may be asked of a Worker.
type Command interface{ command() }

// Refresh asks for a visit now; several at once are one.
type Refresh struct{}

// Fetch asks for one body, for a person who is waiting to read it.
type Fetch struct{ ID cache.ID }

// Peek asks for the beginning of a message: its header block and so many lines, for a person who is waiting to see it.
type Peek struct {
	ID    cache.ID
	Lines int
}

// Fit asks for a visit that brings no more than so many octets of mail, and of it what is worth most: see choose. What
// brings everything just now is broken off for it. Until a Refresh, visits of the Worker's own accord then bring no more
// than the headers of what is new.
type Fit struct{ Bytes int64 }

// Weigh has a visit that is under way bring headers before bodies, those of the biggest messages first: somebody looks at
// what fills the mailbox.
type Weigh struct{}

// Settle asks for a visit soon (after a quiet time), since removals were planned.
type Settle struct{}

func (Refresh) command() {}
func (Fetch) command()   {}
func (Peek) command()    {}
func (Fit) command()     {}
func (Weigh) command()   {}
func (Settle) command()  {}

// Event is a fact about an account. Changed comes after commit, never before.
type Event interface{ event() }

// Step names the phases of a visit.
type Step string

const (
	Connecting Step = "connecting"
	LoggingIn  Step = "logging in"
	Listing    Step = "listing"
	Headers    Step = "headers"
	Bodies     Step = "bodies"
	Removing   Step = "removing"
	Leaving    Step = "leaving"
	Resting    Step = "resting"
)

// Phase says what the visit does now. Encrypted tells the truth about the line.
type Phase struct {
	Account   string
	Step      Step
	Encrypted bool
}

// Progress counts the present step; lossy: the latest wins.
type Progress struct {
	Account           string
	Step              Step
	Done, Total       int
	Bytes, BytesTotal int64
}

// Changed says that rows of the account changed.
type Changed struct{ Account string }

// Fetched says that a body asked for is here.
type Fetched struct {
	Account string
	ID      cache.ID
}

// Peeked says that as much of a message as a Peek asked for is here.
type Peeked struct {
	Account string
	ID      cache.ID
}

// Fitted says what a Fit brought, in messages and in octets over the line, headers and beginnings included, and what it
// left on the server.
type Fitted struct {
	Account   string
	Messages  int
	Bytes     int64
	Left      int
	LeftBytes int64 // as listed
	Begun     int   // of those left, the beginning came
}

// Finished ends a visit that went well, or as well as it could.
type Finished struct {
	Account string
	Outcome cache.Outcome
	Took    time.Duration
	Next    time.Time // zero: when asked
}

// Failed ends a visit, or a Fetch or Peek (ID set), that did not.
type Failed struct {
	Account string
	ID      cache.ID
	Problem *Problem
	Next    time.Time // when it will be tried again; zero: when asked
}

func (Phase) event()    {}
func (Progress) event() {}
func (Changed) event()  {}
func (Fetched) event()  {}
func (Peeked) event()   {}
func (Fitted) event()   {}
func (Finished) event() {}
func (Failed) event()   {}

// Kind sorts failures by what a person, or an exit code, makes of them.
type Kind uint8

const (
	Local       Kind = iota // our side: disk, cache, configuration
	Credentials             // refused
	Network                 // no route, no answer, cut
	Security                // TLS: no encryption, bad certificate
	Busy                    // mailbox in use, or told to wait
	Server                  // the server misbehaves or has trouble of its own
	Held                    // another Poplin visits this account
)

// Problem is a failure in words for people: What is one clean sentence, Hint says what to do and may be empty.
type Problem struct {
	Kind Kind
	What string
	Hint string
	Err  error

	class class
}

func (p *Problem) Error() string { return p.What }
func (p *Problem) Unwrap() error { return p.Err }
