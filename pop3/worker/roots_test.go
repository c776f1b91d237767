package worker

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"testing"

	"poplin/pop3"
	"poplin/pop3/maildrop"
)

// TestRootsAreReadWhereTheyAreNeeded: where an account has a CA of its own, others are asked for when that does not do; where
// it has none they are read while the visit begins, unless nothing is encrypted or one certificate is pinned.
func TestRootsAreReadWhereTheyAreNeeded(t *testing.T) {
	for name, c := range map[string]struct {
		security  pop3.Security
		own, more bool
		tls       func(*tls.Config) *tls.Config
		panics    bool
		read      bool
		kind      Kind // of the visit's end
	}{
		"implicit":             {security: pop3.Implicit, own: true},
		"by STLS":              {security: pop3.StartTLS, own: true},
		"plain":                {security: pop3.Plain, panics: true},
		"another's":            {security: pop3.Implicit, more: true, read: true},
		"another's, by STLS":   {security: pop3.StartTLS, more: true, read: true},
		"nobody's":             {security: pop3.Implicit, read: true, kind: Security},
		"by a mistake":         {security: pop3.Implicit, panics: true, read: true, kind: Server},
		"none of its own":      {security: pop3.Implicit, tls: func(*tls.Config) *tls.Config { return nil }, read: true, kind: Security},
		"none, and by mistake": {security: pop3.Implicit, tls: func(*tls.Config) *tls.Config { return nil }, panics: true, read: true, kind: Security},
		"pinned": {security: pop3.Implicit, panics: true, tls: func(*tls.Config) *tls.Config {
			return &tls.Config{InsecureSkipVerify: true}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, maildrop.Config{}, letters(1)...)
			h.serve(maildrop.Config{TLS: c.security == pop3.Implicit})
			pool := func(has bool) *x509.CertPool {
				if has {
					return h.server.Roots()
				}
				return x509.NewCertPool()
			}
			h.acc.Security, h.acc.TLS = c.security, &tls.Config{RootCAs: pool(c.own)}
			if c.tls != nil {
				h.acc.TLS = c.tls(h.acc.TLS)
			}
			read := make(chan bool, 2)
			h.acc.Roots = func() *x509.CertPool {
				read <- true
				if c.panics {
					panic("of the roots")
				}
				return pool(c.more)
			}
			_, err := h.worker().Visit(t.Context(), nil)
			var p *Problem
			if errors.As(err, &p) != (c.kind != 0) || p != nil && p.Kind != c.kind {
				t.Errorf("the visit ends with %v (%+v)", err, p)
			}
			if c.read {
				<-read
			} else if len(read) > 0 {
				t.Error("roots were read that nobody needs")
			}
		})
	}
}
