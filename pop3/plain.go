package pop3

import "fmt"

var errChallenge = fmt.Errorf("%w: a challenge that the mechanism does not know", ErrProtocol)

// plain is SASL PLAIN (RFC 4616).
type plain struct{ user, password string }

func (p *plain) start() ([]byte, error)      { return []byte("\x00" + p.user + "\x00" + p.password), nil }
func (p *plain) next([]byte) ([]byte, error) { return nil, errChallenge }
func (p *plain) accepted() error             { return nil }

// loginMech is SASL LOGIN, never standardised: the server asks twice, in words that differ, for the name and the password.
type loginMech struct {
	user, password string
	asked          int
}

func (l *loginMech) start() ([]byte, error) { return nil, nil }
func (l *loginMech) accepted() error        { return nil }

func (l *loginMech) next([]byte) ([]byte, error) {
	l.asked++
	switch l.asked {
	case 1:
		return []byte(l.user), nil
	case 2:
		return []byte(l.password), nil
	}
	return nil, errChallenge
}

// external is SASL EXTERNAL (RFC 4422 appendix A): the certificate of the TLS client says who is there.
type external struct{ user string }

func (e external) start() ([]byte, error)      { return []byte(e.user), nil }
func (e external) next([]byte) ([]byte, error) { return []byte(e.user), nil }
func (e external) accepted() error             { return nil }
