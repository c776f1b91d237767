package worker

import (
	"crypto/tls"

	"poplin/pop3"
)

// readRoots has what the account trusts read beside whatever else comes before the handshake. tls waits for it, and meets
// what goes wrong in it.
func (w *Worker) readRoots() {
	if w.a.Roots == nil || w.a.Security == pop3.Plain {
		return
	}
	go func() {
		defer func() { _ = recover() }()
		w.a.Roots()
	}()
}

// tls is the account's, with what it trusts.
func (w *Worker) tls() *tls.Config {
	if w.a.Roots == nil || w.a.Security == pop3.Plain {
		return w.a.TLS
	}
	trusted := w.a.Roots()
	if trusted == nil {
		return w.a.TLS
	}
	c := w.a.TLS.Clone()
	if c == nil {
		c = &tls.Config{}
	}
	c.RootCAs = trusted
	return c
}
