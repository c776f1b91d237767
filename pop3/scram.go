package pop3

import (
	"crypto/tls"
	"fmt"
	"strconv"
	"strings"

	"github.com/xdg-go/scram"
)

// maxIterations bounds the work a server may ask for: about a second. Honest servers ask for some ten thousand.
const maxIterations = 1 << 21

// scramMech is SCRAM (RFC 5802, 7677), with channel binding where the mechanism is a -PLUS. Unlike every other
// mechanism it also proves that the server knows the password.
type scramMech struct {
	talk    *scram.ClientConversation
	unbound bool // the server does not know this kind of channel binding
}

// bind makes the channel binding of a -PLUS.
type bind func() (scram.ChannelBinding, error)

func newSCRAM(name string, cr Credentials, c *Conn, bind bind) (*scramMech, error) {
	hash := scram.SHA256
	if strings.HasPrefix(name, "SCRAM-SHA-1") {
		hash = scram.SHA1
	}
	client, err := hash.NewClient(cr.User, cr.Password, "")
	if err != nil {
		// Not all that people type into a password survives SASLprep; servers then mostly compare what they got.
		if client, err = hash.NewClientUnprepped(cr.User, cr.Password, ""); err != nil {
			return nil, err
		}
	}
	if !strings.HasSuffix(name, "-PLUS") {
		if c.encrypted && len(c.caps) > 0 && !c.offers(name+"-PLUS") {
			// Tells the server that we could bind, so that it notices if somebody took its -PLUS away.
			return &scramMech{talk: client.NewConversationAdvertisingChannelBinding()}, nil
		}
		return &scramMech{talk: client.NewConversation()}, nil
	}
	binding, err := bind()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", strings.ToLower(name), err)
	}
	return &scramMech{talk: client.NewConversationWithChannelBinding(binding)}, nil
}

// scram logs in. A server that cannot bind to the session, since something else ends TLS in front of it, may know its
// own certificate all the same (tls-server-end-point, RFC 5929): it is asked for that before binding is given up.
func (c *Conn) scram(w way) (early bool, err error) {
	for _, bind := range []bind{c.sessionBinding, c.certificateBinding} {
		x, err := newSCRAM(w.name, w.cr, c, bind)
		if err != nil {
			return true, err
		}
		if early, err = c.auth(w.name, x, inLine); !x.unbound || !isRefusal(err) {
			return early, err
		}
	}
	return true, &Error{Command: "AUTH", Text: "no common channel binding"}
}

// sessionBinding ties the login to this TLS connection: tls-exporter for TLS 1.3 (RFC 9266), RFC 5802's tls-unique before.
func (c *Conn) sessionBinding() (scram.ChannelBinding, error) {
	tc, ok := c.wire.nc.(*tls.Conn)
	if !ok {
		return scram.ChannelBinding{}, ErrNoTLS
	}
	state := tc.ConnectionState()
	switch {
	case state.Version >= tls.VersionTLS13:
		return scram.NewTLSExporterBinding(&state)
	case len(state.TLSUnique) > 0:
		return scram.NewTLSUniqueBinding(state.TLSUnique), nil
	}
	return scram.NewTLSServerEndpointBinding(&state)
}

// certificateBinding ties it to the server's certificate.
func (c *Conn) certificateBinding() (scram.ChannelBinding, error) {
	state := c.TLS()
	if state == nil {
		return scram.ChannelBinding{}, ErrNoTLS
	}
	return scram.NewTLSServerEndpointBinding(state)
}

// binds says whether a login can be tied to the line.
func (c *Conn) binds() bool {
	_, err := c.sessionBinding()
	return c.encrypted && err == nil
}

func (s *scramMech) start() ([]byte, error) {
	m, err := s.talk.Step("")
	return []byte(m), err
}

func (s *scramMech) next(challenge []byte) ([]byte, error) {
	if err := affordable(string(challenge)); err != nil {
		return nil, err
	}
	if strings.HasPrefix(string(challenge), "e=") {
		s.unbound = string(challenge) == "e=unsupported-channel-binding-type"
		return nil, nil // the reason for the -ERR that follows
	}
	m, err := s.talk.Step(string(challenge))
	if err != nil {
		return nil, fmt.Errorf("%w: scram: %w", ErrProtocol, err)
	}
	return []byte(m), nil
}

func (s *scramMech) accepted() error {
	if !s.talk.Valid() {
		return protocol("the server did not prove that it knows the password")
	}
	return nil
}

// affordable looks at the iteration count of a challenge before anything is computed.
func affordable(challenge string) error {
	for field := range strings.SplitSeq(challenge, ",") {
		if count, ok := strings.CutPrefix(field, "i="); ok {
			if n, err := strconv.Atoi(count); err != nil || n > maxIterations {
				return protocol("%s iterations are absurd", count)
			}
		}
	}
	return nil
}

func isSCRAM(x exchange) bool {
	_, ok := x.(*scramMech)
	return ok
}
