package main

import (
	"os"
	"path/filepath"
	"testing"

	"poplin/config"
	"poplin/pop3/maildrop"
)

// TestACAOfOnesOwn is trusted beside the system's, which nobody reads before they are needed.
func TestACAOfOnesOwn(t *testing.T) {
	server, err := maildrop.Start(maildrop.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	file := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(file, server.RootsPEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	if c, err := tlsConfig(config.Account{TLS: "implicit", CAFile: file}); err != nil || !c.RootCAs.Equal(server.Roots()) {
		t.Errorf("%v, %v", c, err)
	}
	if c, err := tlsConfig(config.Account{TLS: "implicit"}); err != nil || c.RootCAs != nil {
		t.Errorf("without one of its own: %v, %v", c, err)
	}
}
