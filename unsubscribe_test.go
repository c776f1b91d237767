package main

import (
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
)

// seen is what a server was sent.
type seen struct{ method, path, body, cookie, referer, kind string }

// listServer takes people off lists, in several ways.
func listServer(t *testing.T, elsewhere string) (*httptest.Server, *[]seen) {
	var all []seen
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		all = append(all, seen{r.Method, r.URL.RequestURI(), string(body), r.Header.Get("Cookie"), r.Header.Get("Referer"), r.Header.Get("Content-Type")})
		http.SetCookie(w, &http.Cookie{Name: "who", Value: "ada"})
		switch r.URL.Path {
		case "/here":
			http.Redirect(w, r, "/ok", http.StatusTemporaryRedirect)
		case "/page":
			http.Redirect(w, r, "/ok", http.StatusFound)
		case "/round":
			http.Redirect(w, r, "/round", http.StatusPermanentRedirect)
		case "/away":
			http.Redirect(w, r, elsewhere, http.StatusTemporaryRedirect)
		case "/gone":
			w.WriteHeader(http.StatusGone)
		}
	}))
	t.Cleanup(s.Close)
	return s, &all
}

func TestOneClick(t *testing.T) {
	other, reached := listServer(t, "")
	s, got := listServer(t, other.URL+"/ok")
	client := s.Client()
	jar, _ := cookiejar.New(nil)
	at, _ := url.Parse(s.URL)
	jar.SetCookies(at, []*http.Cookie{{Name: "session", Value: "secret"}})
	client.Jar = jar
	want := seen{http.MethodPost, "/ok?k=1", "List-Unsubscribe=One-Click", "", "", "application/x-www-form-urlencoded"}
	for _, c := range []struct {
		uri, fault string
		requests   int
	}{
		{s.URL + "/ok?k=1", "", 1},
		{s.URL + "/here", "", 2},
		{s.URL + "/gone", "410", 1},
		{s.URL + "/page", "page", 1},
		{s.URL + "/away", "another host", 1},
		{s.URL + "/round", "page", 4},
		{strings.Replace(s.URL, "https", "http", 1) + "/ok", "no address", 0},
		{strings.Replace(s.URL, "https://", "https://bank.example@", 1) + "/ok", "no address", 0},
	} {
		*got = nil
		err := oneClick(t.Context(), client, c.uri)
		if (err == nil) != (c.fault == "") || err != nil && !strings.Contains(err.Error(), c.fault) {
			t.Errorf("%s: %v", c.uri, err)
		}
		if len(*got) != c.requests {
			t.Errorf("%s: %+v", c.uri, *got)
		}
		for i, r := range *got {
			w := want
			w.path = r.path
			if r != w {
				t.Errorf("%s: request %d was %+v", c.uri, i, r)
			}
		}
	}
	if len(*reached) != 0 {
		t.Errorf("a host that nobody agreed to was sent %+v", *reached)
	}
}

func TestOneClickEndsWithTheProgram(t *testing.T) {
	s, got := listServer(t, "")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := oneClick(ctx, s.Client(), s.URL+"/ok"); err == nil || len(*got) != 0 {
		t.Errorf("%v, %+v", err, *got)
	}
}

// TestNoMessageReachesHome holds that a message cannot have a request sent into the network at home.
func TestNoMessageReachesHome(t *testing.T) {
	s, got := listServer(t, "")
	if err := oneClick(t.Context(), outside(), s.URL+"/ok"); err == nil || !strings.Contains(err.Error(), "no address of the internet") {
		t.Errorf("%v", err)
	}
	if len(*got) != 0 {
		t.Errorf("%+v", *got)
	}
	for addr, want := range map[string]bool{"127.0.0.1": false, "::1": false, "10.1.2.3": false, "192.168.1.1": false, "169.254.1.1": false,
		"100.64.0.1": false, "fd00::1": false, "fe80::1": false, "::ffff:10.0.0.1": false, "0.0.0.0": false, "93.184.216.34": true, "2606:2800:220:1::": true} {
		if public(netip.MustParseAddr(addr)) != want {
			t.Errorf("%s: public %v", addr, !want)
		}
	}
}
