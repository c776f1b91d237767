package maildrop

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/xdg-go/scram"
)

// Server listens on loopback until Close.
type Server struct {
	cfg  Config
	ln   net.Listener
	ca   *authority
	cert tls.Certificate
	born int64 // part of every greeting's timestamp
	done sync.WaitGroup
	quit chan struct{} // closed with the server

	mu         sync.Mutex
	sessions   int
	open       map[net.Conn]bool
	transcript []string
	closed     bool
	spent      map[int]int                        // how often each fault has struck, by its place in Config.Faults
	keys       map[string]scram.StoredCredentials // by mechanism and user
}

// Start listens on 127.0.0.1 with a port of the system's choice.
func Start(c Config) (*Server, error) {
	s := &Server{cfg: c, born: time.Now().UnixNano(), quit: make(chan struct{}), open: map[net.Conn]bool{}, spent: map[int]int{},
		keys: map[string]scram.StoredCredentials{}}
	var err error
	if s.ca, err = newAuthority(); err != nil {
		return nil, fmt.Errorf("maildrop: certificate: %w", err)
	}
	if s.cert, err = s.ca.certify(serverBlank()); err != nil {
		return nil, fmt.Errorf("maildrop: certificate: %w", err)
	}
	if s.ln, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		return nil, fmt.Errorf("maildrop: %w", err)
	}
	s.done.Go(s.accept)
	return s, nil
}

// Addr is host:port.
func (s *Server) Addr() string { return s.ln.Addr().String() }

// Roots holds the CA of the server's certificate, whose name is localhost and 127.0.0.1; RootsPEM the same as PEM.
func (s *Server) Roots() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(s.ca.cert)
	return pool
}

// RootsPEM is the CA certificate in PEM.
func (s *Server) RootsPEM() []byte { return s.ca.pem }

// ClientCertificate makes a certificate that lets a client in as that user by AUTH EXTERNAL.
func (s *Server) ClientCertificate(user string) (tls.Certificate, error) {
	t := blank(user)
	t.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	return s.ca.certify(t)
}

// Transcript is what clients sent so far, a line each, secrets hidden.
func (s *Server) Transcript() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.transcript...)
}

// Sessions counts the connections accepted so far.
func (s *Server) Sessions() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sessions
}

// Close ends all sessions and returns when they are gone.
func (s *Server) Close() error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil
	}
	s.closed = true
	close(s.quit)
	for nc := range s.open {
		nc.Close()
	}
	s.mu.Unlock()
	err := s.ln.Close()
	s.done.Wait()
	return err
}

func (s *Server) accept() {
	for {
		nc, err := s.ln.Accept()
		if err != nil {
			return
		}
		s.mu.Lock()
		if s.closed {
			s.mu.Unlock()
			nc.Close()
			return
		}
		s.open[nc] = true
		s.sessions++
		number := s.sessions
		s.mu.Unlock()
		s.done.Go(func() {
			defer s.forget(nc)
			newSession(s, nc, number).serve()
		})
	}
}

func (s *Server) forget(nc net.Conn) {
	nc.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, nc)
}

func (s *Server) record(line string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.transcript = append(s.transcript, line)
}
