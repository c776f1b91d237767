package pop3

import (
	"context"
	"fmt"
	"net"
	"strings"
)

// bearerMech is XOAUTH2 (Google, Microsoft) or OAUTHBEARER (RFC 7628). A server that does not like the token sends a
// challenge with the reason, which must be answered before it says -ERR.
type bearerMech struct {
	message []byte
	sorry   []byte // the answer to the reason
	done    bool
}

// newBearer gets a token, which may take a refresh over the network or a person, and wraps it for the mechanism.
func newBearer(ctx context.Context, name string, cr Credentials, c *Conn, refresh bool) (*bearerMech, error) {
	token, err := cr.Token(ctx, refresh)
	if err != nil {
		return nil, fmt.Errorf("access token: %w", err)
	}
	if strings.ContainsAny(token, "\r\n\x00\x01") || token == "" {
		return nil, fmt.Errorf("%w: the access token is empty or has a line break", ErrNoMechanism)
	}
	c.hide(token)
	if name == "XOAUTH2" {
		return &bearerMech{message: fmt.Appendf(nil, "user=%s\x01auth=Bearer %s\x01\x01", cr.User, token)}, nil
	}
	port := "995"
	if _, p, err := net.SplitHostPort(fmt.Sprint(c.wire.raw.RemoteAddr())); err == nil {
		port = p
	}
	name = strings.NewReplacer("=", "=3D", ",", "=2C").Replace(cr.User)
	return &bearerMech{
		message: fmt.Appendf(nil, "n,a=%s,\x01host=%s\x01port=%s\x01auth=Bearer %s\x01\x01", name, c.host, port, token),
		sorry:   []byte{1},
	}, nil
}

func (b *bearerMech) start() ([]byte, error) { return b.message, nil }
func (b *bearerMech) accepted() error        { return nil }

func (b *bearerMech) next([]byte) ([]byte, error) {
	if b.done {
		return nil, errChallenge
	}
	b.done = true
	return b.sorry, nil
}

// bearer logs in with a token, and once more with a fresh one if the server did not like the first. Exchange Online
// takes the token only in a line of its own; a server that refuses AUTH without it gets it in the same line.
func (c *Conn) bearer(ctx context.Context, w way) (early bool, err error) {
	place := apart
	for _, refresh := range []bool{false, true} {
		x, err := newBearer(ctx, w.name, w.cr, c, refresh)
		if err != nil {
			return false, err
		}
		early, err = c.auth(w.name, x, place)
		if early && isRefusal(err) {
			place = whole
			_, err = c.auth(w.name, x, place)
		}
		refusal, ok := err.(*Error)
		if !ok || refresh || refusal.Code != "" && refusal.Code != Auth {
			return false, err
		}
	}
	return false, ErrNoMechanism
}
