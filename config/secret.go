package config

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"github.com/zalando/go-keyring"
)

// Service is the name under which passwords stand in the system's keyring; the user there is the account's name.
const Service = "poplin"

// Secrets finds passwords. None is ever written anywhere.
type Secrets struct {
	Getenv  func(string) string
	Keyring func(service, user string) (string, error)               // nil: the system's
	Ask     func(ctx context.Context, prompt string) (string, error) // nil: there is nobody to ask
	Timeout time.Duration                                            // for password_command; 0: a minute, since it may ask the person itself
}

// SecretError is a password that could not be had.
type SecretError struct {
	What, Hint string
	Away       bool // who gives it out cannot be reached: it may be had the next time
	Err        error
}

func (e *SecretError) Error() string { return e.What }
func (e *SecretError) Unwrap() error { return e.Err }

// Password finds the password of an account: by its command, its variable, else in the keyring, else by asking.
func (s Secrets) Password(ctx context.Context, a Account) (string, error) {
	switch {
	case a.PasswordCommand != "":
		return s.command(ctx, a)
	case a.PasswordEnv != "":
		if password := s.Getenv(a.PasswordEnv); password != "" {
			return password, nil
		}
		return "", &SecretError{
			What: fmt.Sprintf("no password for account %s: the variable %s is not set", a.Name, a.PasswordEnv),
			Hint: fmt.Sprintf("set %s before starting Poplin", a.PasswordEnv),
		}
	}
	if password, ok := s.stored(a); ok {
		return password, nil
	}
	if s.Ask == nil {
		return "", &SecretError{
			What: fmt.Sprintf("no password for account %s: it is not in the keyring and there is no terminal to ask on", a.Name),
			Hint: fmt.Sprintf("set password_command or password_env, or store it: secret-tool store --label=Poplin service %s username %s", Service, a.Name),
		}
	}
	return s.Ask(ctx, fmt.Sprintf("Password for %s on %s: ", a.User, a.Server))
}

// stored looks into the keyring. Whatever goes wrong there means that it has nothing for us: on a machine without a
// desktop it fails in a dozen ways, none of which a person can mend from here.
func (s Secrets) stored(a Account) (string, bool) {
	get := s.Keyring
	if get == nil {
		get = keyring.Get
	}
	password, err := get(Service, a.Name)
	return password, err == nil && password != ""
}

// command runs password_command and takes the first line of what it says.
func (s Secrets) command(ctx context.Context, a Account) (string, error) {
	argv, err := Split(a.PasswordCommand)
	if err != nil {
		return "", fmt.Errorf("config: password_command %w", err)
	}
	return firstLine(ctx, "password_command", a.Name, argv, s.Timeout)
}

// wanted is what a command is run for.
func wanted(key string) string {
	if key == "token_command" {
		return "access token"
	}
	return "password"
}

func commandFailed(key, account, program, said string, err error) error {
	no := fmt.Sprintf("no %s for account %s: ", wanted(key), account)
	e := &SecretError{Err: err, Hint: "run it by hand to see why; no shell runs it, so wrap pipes and variables: sh -c '…'"}
	var exit *exec.ExitError
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		e.What = no + key + " did not end in time"
	case errors.Is(err, context.Canceled):
		e.What = no + "interrupted"
	case errors.As(err, &exit):
		e.What = no + fmt.Sprintf("%s failed with status %d", key, exit.ExitCode())
		if line, _, _ := strings.Cut(strings.TrimSpace(said), "\n"); line != "" {
			e.What += ": " + line
		}
	default:
		e.What = no + program + " cannot be run"
	}
	return e
}
