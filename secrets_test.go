package main

import (
	"context"
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

// TestPasswordsThatAreTyped are kept until a server refuses them; questions come one at a time.
func TestPasswordsThatAreTyped(t *testing.T) {
	home, work := config.Account{Name: "home", User: "ada", Server: "pop.example.org:995"}, config.Account{Name: "work", User: "ada"}
	s := newSecrets(func(string) string { return "" }, time.Now)
	s.find.Keyring = func(string, string) (string, error) { return "", errors.New("none") }
	questions := s.onlyOnScreen()
	type result struct {
		password string
		err      error
	}
	login := func(ctx context.Context, a config.Account) <-chan result {
		c := make(chan result, 1)
		go func() {
			cr, err := s.login(a)(ctx)
			c <- result{cr.Password, err}
		}()
		return c
	}
	first := login(t.Context(), home)
	q := <-questions
	second := login(t.Context(), work)
	select {
	case q := <-questions:
		t.Fatalf("%s is asked for while another is", q.Account)
	case <-q.Over:
		t.Fatal("it is over before it is answered")
	default:
	}
	q.Answer <- "wrong"
	if r := <-first; r.err != nil || r.password != "wrong" {
		t.Errorf("%+v", r)
	}
	<-q.Over
	q = <-questions
	if q.Account != "work" {
		t.Errorf("%s is asked for", q.Account)
	}
	q.Answer <- ""
	if r := <-second; !isProblem(r.err, worker.Credentials) {
		t.Errorf("nothing typed: %+v", r)
	}
	if r := <-login(t.Context(), home); r.password != "wrong" {
		t.Errorf("it is not kept: %+v", r)
	}
	if s.forget(work)(&worker.Problem{What: "refused"}) {
		t.Error("what was never typed can be typed anew")
	}
	if !s.forget(home)(&worker.Problem{What: "it is refused"}) {
		t.Error("what was typed cannot be typed anew")
	}
	ctx, cancel := context.WithCancel(t.Context())
	third := login(ctx, home)
	if q = <-questions; q.Refused != "it is refused" {
		t.Errorf("why it is asked for again: %q", q.Refused)
	}
	cancel()
	if r := <-third; !errors.Is(r.err, context.Canceled) {
		t.Errorf("called off: %+v", r)
	}
	<-q.Over
}

func isProblem(err error, kind worker.Kind) bool {
	var p *worker.Problem
	return errors.As(err, &p) && p.Kind == kind
}
