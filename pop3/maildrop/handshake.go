package maildrop

import (
	"crypto/tls"
	"crypto/x509"
	"time"
)

// secure puts TLS on the line.
func (s *session) secure() error {
	s.now = s.faults("tls", 0)
	if over, err := s.instead(); over || err != nil {
		return err
	}
	cfg, err := s.tlsConfig()
	if err != nil {
		return err
	}
	tc := tls.Server(s.nc, cfg)
	tc.SetDeadline(time.Now().Add(10 * time.Second))
	if err := tc.Handshake(); err != nil {
		return err
	}
	tc.SetDeadline(time.Time{})
	s.tls = true
	s.attach(tc)
	return nil
}

// tlsConfig is the server's, with the certificate that a fault wants.
func (s *session) tlsConfig() (*tls.Config, error) {
	cfg := &tls.Config{Certificates: []tls.Certificate{s.srv.cert}, MinVersion: tls.VersionTLS12, ClientAuth: tls.RequestClientCert}
	if s.now[OldTLS] != nil {
		cfg.MinVersion, cfg.MaxVersion = tls.VersionTLS10, tls.VersionTLS11
	}
	t, sign := serverBlank(), s.srv.ca.certify
	switch {
	case s.now[ExpiredCertificate] != nil:
		t.NotBefore, t.NotAfter = time.Now().Add(-48*time.Hour), time.Now().Add(-24*time.Hour)
	case s.now[WrongName] != nil:
		t = named(t, "mail.example.net")
	case s.now[CommonNameOnly] != nil:
		t.DNSNames, t.IPAddresses = nil, nil
	case s.now[SelfSigned] != nil:
		stranger, err := newAuthority()
		if err != nil {
			return nil, err
		}
		sign = stranger.certify
	default:
		return cfg, nil
	}
	cert, err := sign(t)
	cfg.Certificates = []tls.Certificate{cert}
	return cfg, err
}

func named(t *x509.Certificate, host string) *x509.Certificate {
	t.Subject.CommonName, t.DNSNames, t.IPAddresses = host, []string{host}, nil
	return t
}
