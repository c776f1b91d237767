package main

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"poplin/config"
	"poplin/pop3/worker"
)

// A token is had before anybody connects, and asked for anew only when the server has refused it.
func TestTokenBeforeTheConnection(t *testing.T) {
	count := filepath.Join(t.TempDir(), "runs")
	a := config.Account{Name: "home", User: "ada", TokenCommand: "sh -c 'echo x >> " + count + "; wc -l < " + count + "'"}
	s := &secrets{now: time.Now}
	cr, err := s.login(a)(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []struct {
		refresh bool
		token   string
	}{{false, "1"}, {false, "1"}, {true, "2"}} {
		if got, err := cr.Token(t.Context(), want.refresh); err != nil || got != want.token {
			t.Errorf("refresh %v: %q, %v", want.refresh, got, err)
		}
	}
	if runs, _ := os.ReadFile(count); len(runs) != len("x\nx\n") {
		t.Errorf("the command ran %d times", len(runs)/2)
	}
	a.TokenCommand = "false"
	if _, err := s.login(a)(t.Context()); !isProblem(err, worker.Credentials) {
		t.Errorf("a command that fails: %v", err)
	}
	if err := inWords(&config.SecretError{What: "away", Away: true}); !isProblem(err, worker.Network) {
		t.Errorf("a provider that is away: %v", err)
	}
}

func isProblem(err error, kind worker.Kind) bool {
	var p *worker.Problem
	return errors.As(err, &p) && p.Kind == kind
}
