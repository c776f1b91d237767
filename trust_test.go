package main

import (
	"crypto/x509"
	"os"
	"path/filepath"
	"testing"

	"poplin/config"
	"poplin/pop3/maildrop"
)

// TestRoots: a CA of one's own is trusted beside the system's.
func TestRoots(t *testing.T) {
	server, err := maildrop.Start(maildrop.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	file := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(file, server.RootsPEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	system, err := x509.SystemCertPool()
	if err != nil {
		system = x509.NewCertPool()
	}
	system.AppendCertsFromPEM(server.RootsPEM())
	c, trusted, err := tlsConfig(config.Account{TLS: "implicit", CAFile: file})
	if err != nil || c.RootCAs != nil || !trusted().Equal(system) {
		t.Errorf("%v, %v", c, err)
	}
	if c, trusted, err = tlsConfig(config.Account{TLS: "implicit"}); err != nil || c.RootCAs != nil || trusted() != nil {
		t.Errorf("without one of its own: %v, %v", c, err)
	}
}
