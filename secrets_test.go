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
	for _, other := range []config.Account{{Name: "c", PasswordCommand: "pass"}, {Name: "v", PasswordEnv: "PW"}, {Name: "t", TokenCommand: "token"},
		{Name: "o", OAuth: "google"}, {Name: "x", Auth: "external"}} {
		if s.forget(other)(&worker.Problem{What: "refused"}) {
			t.Errorf("%s is asked for", other.Name)
		}
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

// TestAStoredPasswordThatIsRefused gives way to one that is typed.
func TestAStoredPasswordThatIsRefused(t *testing.T) {
	a := config.Account{Name: "home"}
	s := newSecrets(func(string) string { return "" }, time.Now)
	s.find.Keyring = func(string, string) (string, error) { return "of last year", nil }
	questions := s.onlyOnScreen()
	if cr, err := s.login(a)(t.Context()); err != nil || cr.Password != "of last year" {
		t.Fatalf("%q, %v", cr.Password, err)
	}
	if !s.forget(a)(&worker.Problem{What: "refused"}) {
		t.Fatal("nobody is asked")
	}
	go func() { (<-questions).Answer <- "of this year" }()
	for range 2 {
		if cr, err := s.login(a)(t.Context()); err != nil || cr.Password != "of this year" {
			t.Errorf("%q, %v", cr.Password, err)
		}
	}
}

func isProblem(err error, kind worker.Kind) bool {
	var p *worker.Problem
	return errors.As(err, &p) && p.Kind == kind
}
