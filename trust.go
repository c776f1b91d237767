package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
	"sync"

	"poplin/config"
	"poplin/pop3"
	"poplin/ui/line"
)

// roots are what an account trusts, read when a connection is to be made: it takes half as long as a visit with nothing new,
// and no start should wait for it. Of none (nil) the system's count.
type roots func() *x509.CertPool

// tlsConfig trusts the system's roots and, where the account names one, its own CA too; or nothing but one certificate.
func tlsConfig(a config.Account) (*tls.Config, roots, error) {
	c, trusted := &tls.Config{MinVersion: tls.VersionTLS12}, roots(systemRoots)
	if a.Fingerprint != "" {
		var err error
		if c, err = pop3.PinnedTLS(a.Fingerprint); err != nil {
			return nil, nil, err
		}
		trusted = nil
	}
	if a.CAFile != "" {
		var err error
		if trusted, err = trust(a.CAFile); err != nil {
			return nil, nil, err
		}
	}
	if a.ClientCert != "" {
		own, err := tls.LoadX509KeyPair(a.ClientCert, a.ClientKey)
		if err != nil {
			return nil, nil, &line.Fault{Code: line.Usage, What: fmt.Sprintf("client_cert %s cannot be used: %v", a.ClientCert, err),
				Hint: "certificate and key must be in PEM form and belong together", Err: err}
		}
		c.Certificates = []tls.Certificate{own}
	}
	return c, trusted, nil
}

// systemRoots has the system's read, which are kept once they are.
func systemRoots() *x509.CertPool {
	_, _ = x509.SystemCertPool() // a machine without is told of when a certificate is to be verified
	return nil
}

// trust adds the CA certificates of a file to the system's.
func trust(file string) (roots, error) {
	pem, err := os.ReadFile(file)
	if err != nil {
		return nil, &line.Fault{Code: line.Usage, What: "ca_file cannot be read: " + err.Error(), Err: err}
	}
	if !x509.NewCertPool().AppendCertsFromPEM(pem) {
		return nil, &line.Fault{Code: line.Usage, What: fmt.Sprintf("ca_file %s holds no certificate", file),
			Hint: "it must be in PEM form: -----BEGIN CERTIFICATE-----"}
	}
	return sync.OnceValue(func() *x509.CertPool {
		all, err := x509.SystemCertPool()
		if err != nil { // a machine without roots of its own
			all = x509.NewCertPool()
		}
		all.AppendCertsFromPEM(pem)
		return all
	}), nil
}
