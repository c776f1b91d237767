package main

import (
	"context"
	"errors"
	"sync"

	"poplin/config"
	"poplin/pop3"
	"poplin/pop3/worker"
)

// passwords finds an account's secrets anew at each visit, since a command may give others than last time. Only what a
// person typed is kept, and only in memory.
type passwords struct {
	config.Secrets
	mu    sync.Mutex // one question at a time
	typed map[string]string
}

func newPasswords(getenv func(string) string) *passwords {
	p := &passwords{typed: map[string]string{}}
	p.Getenv = getenv
	if config.TerminalAvailable() {
		p.Ask = config.Terminal
	}
	return p
}

func (p *passwords) find(ctx context.Context, a config.Account) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if password, ok := p.typed[a.Name]; ok {
		return password, nil
	}
	asked := p.Secrets
	if p.Ask != nil {
		asked.Ask = func(ctx context.Context, prompt string) (string, error) {
			password, err := p.Ask(ctx, prompt)
			if err == nil {
				p.typed[a.Name] = password
			}
			return password, err
		}
	}
	return asked.Password(ctx, a)
}

// login is what a worker calls when it has a connection to log in on.
func (p *passwords) login(a config.Account) func(context.Context) (pop3.Credentials, error) {
	return func(ctx context.Context) (pop3.Credentials, error) {
		password, err := p.find(ctx, a)
		if s := (*config.SecretError)(nil); errors.As(err, &s) {
			err = &worker.Problem{Kind: worker.Local, What: s.What, Hint: s.Hint, Err: err}
		}
		return pop3.Credentials{User: a.User, Password: password, Mechanism: a.Auth}, err
	}
}

// askNow asks for what only a person knows before the full screen takes the terminal; nobody is asked after that. An
// empty answer leaves the account for reading offline.
func (p *passwords) askNow(ctx context.Context, accounts []config.Account) {
	for _, a := range accounts {
		if a.PasswordCommand == "" && a.PasswordEnv == "" {
			p.find(ctx, a)
		}
	}
	p.Ask = func(context.Context, string) (string, error) {
		return "", &config.SecretError{What: "no password was given", Hint: "quit and start Poplin again to be asked"}
	}
}
