package main

import (
	"crypto/x509"
	"os"
	"path/filepath"
	"testing"

	"poplin/config"
	"poplin/pop3/maildrop"
)

// TestRoots: a CA of one's own is trusted beside the system's, and those are left unread where nothing is encrypted.
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
	for encryption, want := range map[string]*x509.CertPool{"implicit": system.Clone(), "starttls": system.Clone(), "none": x509.NewCertPool()} {
		want.AppendCertsFromPEM(server.RootsPEM())
		c, err := tlsConfig(config.Account{TLS: encryption, CAFile: file})
		if err != nil || !c.RootCAs.Equal(want) {
			t.Errorf("%s: %v", encryption, err)
		}
	}
}
