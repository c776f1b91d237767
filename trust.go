package main

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"os"

	"poplin/config"
	"poplin/pop3/worker"
	"poplin/ui/line"
)

// tlsConfig trusts the system's roots and, where the account names one, its own CA too; or nothing but one certificate.
func tlsConfig(a config.Account) (*tls.Config, error) {
	c := &tls.Config{MinVersion: tls.VersionTLS12}
	if a.Fingerprint != "" {
		pin(c, a.Fingerprint)
	}
	if a.CAFile != "" {
		if err := trust(c, a.CAFile); err != nil {
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

// trust adds the CA certificates of a file to the system's.
func trust(c *tls.Config, file string) error {
	pem, err := os.ReadFile(file)
	if err != nil {
		return &line.Fault{Code: line.Usage, What: "ca_file cannot be read: " + err.Error(), Err: err}
	}
	if c.RootCAs, err = x509.SystemCertPool(); err != nil {
		c.RootCAs = x509.NewCertPool() // a machine without roots of its own
	}
	if !c.RootCAs.AppendCertsFromPEM(pem) {
		return &line.Fault{Code: line.Usage, What: fmt.Sprintf("ca_file %s holds no certificate", file),
			Hint: "it must be in PEM form: -----BEGIN CERTIFICATE-----"}
	}
	return nil
}

// pin accepts one certificate whatever its name, age and issuer, and no other.
func pin(c *tls.Config, fingerprint string) {
	c.InsecureSkipVerify = true // VerifyConnection below is stricter; it is asked on resumed sessions too
	c.VerifyConnection = func(s tls.ConnectionState) error {
		sum := sha256.Sum256(s.PeerCertificates[0].Raw)
		if hex.EncodeToString(sum[:]) != fingerprint {
			return &worker.Problem{Kind: worker.Security, What: "the server's certificate is not the one that fingerprint names",
				Hint: "if the provider has renewed it, find out its new fingerprint in a way you trust"}
		}
		return nil
	}
}
