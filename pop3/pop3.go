// Package pop3 is a POP3 client: RFC 1939 with CAPA and response codes (2449, 3206), implicit TLS and STLS (8314, 2595),
// AUTH (5034), UTF8 (6856) and pipelining in fenced windows. It reads bytes and believes nothing: every reply is
// bounded in size and time, a body is never complete before its terminator, and no command follows a reply that might
// belong to another.
//
// It logs in by USER and PASS, by APOP where asked for by name, and by SASL PLAIN (4616), LOGIN, CRAM-MD5 (2195),
// SCRAM-SHA-1 and SCRAM-SHA-256 with and without channel binding (5802, 7677, 9266), EXTERNAL (4422), OAUTHBEARER
// (7628) and XOAUTH2. No password or token crosses a line that is neither encrypted nor local unless Options say Plain.
//
// A Conn is one session and is used by one goroutine at a time; only Abort may be called from any. What the server
// refuses is an *Error, and the session goes on; after any other error it is over, closed without QUIT, so that nothing
// was deleted. The package knows nothing of caches, screens or mail; anybody may import it.
package pop3

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"time"
)

// Security says how a connection is protected.
type Security uint8

const (
	Implicit Security = iota // TLS from the first byte (RFC 8314), port 995
	StartTLS                 // STLS before anything else; no plaintext fallback, port 110
	Plain                    // no protection: only by explicit wish
)

// Options for Dial and New; nil means the zero value.
type Options struct {
	Security Security
	TLS      *tls.Config                                                       // nil: verify against the system's roots, TLS 1.2 or newer
	Roots    func() *x509.CertPool                                             // asked where TLS.RootCAs are set and do not vouch for the server; may be nil
	Trace    func(dir byte, line string)                                       // '>' and '<' lines of the dialogue, secrets hidden, bodies left out; may be nil
	Timeouts Timeouts                                                          // zero fields take their defaults
	MaxBody  int64                                                             // octets of one message; 0: 1 GiB. Fetch allows four times the listed size if that is more
	Dialer   func(ctx context.Context, network, addr string) (net.Conn, error) // nil: net.Dialer
}

// Timeouts per phase; what is zero takes its default. They count only the time spent waiting for the server.
type Timeouts struct {
	Connect  time.Duration // name and connection; 15 s
	TLS      time.Duration // the handshake; 15 s
	Greeting time.Duration // 60 s
	Auth     time.Duration // each answer in a login, where servers wait for locks; 120 s
	First    time.Duration // the first answer after it, while the mailbox is opened; 300 s
	Listing  time.Duration // until a listing or a message begins; 120 s
	Body     time.Duration // the longest silence within one; 60 s
	Command  time.Duration // everything else; 60 s
	Quit     time.Duration // QUIT, on which the server removes; 180 s
}

// Code is a response code (RFC 2449 section 8) in upper case and without its brackets; "" where the server gave none.
type Code string

const (
	InUse      Code = "IN-USE"      // another session holds the mailbox (RFC 2449 section 8.1.2)
	LoginDelay Code = "LOGIN-DELAY" // too soon after the last login (RFC 2449 section 8.1.1)
	SysTemp    Code = "SYS/TEMP"    // trouble that should pass (RFC 3206 section 4)
	SysPerm    Code = "SYS/PERM"    // trouble that a person must mend (RFC 3206 section 4)
	Auth       Code = "AUTH"        // the credentials are wrong, and nothing else is (RFC 3206 section 5)
)

// Error is a refusal: the server answered -ERR (RFC 1939 section 3). Text is as the server sent it, secrets hidden, and
// not to be shown unsanitised.
type Error struct {
	Command string // the verb, never its arguments
	Code    Code
	Text    string
}

func (e *Error) Error() string { return "pop3: " + e.Command + ": -ERR " + e.Text }

// What else can happen; all come wrapped. After any of them but ErrBusy, and after a context's end, the Conn is dead and
// was closed without QUIT.
var (
	ErrProtocol  = errors.New("the server's reply makes no sense")  // desync, surplus bytes, a failed fence
	ErrNotPOP3   = errors.New("the server speaks another protocol") // it greets as IMAP, SMTP or HTTP does; is ErrProtocol too
	ErrTruncated = errors.New("the connection ended in the middle of a reply")
	ErrTimeout   = errors.New("the server did not answer in time")
	ErrNoTLS     = errors.New("the server offers no encryption")
	ErrInjected  = errors.New("bytes arrived in plain text after STLS")
	ErrTooLong   = errors.New("the reply is longer than any honest one")
	ErrEnded     = errors.New("the server ended the session") // it said so unasked: idle, shutting down
	ErrBusy      = errors.New("another command is under way")
)

// Credentials for Login. Mechanism "auto", or "", picks the strongest that the server offers and the secrets allow, and
// never APOP; any other is used as named.
type Credentials struct {
	User      string
	Password  string
	Token     func(ctx context.Context, refresh bool) (string, error) // OAuth access token; nil when there is none
	Mechanism string                                                  // auto user apop plain login cram-md5 scram-sha-1 scram-sha-256 xoauth2 oauthbearer external
}

// Item is one line of a listing.
type Item struct {
	Number int
	UIDL   string // exact bytes; "" in a LIST
	Size   int64  // -1 in a UIDL
}

// Request asks for a message in Fetch or a deletion in Delete. UIDL is what the fence compares.
type Request struct {
	Number int
	UIDL   string
	Size   int64 // as listed, for the window; advisory
	Top    bool  // header block only (TOP n 0),
	Lines  int   // and so many lines of the body (TOP n lines)
}

// Sink takes what Fetch brings. All calls come from the calling goroutine, in order.
type Sink interface {
	// Body says where the bytes go, terminator and stuffing removed, line ends as sent.
	Body(r Request) (io.Writer, error)
	// Refused: -ERR for this one alone; the others go on.
	Refused(r Request, err *Error)
	// Fence: everything since the last fence is proved to belong where it was put. An error ends the session.
	Fence() error
}
