package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"

	"poplin/config"
	"poplin/pop3"
	"poplin/ui/line"
)

// tlsConfig trusts the system's roots and, where the account names one, its own CA too; or nothing but one certificate.
func tlsConfig(a config.Account) (*tls.Config, error) {
	c := &tls.Config{MinVersion: tls.VersionTLS12}
	if a.Fingerprint != "" {
		var err error
		if c, err = pop3.PinnedTLS(a.Fingerprint); err != nil {
			return nil, err
		}
	}
	if a.CAFile != "" {
		if err := trust(c, a.CAFile, security(a.TLS) != pop3.Plain); err != nil {
			return nil, err
		}
	}
	if a.ClientCert != "" {
		own, err := tls.LoadX509KeyPair(a.ClientCert, a.ClientKey)
		if err != nil {
			return nil, &line.Fault{Code: line.Usage, What: fmt.Sprintf("client_cert %s cannot be used: %v", a.ClientCert, err),
				Hint: "certificate and key must be in PEM form and belong together", Err: err}
		}
		c.Certificates = []tls.Certificate{own}
	}
	return c, nil
}

// trust adds the CA certificates of a file to the system's, which are only read where a connection will be encrypted: that
// takes half as long as a visit with nothing new.
func trust(c *tls.Config, file string, encrypted bool) error {
	pem, err := os.ReadFile(file)
	if err != nil {
		return &line.Fault{Code: line.Usage, What: "ca_file cannot be read: " + err.Error(), Err: err}
	}
	c.RootCAs = x509.NewCertPool()
	if encrypted {
		if system, err := x509.SystemCertPool(); err == nil { // else a machine without roots of its own
			c.RootCAs = system
		}
	}
	if !c.RootCAs.AppendCertsFromPEM(pem) {
		return &line.Fault{Code: line.Usage, What: fmt.Sprintf("ca_file %s holds no certificate", file),
			Hint: "it must be in PEM form: -----BEGIN CERTIFICATE-----"}
	}
	return nil
}
