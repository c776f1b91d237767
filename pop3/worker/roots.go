package worker

import "poplin/pop3"

// readRoots has the system's roots read beside whatever else comes before the handshake, where it will ask for them. They
// are kept once they are read, and the handshake meets what goes wrong in it.
func (w *Worker) readRoots() {
	if w.a.Roots == nil || w.a.Security == pop3.Plain || w.a.TLS != nil && (w.a.TLS.RootCAs != nil || w.a.TLS.InsecureSkipVerify) {
		return
	}
	go func() {
		defer func() { _ = recover() }()
		w.a.Roots()
	}()
}
