package config

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/oauth2"
)

// fakeProvider answers like an OAuth provider; grants notes the kinds of grant it was asked for.
type fakeProvider struct {
	*httptest.Server
	grants  []string
	refuse  bool // says invalid_grant to refresh tokens
	refresh string
}

func newFakeProvider(t *testing.T) *fakeProvider {
	p := &fakeProvider{refresh: "refresh-1"}
	mux := http.NewServeMux()
	mux.HandleFunc("/device", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Write([]byte(`{"device_code":"dev","user_code":"ABCD-EFGH","verification_uri":"https://provider.example/device","interval":1,"expires_in":60}`))
	})
	mux.HandleFunc("/token", func(w http.ResponseWriter, r *http.Request) {
		r.ParseForm()
		p.grants = append(p.grants, r.Form.Get("grant_type"))
		w.Header().Set("Content-Type", "application/json")
		if p.refuse && r.Form.Get("grant_type") == "refresh_token" {
			w.WriteHeader(http.StatusBadRequest)
			w.Write([]byte(`{"error":"invalid_grant"}`))
			return
		}
		if r.Form.Get("grant_type") == "authorization_code" && r.Form.Get("code_verifier") == "" {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		w.Write([]byte(`{"access_token":"access-` + r.Form.Get("grant_type") + `","token_type":"Bearer","expires_in":3600,"refresh_token":"` + p.refresh + `"}`))
	})
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	return p
}

func (p *fakeProvider) tokens(t *testing.T, device bool) *Tokens {
	none := func(string, string) (string, error) { return "", errors.New("no keyring here") }
	return &Tokens{
		Account: Account{Name: "home", User: "ada@example.org", OAuth: "microsoft", ClientID: "id"},
		Store:   TokenStore{Dir: t.TempDir(), Get: none, Set: func(_, _, _ string) error { return errors.New("no keyring here") }},
		Now:     time.Now,
		provider: provider{device: device, endpoint: oauth2.Endpoint{
			AuthURL: p.URL + "/auth", DeviceAuthURL: p.URL + "/device", TokenURL: p.URL + "/token",
		}},
	}
}

func TestTokensByDevice(t *testing.T) {
	p := newFakeProvider(t)
	tokens, said := p.tokens(t, true), ""
	tokens.Tell = func(_ context.Context, text string) error { said = text; return nil }
	got, err := tokens.Token(t.Context(), false)
	if err != nil || got != "access-urn:ietf:params:oauth:grant-type:device_code" {
		t.Fatalf("token %q, %v", got, err)
	}
	if !strings.Contains(said, "ABCD-EFGH") || !strings.Contains(said, "https://provider.example/device") {
		t.Errorf("the person was told %q", said)
	}
	asked := len(p.grants)
	if again, _ := tokens.Token(t.Context(), false); again != got || len(p.grants) != asked {
		t.Error("a fresh token was not kept in memory")
	}
	renewed, err := tokens.Token(t.Context(), true)
	if err != nil || renewed != "access-refresh_token" {
		t.Errorf("after a refusal: %q, %v", renewed, err)
	}
	file := filepath.Join(tokens.Store.Dir, "token-home")
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("token file: %v, %v", info, err)
	}
}

func TestTokensByBrowser(t *testing.T) {
	p := newFakeProvider(t)
	tokens := p.tokens(t, false)
	strangers := 0
	tokens.Tell = func(_ context.Context, text string) error {
		page, err := url.Parse(regexp.MustCompile(`http\S+$`).FindString(text))
		if err != nil {
			return err
		}
		home := page.Query().Get("redirect_uri")
		if r, err := http.Get(home + "?state=guess&code=stolen"); err == nil {
			strangers = r.StatusCode
			r.Body.Close()
		}
		r, err := http.Get(home + "?code=good&state=" + page.Query().Get("state"))
		if err == nil {
			r.Body.Close()
		}
		return err
	}
	got, err := tokens.Token(t.Context(), false)
	if err != nil || got != "access-authorization_code" {
		t.Fatalf("token %q, %v", got, err)
	}
	if strangers != http.StatusNotFound {
		t.Errorf("a wrong state was answered with %d", strangers)
	}
}

func TestTokensAskAgainWhenTheKeptOneIsRefused(t *testing.T) {
	p := newFakeProvider(t)
	tokens := p.tokens(t, true)
	if err := tokens.Store.Save("home", "old"); err != nil {
		t.Fatal(err)
	}
	p.refuse = true
	if _, err := tokens.Token(t.Context(), false); !isSecretError(err) {
		t.Fatalf("with nobody to ask: %v", err)
	}
	tokens.Tell = func(context.Context, string) error { return nil }
	if got, err := tokens.Token(t.Context(), false); err != nil || !strings.HasSuffix(got, "device_code") {
		t.Fatalf("token %q, %v", got, err)
	}
	if kept, err := tokens.Store.Load("home"); kept != "refresh-1" || err != nil {
		t.Errorf("kept %q, %v", kept, err)
	}
}

func TestTokensKeepTheirRefreshTokenWhenTheProviderIsAway(t *testing.T) {
	p := newFakeProvider(t)
	tokens := p.tokens(t, true)
	if err := tokens.Store.Save("home", "kept"); err != nil {
		t.Fatal(err)
	}
	p.Close()
	tokens.Tell = func(context.Context, string) error { t.Error("the person was bothered"); return nil }
	if _, err := tokens.Token(t.Context(), false); !isSecretError(err) {
		t.Errorf("got %v", err)
	}
	if kept, _ := tokens.Store.Load("home"); kept != "kept" {
		t.Errorf("kept %q", kept)
	}
}

// A provider with trouble of its own, or that does not answer, is no reason to ask the person again, nor to stop asking it.
func TestTokensWaitForAProviderInTrouble(t *testing.T) {
	for _, kept := range []string{"kept", ""} {
		for name, answer := range map[string]http.HandlerFunc{
			"503":     func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "later", http.StatusServiceUnavailable) },
			"429":     func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "less", http.StatusTooManyRequests) },
			"silence": func(_ http.ResponseWriter, r *http.Request) { io.Copy(io.Discard, r.Body); <-r.Context().Done() },
		} {
			if kept == "" && name != "silence" {
				continue
			}
			p := newFakeProvider(t)
			tokens := p.tokens(t, true)
			tokens.Timeout = 50 * time.Millisecond
			if kept != "" {
				if err := tokens.Store.Save("home", kept); err != nil {
					t.Fatal(err)
				}
			}
			p.Config.Handler = answer
			tokens.Tell = func(context.Context, string) error { t.Error("the person was bothered"); return nil }
			_, err := tokens.Token(t.Context(), false)
			if e := (*SecretError)(nil); !errors.As(err, &e) || !e.Away {
				t.Errorf("%s, kept %q: %v", name, kept, err)
			}
			if still, _ := tokens.Store.Load("home"); still != kept {
				t.Errorf("%s: %q is kept", name, still)
			}
		}
	}
}

// Wherever a provider sends us to, what it has been told goes nowhere else, and what is kept stays.
func TestTokensFollowNoRedirect(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		r.ParseForm()
		t.Errorf("%s has come to another server with %v", r.Method, r.Form)
	}))
	defer elsewhere.Close()
	for _, status := range []int{http.StatusMovedPermanently, http.StatusFound, http.StatusTemporaryRedirect, http.StatusPermanentRedirect} {
		p := newFakeProvider(t)
		tokens := p.tokens(t, true)
		if err := tokens.Store.Save("home", "kept"); err != nil {
			t.Fatal(err)
		}
		p.Config.Handler = http.RedirectHandler(elsewhere.URL, status)
		tokens.Tell = func(context.Context, string) error { t.Error("the person was bothered"); return nil }
		_, err := tokens.Token(t.Context(), false)
		if e := (*SecretError)(nil); !errors.As(err, &e) || !e.Away {
			t.Errorf("%d: %v", status, err)
		}
		if kept, _ := tokens.Store.Load("home"); kept != "kept" {
			t.Errorf("%d: %q is kept", status, kept)
		}
	}
}

func TestTokenCommand(t *testing.T) {
	tokens := NewTokens(Account{Name: "home", TokenCommand: "printf 'abc\\ndef'"}, TokenStore{}, time.Now)
	if got, err := tokens.Token(t.Context(), false); got != "abc" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	tokens.Account.TokenCommand = "false"
	if _, err := tokens.Token(t.Context(), false); !isSecretError(err) {
		t.Errorf("got %v", err)
	}
	if NewTokens(Account{}, TokenStore{}, time.Now) != nil {
		t.Error("an account without tokens has some")
	}
}

func TestTokenStoreOfNothing(t *testing.T) {
	s := TokenStore{Dir: filepath.Join(t.TempDir(), "none"), Get: func(string, string) (string, error) { return "", fs.ErrNotExist }}
	if token, err := s.Load("home"); token != "" || err != nil {
		t.Errorf("got %q, %v", token, err)
	}
}

func isSecretError(err error) bool {
	var secret *SecretError
	return errors.As(err, &secret)
}
