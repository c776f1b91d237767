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

// tlsConfig trusts the CA that the account names, and the system's roots beside it; or nothing but one certificate.
func tlsConfig(a config.Account) (*tls.Config, error) {
	c := &tls.Config{MinVersion: tls.VersionTLS12}
	if a.Fingerprint != "" {
		var err error
		if c, err = pop3.PinnedTLS(a.Fingerprint); err != nil {
			return nil, err
		}
	}
	if a.CAFile != "" {
		var err error
		if c.RootCAs, err = authorities(a.CAFile); err != nil {
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

// systemRoots reads the system's, which are kept once they are.
func systemRoots() *x509.CertPool {
	all, err := x509.SystemCertPool()
	if err != nil { // a machine without
		return x509.NewCertPool()
	}
	return all
}

// authorities reads the CA certificates of a file.
func authorities(file string) (*x509.CertPool, error) {
	pem, err := os.ReadFile(file)
	if err != nil {
		return nil, &line.Fault{Code: line.Usage, What: "ca_file cannot be read: " + err.Error(), Err: err}
	}
	all := x509.NewCertPool()
	if !all.AppendCertsFromPEM(pem) {
		return nil, &line.Fault{Code: line.Usage, What: fmt.Sprintf("ca_file %s holds no certificate", file),
			Hint: "it must be in PEM form: -----BEGIN CERTIFICATE-----"}
	}
	return all, nil
}
