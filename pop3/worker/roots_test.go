package worker

import (
	"crypto/x509"
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"poplin/pop3"
	"poplin/pop3/maildrop"
)

// TestRootsAreReadWhereTheyAreNeeded: what an account trusts is read once by a visit over TLS, which trusts nothing else,
// and not at all where nothing is encrypted; a mistake in reading it ends the visit and not the program.
func TestRootsAreReadWhereTheyAreNeeded(t *testing.T) {
	for name, c := range map[string]struct {
		security pop3.Security
		tls      bool
		trusts   bool
		panics   bool
		read     bool
		fails    bool
		kind     Kind
	}{
		"implicit":        {pop3.Implicit, true, true, false, true, false, 0},
		"by STLS":         {pop3.StartTLS, false, true, false, true, false, 0},
		"plain":           {pop3.Plain, false, true, true, false, false, 0},
		"another's":       {pop3.Implicit, true, false, false, true, true, Security},
		"by a mistake":    {pop3.Implicit, true, true, true, true, true, Server},
		"STLS, another's": {pop3.StartTLS, false, false, false, true, true, Security},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, maildrop.Config{}, letters(1)...)
			h.serve(maildrop.Config{TLS: c.tls})
			var times atomic.Int32
			h.acc.Security, h.acc.TLS = c.security, nil
			h.acc.Roots = sync.OnceValue(func() *x509.CertPool {
				times.Add(1)
				switch {
				case c.panics:
					panic("of the roots")
				case c.trusts:
					return h.server.Roots()
				}
				return x509.NewCertPool()
			})
			_, err := h.worker().Visit(t.Context(), nil)
			var p *Problem
			if errors.As(err, &p) != c.fails || c.fails && p.Kind != c.kind {
				t.Errorf("the visit ends with %v (%+v)", err, p)
			}
			if (times.Load() == 1) != c.read {
				t.Errorf("read %d times", times.Load())
			}
		})
	}
}
