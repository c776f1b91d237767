package pop3_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"testing"

	"poplin/pop3"
	"poplin/pop3/maildrop"
)

// trusting are options with the server's CA among the own roots, among those asked for later, in both or in neither.
func trusting(h *house, sec pop3.Security, own, more bool) *pop3.Options {
	pool := func(has bool) *x509.CertPool {
		if has {
			return h.Roots()
		}
		return x509.NewCertPool()
	}
	return &pop3.Options{Security: sec, TLS: &tls.Config{RootCAs: pool(own)}, Roots: func() *x509.CertPool { return pool(more) }}
}

// TestMoreRootsAreAskedForWhereTheOwnDoNotDo: and a server that neither vouch for is as untrusted as ever.
func TestMoreRootsAreAskedForWhereTheOwnDoNotDo(t *testing.T) {
	for name, c := range map[string]struct{ own, more, asked, fails bool }{
		"own":     {own: true},
		"more":    {more: true, asked: true},
		"neither": {asked: true, fails: true},
	} {
		for _, sec := range []pop3.Security{pop3.Implicit, pop3.StartTLS} {
			t.Run(name, func(t *testing.T) {
				h := serve(t, maildrop.Config{TLS: sec == pop3.Implicit}, letters(1)...)
				o := trusting(h, sec, c.own, c.more)
				asked, roots, looked := false, o.Roots, false
				o.Roots = func() *x509.CertPool {
					asked = true
					return roots()
				}
				o.TLS.VerifyConnection = func(tls.ConnectionState) error {
					looked = true
					return nil
				}
				conn, err := pop3.Dial(context.Background(), h.Addr(), o)
				if err == nil {
					defer conn.Abort()
				}
				var verify *tls.CertificateVerificationError
				if (err != nil) != c.fails || c.fails && (!is[x509.UnknownAuthorityError](err) || !errors.As(err, &verify) || len(verify.UnverifiedCertificates) == 0) {
					t.Errorf("it ends with %v", err)
				}
				if asked != c.asked || looked == c.fails {
					t.Errorf("more were asked for: %v, the caller's own check made: %v", asked, looked)
				}
			})
		}
	}
}
