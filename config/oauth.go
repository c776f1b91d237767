package config

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os/exec"
	"strings"
	"sync"
	"time"

	"golang.org/x/oauth2"
)

// provider is what must be known of a mail provider to ask it for tokens.
type provider struct {
	endpoint oauth2.Endpoint
	scopes   []string
	device   bool // the person may confirm on another device (RFC 8628); else a browser comes back to loopback (RFC 8252)
}

// providers by the value of the oauth key. Google keeps its mail scope out of the device flow.
func providers() map[string]provider {
	return map[string]provider{
		"google": {
			endpoint: oauth2.Endpoint{
				AuthURL:  "https://accounts.google.com/o/oauth2/v2/auth",
				TokenURL: "https://oauth2.googleapis.com/token",
			},
			scopes: []string{"https://mail.google.com/"},
		},
		"microsoft": {
			endpoint: oauth2.Endpoint{
				AuthURL:       "https://login.microsoftonline.com/common/oauth2/v2.0/authorize",
				DeviceAuthURL: "https://login.microsoftonline.com/common/oauth2/v2.0/devicecode",
				TokenURL:      "https://login.microsoftonline.com/common/oauth2/v2.0/token",
			},
			scopes: []string{"https://outlook.office.com/POP.AccessAsUser.All", "offline_access"},
			device: true,
		},
	}
}

// Tokens hands out OAuth access tokens for one account, for XOAUTH2 and OAUTHBEARER (RFC 7628). The refresh token is
// kept in Store; the person is only asked when there is none that works.
type Tokens struct {
	Account Account
	Store   TokenStore
	Now     func() time.Time
	Tell    func(ctx context.Context, text string) error // says to the person what to open; nil: there is nobody to ask
	Timeout time.Duration                                // for token_command, 0: a minute; for an answer of the provider, 0: half of one

	provider provider // of Account.OAuth; tests put their own
	mu       sync.Mutex
	held     *oauth2.Token
}

// NewTokens is nil for an account that uses no tokens.
func NewTokens(a Account, store TokenStore, now func() time.Time) *Tokens {
	if a.TokenCommand == "" && a.OAuth == "" {
		return nil
	}
	return &Tokens{Account: a, Store: store, Now: now, provider: providers()[a.OAuth]}
}

// Token returns an access token that the server should take; refresh says that it has just refused the last one.
// Errors for people are *SecretError.
func (t *Tokens) Token(ctx context.Context, refresh bool) (string, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.Account.TokenCommand != "" {
		return t.command(ctx)
	}
	ctx = context.WithValue(ctx, oauth2.HTTPClient, &http.Client{Timeout: cmp.Or(t.Timeout, answerTime), CheckRedirect: stay})
	if t.held != nil && !refresh && t.Now().Before(t.held.Expiry.Add(-time.Minute)) {
		return t.held.AccessToken, nil
	}
	token, err := t.renew(ctx)
	if err != nil {
		return "", err
	}
	t.held = token
	return token.AccessToken, nil
}

// renew trades the kept refresh token for a new access token, or asks the person to allow access anew.
func (t *Tokens) renew(ctx context.Context) (*oauth2.Token, error) {
	kept, err := t.Store.Load(t.Account.Name)
	if err != nil {
		return nil, err
	}
	var token *oauth2.Token
	if kept != "" {
		token, err = t.config("").TokenSource(ctx, &oauth2.Token{RefreshToken: kept}).Token()
		if err != nil && !refused(err) {
			return nil, t.away(err)
		}
	}
	if token == nil {
		if token, err = t.allow(ctx); err != nil {
			return nil, err
		}
	}
	if token.RefreshToken != "" && token.RefreshToken != kept {
		if err := t.Store.Save(t.Account.Name, token.RefreshToken); err != nil {
			return nil, err
		}
	}
	return token, nil
}

// answerTime is how long a provider may take for one answer.
const answerTime = 30 * time.Second

// stay follows no redirect: a 307 has the refresh token and the client's secret sent on, in the open if it says so.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// refused says that the provider has judged, rather than that it cannot be reached or has trouble of its own: only then
// is a kept token worth nothing any more.
func refused(err error) bool {
	var e *oauth2.RetrieveError
	if !errors.As(err, &e) {
		return false
	}
	status := e.Response.StatusCode
	return status >= 400 && status < 500 && status != http.StatusRequestTimeout && status != http.StatusTooManyRequests
}

func (t *Tokens) away(err error) error {
	return &SecretError{
		What: fmt.Sprintf("no access token for account %s: the provider cannot be reached", t.Account.Name),
		Hint: "check the network; it is asked again with the next visit", Away: true, Err: err,
	}
}

func (t *Tokens) config(redirect string) *oauth2.Config {
	return &oauth2.Config{
		ClientID: t.Account.ClientID, ClientSecret: t.Account.ClientSecret,
		Endpoint: t.provider.endpoint, Scopes: t.provider.scopes, RedirectURL: redirect,
	}
}

// command takes the first line of what token_command prints. It is run anew each time: it knows when its token is old.
func (t *Tokens) command(ctx context.Context) (string, error) {
	argv, err := Split(t.Account.TokenCommand)
	if err != nil {
		return "", fmt.Errorf("config: token_command %w", err)
	}
	return firstLine(ctx, "token_command", t.Account.Name, argv, t.Timeout)
}

// firstLine runs a program, without a shell, for the first line of its output.
func firstLine(ctx context.Context, key, account string, argv []string, timeout time.Duration) (string, error) {
	if timeout == 0 {
		timeout = time.Minute
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.WaitDelay = time.Second // a child of the command may hold the pipe open after it was killed
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	if err != nil {
		return "", commandFailed(key, account, argv[0], errs.String(), err)
	}
	first, _, _ := strings.Cut(out.String(), "\n")
	if first = strings.TrimSuffix(first, "\r"); first == "" {
		return "", &SecretError{
			What: fmt.Sprintf("no %s for account %s: %s printed nothing", wanted(key), account, key),
			Hint: "its first line must be the " + wanted(key) + "; no shell runs it, so wrap pipes and variables: sh -c '…'",
		}
	}
	return first, nil
}
