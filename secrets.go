package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"poplin/cache/message"
	"poplin/config"
	"poplin/pop3"
	"poplin/pop3/worker"
)

// secrets finds what an account logs in with, anew at each visit, since a command may give another password than last
// time. Only what a person typed is kept, and only in memory.
type secrets struct {
	find  config.Secrets
	now   func() time.Time
	store config.TokenStore
	tell  func(text string) error // says something to the person; an error where there is nobody
	mu    sync.Mutex              // one question at a time
	typed map[string]string       // by account
}

func newSecrets(getenv func(string) string, now func() time.Time) *secrets {
	s := &secrets{now: now, typed: map[string]string{}, tell: sayOnTerminal}
	s.find.Getenv = getenv
	if config.TerminalAvailable() {
		s.find.Ask = config.Terminal
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

func (s *secrets) password(ctx context.Context, a config.Account) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if password, ok := s.typed[a.Name]; ok {
		return password, nil
	}
	find := s.find
	if s.find.Ask != nil {
		find.Ask = func(ctx context.Context, prompt string) (string, error) {
			password, err := s.find.Ask(ctx, prompt)
			if err == nil {
				s.typed[a.Name] = password
			}
			return password, err
		}
	}
	return find.Password(ctx, a)
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

// askNow asks for what only a person knows before the full screen takes the terminal; nobody is asked after that. An
// empty answer leaves the account for reading offline.
func (s *secrets) askNow(ctx context.Context, accounts []config.Account) {
	for _, a := range accounts {
		if a.PasswordCommand == "" && a.PasswordEnv == "" && a.TokenCommand == "" && a.OAuth == "" && a.Auth != "external" {
			s.password(ctx, a)
		}
	}
	again := &config.SecretError{What: "no password was given", Hint: "quit and start Poplin again to be asked"}
	s.find.Ask = func(context.Context, string) (string, error) { return "", again }
	s.tell = func(string) error {
		return &config.SecretError{What: "the account has not been allowed to read the mailbox yet", Hint: "quit and run poplin sync once"}
	}
}
