package pop3

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"time"
)

// trustMore verifies against cfg.RootCAs first, and asks for more only where those do not vouch for the server: to read a
// system's roots takes longer than a visit with nothing new. In all else it does what crypto/tls does; the name is cfg's,
// since a ConnectionState has none for an address.
func trustMore(cfg *tls.Config, more func() *x509.CertPool) {
	if cfg.InsecureSkipVerify || cfg.RootCAs == nil || more == nil {
		return
	}
	own, name, now, then := cfg.RootCAs, cfg.ServerName, cfg.Time, cfg.VerifyConnection
	if now == nil {
		now = time.Now
	}
	cfg.InsecureSkipVerify = true // VerifyConnection takes its place
	cfg.VerifyConnection = func(s tls.ConnectionState) error {
		err := vouch(s.PeerCertificates, x509.VerifyOptions{Roots: own, DNSName: name, CurrentTime: now()})
		if errors.As(err, new(x509.UnknownAuthorityError)) {
			err = vouch(s.PeerCertificates, x509.VerifyOptions{Roots: more(), DNSName: name, CurrentTime: now()})
		}
		if err != nil {
			return &tls.CertificateVerificationError{UnverifiedCertificates: s.PeerCertificates, Err: err}
		}
		if then != nil {
			return then(s)
		}
		return nil
	}
}

// vouch verifies the first of certs, with the others to lead to a root.
func vouch(certs []*x509.Certificate, o x509.VerifyOptions) error {
	o.Intermediates = x509.NewCertPool()
	for _, c := range certs[1:] {
		o.Intermediates.AddCert(c)
	}
	_, err := certs[0].Verify(o)
	return err
}
