package config

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"golang.org/x/oauth2"
)

// allow asks the person to let Poplin read the mailbox, and waits for the answer of the provider.
func (t *Tokens) allow(ctx context.Context) (*oauth2.Token, error) {
	if t.Tell == nil {
		return nil, &SecretError{
			What: fmt.Sprintf("account %s has not been allowed to read the mailbox yet", t.Account.Name),
			Hint: fmt.Sprintf("run poplin sync %s in a terminal once and follow what it says", t.Account.Name),
		}
	}
	ask := t.browser
	if t.provider.device {
		ask = t.device
	}
	token, err := ask(ctx)
	var (
		unheard   *SecretError
		unreached *url.Error
	)
	switch {
	case err == nil, ctx.Err() != nil, errors.As(err, &unheard): // that it cannot be said to anybody is said already
		return token, err
	case errors.As(err, &unreached):
		return nil, t.away(err)
	}
	return nil, &SecretError{
		What: fmt.Sprintf("the provider of account %s gave no access", t.Account.Name),
		Hint: "check client_id, and that it may use POP at the provider; then try again", Err: err,
	}
}

// device is the flow of RFC 8628: a short code, typed into a page on any device.
func (t *Tokens) device(ctx context.Context) (*oauth2.Token, error) {
	c := t.config("")
	answer, err := c.DeviceAuth(ctx)
	if err != nil {
		return nil, err
	}
	say := fmt.Sprintf("To let Poplin read %s, open %s and enter the code %s", t.Account.User, answer.VerificationURI, answer.UserCode)
	if err := t.Tell(ctx, say); err != nil {
		return nil, err
	}
	return c.DeviceAccessToken(ctx, answer)
}

// browser is the flow of RFC 8252 with PKCE (RFC 7636): the provider's page sends the browser back to a port that
// only this machine can reach.
func (t *Tokens) browser(ctx context.Context) (*oauth2.Token, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	state, verifier := rand.Text(), oauth2.GenerateVerifier()
	answers := make(chan string, 1)
	server := &http.Server{Handler: back(state, answers), ReadHeaderTimeout: 10 * time.Second}
	go server.Serve(listener) // ends with Close below
	defer server.Close()
	c := t.config("http://" + listener.Addr().String() + "/")
	page := c.AuthCodeURL(state, oauth2.AccessTypeOffline, oauth2.S256ChallengeOption(verifier))
	if err := t.Tell(ctx, fmt.Sprintf("To let Poplin read %s, open in a browser on this machine: %s", t.Account.User, page)); err != nil {
		return nil, err
	}
	select {
	case code := <-answers:
		if code == "" {
			return nil, errors.New("config: access was refused")
		}
		return c.Exchange(ctx, code, oauth2.VerifierOption(verifier))
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// back hears the browser come back. A visitor without the right state is nobody we sent for.
func back(state string, answers chan<- string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		if r.URL.Path != "/" || subtle.ConstantTimeCompare([]byte(q.Get("state")), []byte(state)) != 1 {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		fmt.Fprintln(w, "Poplin has heard the answer. You can close this page and go back to the terminal.")
		select {
		case answers <- q.Get("code"):
		default: // one answer is enough
		}
	})
}
