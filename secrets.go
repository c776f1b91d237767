package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"poplin/cache/message"
	"poplin/config"
	"poplin/pop3"
	"poplin/pop3/worker"
	"poplin/ui"
)

// secrets finds what an account logs in with, anew at each visit, since a command may give another password than last
// time. Only what a person typed is kept, in memory, and until a server refuses it.
type secrets struct {
	find  config.Secrets
	now   func() time.Time
	store config.TokenStore
	tell  func(text string) error                                            // says something to the person; an error where there is nobody
	ask   func(ctx context.Context, q question) (password string, err error) // nil where there is nobody
	floor chan struct{}                                                      // holds one token: one question at a time

	mu      sync.Mutex
	typed   map[string]string // by account
	refused map[string]string // why the last one was no good, by account
}

// question asks for the password of an account.
type question struct {
	account config.Account
	prompt  string
	refused string // why the last one was no good; empty the first time
}

func newSecrets(getenv func(string) string, now func() time.Time) *secrets {
	s := &secrets{now: now, typed: map[string]string{}, refused: map[string]string{}, tell: sayOnTerminal, floor: make(chan struct{}, 1)}
	s.find.Getenv = getenv
	if config.TerminalAvailable() {
		s.ask = onTerminal
	}
	if paths, err := config.FindPaths(getenv); err == nil {
		s.store.Dir = paths.Data
	}
	return s
}

// sayOnTerminal tells even where standard output and error go elsewhere.
func sayOnTerminal(text string) error {
	tty, err := os.OpenFile("/dev/tty", os.O_WRONLY, 0)
	if err != nil {
		return fmt.Errorf("nobody to ask: %w", err)
	}
	defer tty.Close()
	_, err = fmt.Fprintln(tty, message.Clean(text)) // some of it comes from the provider
	return err
}

// login is what a worker calls before it connects: nobody is kept waiting on an open line while a person looks for a
// password or lets the provider know that Poplin may read the mailbox.
func (s *secrets) login(a config.Account) func(context.Context) (pop3.Credentials, error) {
	c := pop3.Credentials{User: a.User, Mechanism: a.Auth}
	if tokens := config.NewTokens(a, s.store, s.now); tokens != nil {
		tokens.Tell = func(_ context.Context, text string) error { return s.tell(text) }
		return func(ctx context.Context) (pop3.Credentials, error) {
			token, err := tokens.Token(ctx, false)
			with := c
			with.Token = func(ctx context.Context, refresh bool) (string, error) {
				if !refresh {
					return token, nil
				}
				again, err := tokens.Token(ctx, true)
				return again, inWords(err)
			}
			return with, inWords(err)
		}
	}
	if a.Auth == "external" { // the client certificate says who it is
		return func(context.Context) (pop3.Credentials, error) { return c, nil }
	}
	return func(ctx context.Context) (pop3.Credentials, error) {
		password, err := s.password(ctx, a)
		with := c
		with.Password = password
		return with, inWords(err)
	}
}

// password is what was typed before, or else what is found, which may take a person.
func (s *secrets) password(ctx context.Context, a config.Account) (string, error) {
	password, refused := s.known(a)
	if password != "" {
		return password, nil
	}
	find := s.find
	if refused != "" { // it was the keyring's, or there was none
		find.Keyring = func(string, string) (string, error) { return "", nil }
	}
	if s.ask != nil {
		find.Ask = func(ctx context.Context, prompt string) (string, error) { return s.question(ctx, a, prompt) }
	}
	return find.Password(ctx, a)
}

// question waits until nobody else is asked, and asks.
func (s *secrets) question(ctx context.Context, a config.Account, prompt string) (string, error) {
	select {
	case s.floor <- struct{}{}:
		defer func() { <-s.floor }()
	case <-ctx.Done():
		return "", ctx.Err()
	}
	password, refused := s.known(a)
	if password != "" { // typed meanwhile
		return password, nil
	}
	password, err := s.ask(ctx, question{a, prompt, refused})
	if err == nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.typed[a.Name] = password
	}
	return password, err
}

func (s *secrets) known(a config.Account) (password, refused string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.typed[a.Name], s.refused[a.Name]
}

// forget lets go of what was typed for an account, or lies in the keyring, since its server has refused it, and says
// whether another can be asked for. A command or a variable is the person's own to mend.
func (s *secrets) forget(a config.Account) func(*worker.Problem) bool {
	return func(p *worker.Problem) bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		if a.PasswordCommand != "" || a.PasswordEnv != "" || a.TokenCommand != "" || a.OAuth != "" || a.Auth == "external" {
			return false
		}
		delete(s.typed, a.Name)
		s.refused[a.Name] = strings.TrimSuffix(p.What+"; "+p.Hint, "; ")
		return s.ask != nil
	}
}

// onTerminal asks on the controlling terminal.
func onTerminal(ctx context.Context, q question) (string, error) {
	if q.refused != "" {
		q.prompt = q.refused + "\r\n" + q.prompt
	}
	return config.Terminal(ctx, q.prompt)
}

// onScreen has the full screen ask. What nobody answers leaves the account for reading offline.
func onScreen(questions chan<- ui.Question) func(context.Context, question) (string, error) {
	return func(ctx context.Context, q question) (string, error) {
		answer, over := make(chan string, 1), make(chan struct{})
		defer close(over)
		ask := ui.Question{Account: q.account.Name, User: q.account.User, Server: q.account.Server, Refused: q.refused, Answer: answer, Over: over}
		select {
		case questions <- ask:
		case <-ctx.Done():
			return "", ctx.Err()
		}
		select {
		case password := <-answer:
			if password == "" {
				return "", &config.SecretError{What: "no password was given for " + q.account.Name, Hint: "R asks again"}
			}
			return password, nil
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}
}

// inWords keeps the words of a secret that cannot be had on its way through the worker.
func inWords(err error) error {
	if e := (*config.SecretError)(nil); errors.As(err, &e) {
		kind := worker.Credentials
		if e.Away {
			kind = worker.Network
		}
		return &worker.Problem{Kind: kind, What: e.What, Hint: e.Hint, Err: err}
	}
	return err
}

// onlyOnScreen leaves the terminal to the full screen, which gets the questions.
func (s *secrets) onlyOnScreen() <-chan ui.Question {
	questions := make(chan ui.Question)
	s.ask = onScreen(questions)
	s.tell = func(string) error {
		return &config.SecretError{What: "the account has not been allowed to read the mailbox yet", Hint: "quit and run poplin sync once"}
	}
	return questions
}
