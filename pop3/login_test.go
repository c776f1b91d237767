package pop3_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"

	"poplin/pop3"
	"poplin/pop3/maildrop"
)

const token = "ya29.token-of-ada"

// everyLogin is each mechanism by the name an account's configuration would use.
var everyLogin = []string{
	"auto", "user", "apop", "plain", "login", "cram-md5", "scram-sha-1", "scram-sha-256", "xoauth2", "oauthbearer",
}

func credentials(mechanism string) pop3.Credentials {
	cr := pop3.Credentials{User: "ada", Password: secret, Mechanism: mechanism}
	if strings.Contains(mechanism, "oauth") {
		cr.Password = ""
		cr.Token = func(context.Context, bool) (string, error) { return token, nil }
	}
	return cr
}

// serveTokens is serve for a user with a token.
func serveTokens(t testing.TB, cfg maildrop.Config) *house {
	t.Helper()
	box := maildrop.NewBox(letters(3)...)
	cfg.Users = map[string]maildrop.User{"ada": {Password: secret, Token: token, Box: box}}
	s, err := maildrop.Start(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return &house{s, box}
}

func TestEveryLoginOverEveryLine(t *testing.T) {
	for _, line := range []struct {
		name string
		tls  uint16
	}{{"open line", 0}, {"TLS 1.2", tls.VersionTLS12}, {"TLS 1.3", tls.VersionTLS13}} {
		h := serveTokens(t, maildrop.Config{TLS: line.tls > 0})
		o := h.options(pop3.Plain)
		if line.tls > 0 {
			o = &pop3.Options{TLS: &tls.Config{RootCAs: h.Roots(), MaxVersion: line.tls}}
		}
		for _, mechanism := range everyLogin {
			t.Run(line.name+"/"+mechanism, func(t *testing.T) {
				c := h.dial(t, o)
				if n, _, err := c.Open(context.Background(), credentials(mechanism)); n != 3 || err != nil {
					t.Fatalf("Open: %d, %v", n, err)
				}
				if err := c.Quit(context.Background()); err != nil {
					t.Error(err)
				}
			})
			t.Run(line.name+"/"+mechanism+" with a wrong secret", func(t *testing.T) {
				c := h.dial(t, o)
				cr := credentials(mechanism)
				cr.Password = strings.ToUpper(cr.Password)
				if cr.Token != nil {
					cr.Token = func(context.Context, bool) (string, error) { return "stale", nil }
				}
				var refusal *pop3.Error
				if err := c.Login(context.Background(), cr); !errors.As(err, &refusal) || refusal.Code != "AUTH" {
					t.Fatalf("Login: %v", err)
				}
			})
		}
	}
}

func TestAutoTakesTheStrongest(t *testing.T) {
	bearer := func(context.Context, bool) (string, error) { return token, nil }
	for _, c := range []struct {
		name  string
		tls   bool
		caps  []string
		token bool
		sent  string // the first command that logs in
	}{
		{"everything over TLS", true, nil, false, "AUTH SCRAM-SHA-256-PLUS ****"},
		{"everything on an open line", false, nil, false, "AUTH SCRAM-SHA-256 ****"},
		{"no SCRAM on an open line", false, []string{"USER", "SASL PLAIN CRAM-MD5"}, false, "AUTH CRAM-MD5"},
		{"no SCRAM over TLS", true, []string{"USER", "SASL PLAIN CRAM-MD5"}, false, "AUTH PLAIN ****"},
		{"pipelining makes USER the shorter way", true, []string{"USER", "PIPELINING", "SASL PLAIN"}, false, "USER ada"},
		{"only LOGIN", true, []string{"SASL LOGIN"}, false, "AUTH LOGIN"},
		{"no CAPA to speak of", true, []string{"TOP"}, false, "USER ada"},
		{"a token", true, []string{"USER", "SASL PLAIN XOAUTH2"}, true, "AUTH XOAUTH2"},
		{"a token and the standard", true, []string{"SASL XOAUTH2 OAUTHBEARER"}, true, "AUTH OAUTHBEARER"},
		{"a token that the server does not mention", true, []string{"USER"}, true, "AUTH XOAUTH2"},
		{"mechanisms in lower case", true, []string{"user", "sasl plain scram-sha-1"}, false, "AUTH SCRAM-SHA-1 ****"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := serveTokens(t, maildrop.Config{TLS: c.tls, Caps: c.caps})
			o := h.options(pop3.Plain)
			if c.tls {
				o = h.options(pop3.Implicit)
			}
			cr := credentials("auto")
			if c.token {
				cr.Password, cr.Token = "", bearer
			}
			if err := h.dial(t, o).Login(context.Background(), cr); err != nil {
				t.Fatal(err)
			}
			for _, line := range h.Transcript() {
				if line != "CAPA" && line != "UTF8" {
					if line != c.sent {
						t.Errorf("logged in with %q, want %q", line, c.sent)
					}
					break
				}
			}
		})
	}
}

// tap records what a client writes.
type tap struct {
	net.Conn
	sent *bytes.Buffer
}

func (t tap) Write(b []byte) (int, error) {
	t.sent.Write(b)
	return t.Conn.Write(b)
}

func TestTraceHoldsNoSecret(t *testing.T) {
	for _, mechanism := range everyLogin {
		t.Run(mechanism, func(t *testing.T) {
			mine := secret
			if strings.Contains(mechanism, "oauth") {
				mine = token
			}
			echo := maildrop.Fault{Kind: maildrop.StrayAfter, Command: "STAT", Text: "-ERR you said " + mine}
			h := serveTokens(t, maildrop.Config{Faults: []maildrop.Fault{echo}})
			var trace strings.Builder
			var sent bytes.Buffer
			o := h.options(pop3.Plain)
			o.Trace = func(dir byte, line string) { fmt.Fprintf(&trace, "%c %s\n", dir, line) }
			o.Dialer = func(ctx context.Context, network, addr string) (net.Conn, error) {
				nc, err := new(net.Dialer).DialContext(ctx, network, addr)
				return tap{nc, &sent}, err
			}
			c := h.dial(t, o)
			n, _, err := c.Open(context.Background(), credentials(mechanism))
			if n != 3 || err != nil {
				t.Fatal(n, err)
			}
			said := trace.String()
			err = c.Noop(context.Background())
			said += trace.String() + fmt.Sprint(err)
			forbidden := []string{mine, base64.StdEncoding.EncodeToString([]byte(mine))}
			for line := range strings.Lines(sent.String()) {
				if words := strings.Fields(line); len(words) > 0 && len(words[len(words)-1]) >= 20 {
					forbidden = append(forbidden, words[len(words)-1]) // what AUTH and APOP were answered with
				}
			}
			for _, f := range forbidden {
				if strings.Contains(said, f) {
					t.Errorf("%q is in the trace:\n%s", f, said)
				}
			}
			if !strings.Contains(said, "> STAT\n") || !strings.Contains(said, "< +OK 3 ") {
				t.Errorf("the trace does not tell the dialogue:\n%s", said)
			}
		})
	}
}

func TestNoSecretOverAnOpenLine(t *testing.T) {
	h := serveTokens(t, maildrop.Config{Caps: []string{"USER", "SASL PLAIN LOGIN XOAUTH2"}})
	for _, mechanism := range []string{"auto", "user", "plain", "login", "xoauth2"} {
		// The address is not loopback as far as the client can tell, and nobody asked for an open line.
		o := h.options(pop3.Implicit)
		c := pop3.New(faraway{dialPlain(t, h)}, "localhost", o)
		t.Cleanup(c.Abort)
		if err := c.Login(context.Background(), credentials(mechanism)); !errors.Is(err, pop3.ErrNoTLS) {
			t.Errorf("%s: %v", mechanism, err)
		}
	}
	for _, line := range h.Transcript() {
		if line != "CAPA" {
			t.Errorf("the client sent %q", line)
		}
	}
}

// faraway hides that a connection is local.
type faraway struct{ net.Conn }

func (faraway) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 110} }

// dialPlain opens a connection and reads its greeting.
func dialPlain(t *testing.T, h *house) net.Conn {
	t.Helper()
	nc, err := net.Dial("tcp", h.Addr())
	if err != nil {
		t.Fatal(err)
	}
	var b [512]byte
	if _, err := nc.Read(b[:]); err != nil {
		t.Fatal(err)
	}
	return nc
}

func TestTokenIsRefreshedOnce(t *testing.T) {
	for _, mechanism := range []string{"xoauth2", "oauthbearer"} {
		for _, server := range []string{"", maildrop.TwoLinesOnly, maildrop.OneLineOnly} {
			t.Run(mechanism+" "+server, func(t *testing.T) {
				h := serveTokens(t, maildrop.Config{TLS: true, Faults: []maildrop.Fault{{Kind: server, Command: "AUTH"}}})
				var asked []bool
				cr := credentials(mechanism)
				cr.Token = func(_ context.Context, refresh bool) (string, error) {
					asked = append(asked, refresh)
					if refresh {
						return token, nil
					}
					return strings.Repeat("stale", 200), nil
				}
				if err := h.dial(t, h.options(pop3.Implicit)).Login(context.Background(), cr); err != nil {
					t.Fatal(err)
				}
				if fmt.Sprint(asked) != "[false true]" {
					t.Errorf("tokens were asked for as %v", asked)
				}
			})
		}
	}
}

// A server that binds in another way, or in none after all, is asked as far as it goes; the password is never shown.
func TestChannelBindings(t *testing.T) {
	for _, c := range []struct {
		fault string
		tls   uint16
		tried []string
	}{
		{maildrop.CertificateOnly, tls.VersionTLS13, []string{"SCRAM-SHA-256-PLUS", "SCRAM-SHA-256-PLUS"}},
		{maildrop.CertificateOnly, tls.VersionTLS12, []string{"SCRAM-SHA-256-PLUS", "SCRAM-SHA-256-PLUS"}},
		{maildrop.BindsNothing, tls.VersionTLS13, []string{
			"SCRAM-SHA-256-PLUS", "SCRAM-SHA-256-PLUS", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256"}},
	} {
		h := serve(t, maildrop.Config{TLS: true, Faults: []maildrop.Fault{{Kind: c.fault, Command: "AUTH"}}}, letters(3)...)
		conn := h.dial(t, &pop3.Options{TLS: &tls.Config{RootCAs: h.Roots(), MaxVersion: c.tls}})
		if n, _, err := conn.Open(context.Background(), credentials("auto")); n != 3 || err != nil {
			t.Errorf("%s: %d, %v", c.fault, n, err)
		}
		var tried []string
		for _, line := range h.Transcript() {
			if name, ok := strings.CutPrefix(line, "AUTH "); ok {
				tried = append(tried, strings.TrimSuffix(name, " ****"))
			}
		}
		if !slices.Equal(tried, c.tried) {
			t.Errorf("%s: tried %v, want %v", c.fault, tried, c.tried)
		}
	}
}

func TestExternalByClientCertificate(t *testing.T) {
	h := serve(t, maildrop.Config{TLS: true}, letters(3)...)
	cert, err := h.ClientCertificate("ada")
	if err != nil {
		t.Fatal(err)
	}
	o := &pop3.Options{TLS: &tls.Config{RootCAs: h.Roots(), Certificates: []tls.Certificate{cert}}}
	for _, cr := range []pop3.Credentials{{User: "ada", Mechanism: "external"}, {User: "ada", Mechanism: "auto"}, {Mechanism: "external"}} {
		c := h.dial(t, o)
		if n, _, err := c.Open(context.Background(), cr); n != 3 || err != nil {
			t.Errorf("%s: %d, %v", cr.Mechanism, n, err)
		}
		if err := c.Quit(context.Background()); err != nil {
			t.Error(err)
		}
	}
}
