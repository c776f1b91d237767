package pop3_test

import (
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"poplin/pop3"
	"poplin/pop3/maildrop"
)

func TestScramWantsTheServersProof(t *testing.T) {
	for _, fault := range []string{maildrop.FalseVerifier, maildrop.NoVerifier} {
		for _, mechanism := range []string{"scram-sha-1", "scram-sha-256"} {
			h := serve(t, maildrop.Config{TLS: true, Faults: []maildrop.Fault{{Kind: fault, Command: "AUTH"}}}, letters(1)...)
			c := h.dial(t, h.options(pop3.Implicit))
			if err := c.Login(context.Background(), credentials(mechanism)); !errors.Is(err, pop3.ErrProtocol) {
				t.Errorf("%s, %s: %v", fault, mechanism, err)
			}
		}
	}
}

func TestHostileChallenges(t *testing.T) {
	for _, c := range []struct{ name, mechanism, text string }{
		{"PLAIN is challenged for ever", "plain", ""},
		{"LOGIN is challenged for ever", "login", ""},
		{"EXTERNAL is challenged for ever", "external", ""},
		{"SCRAM asks for four thousand million rounds", "scram-sha-256", "+ " + base64.StdEncoding.EncodeToString([]byte("r=x,s=eA==,i=4000000000"))},
		{"SCRAM with somebody else's nonce", "scram-sha-256", "+ " + base64.StdEncoding.EncodeToString([]byte("r=x,s=eA==,i=4096"))},
		{"CRAM-MD5 without a challenge", "cram-md5", "+ "},
		{"a challenge that is prose", "scram-sha-256", "+ go ahead"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := maildrop.Fault{Kind: maildrop.EndlessChallenges, Command: "AUTH"}
			if c.text != "" {
				f = maildrop.Fault{Kind: maildrop.Reply, Command: "AUTH", Text: c.text}
			}
			h := serve(t, maildrop.Config{TLS: true, Faults: []maildrop.Fault{f}}, letters(1)...)
			o := h.options(pop3.Implicit)
			o.Timeouts = brief
			if err := h.dial(t, o).Login(context.Background(), credentials(c.mechanism)); !errors.Is(err, pop3.ErrProtocol) {
				t.Error(err)
			}
		})
	}
}

func TestArgumentsCannotBreakOut(t *testing.T) {
	h := serve(t, maildrop.Config{}, letters(3)...)
	for _, cr := range []pop3.Credentials{
		{User: "ada\r\nDELE 1", Password: secret}, {User: "ada", Password: "x\nDELE 1"}, {User: "a\x00b", Password: "x"},
		{User: "ada", Password: strings.Repeat("x", 300)},
	} {
		for _, mechanism := range everyLogin {
			cr.Mechanism = mechanism
			c := h.dial(t, h.options(pop3.Plain))
			if err := c.Login(context.Background(), cr); err == nil {
				t.Errorf("%q was taken", cr.User)
			}
		}
	}
	cr := credentials("xoauth2")
	for _, bad := range []string{"a\r\nDELE 1", "a\x01user=eve", ""} {
		cr.Token = func(context.Context, bool) (string, error) { return bad, nil }
		expect(t, h.dial(t, h.options(pop3.Plain)).Login(context.Background(), cr), pop3.ErrNoMechanism)
	}
	for _, line := range h.Transcript() {
		if strings.HasPrefix(line, "DELE") {
			t.Error("a command broke out of an argument")
		}
	}
}

func TestPinnedCertificate(t *testing.T) {
	h := serve(t, maildrop.Config{TLS: true}, letters(1)...)
	var right string
	look := &tls.Config{RootCAs: h.Roots(), VerifyConnection: func(s tls.ConnectionState) error {
		right = pop3.Fingerprint(s.PeerCertificates[0])
		return nil
	}}
	h.dial(t, &pop3.Options{TLS: look}).Abort()
	for _, spelling := range []string{right, strings.ToUpper(right), right[:2] + ":" + right[2:]} {
		cfg, err := pop3.PinnedTLS(spelling)
		if err != nil {
			t.Fatal(err)
		}
		h.dial(t, &pop3.Options{TLS: cfg}).Abort()
	}
	wrong, err := pop3.PinnedTLS(strings.Repeat("ab", 32))
	if err != nil {
		t.Fatal(err)
	}
	var pin *pop3.PinError
	if _, err := pop3.Dial(context.Background(), h.Addr(), &pop3.Options{TLS: wrong}); !errors.As(err, &pin) || pin.Got != right {
		t.Errorf("another certificate: %v", err)
	}
	if _, err := pop3.PinnedTLS("abc"); err == nil {
		t.Error("a pin of three digits was taken")
	}
}

func TestAnotherMechanismOnlyBeforeAProof(t *testing.T) {
	unknown := maildrop.Fault{Kind: maildrop.Reply, Command: "AUTH", Text: "-ERR mechanism not supported", Times: 2}
	h := serve(t, maildrop.Config{TLS: true, Faults: []maildrop.Fault{unknown}}, letters(1)...)
	if err := h.dial(t, h.options(pop3.Implicit)).Login(context.Background(), ada); err != nil {
		t.Errorf("two mechanisms were advertised and not there: %v", err)
	}

	h = serve(t, maildrop.Config{TLS: true}, letters(1)...)
	wrong := pop3.Credentials{User: "ada", Password: "wrong"}
	expect(t, h.dial(t, h.options(pop3.Implicit)).Login(context.Background(), wrong), errRefusal)
	tries := 0
	for _, line := range h.Transcript() {
		if strings.HasPrefix(line, "AUTH") || strings.HasPrefix(line, "PASS") {
			tries++
		}
	}
	if tries != 1 {
		t.Errorf("a wrong password was tried %d times", tries)
	}
}

func TestMailboxThatOpensSlowly(t *testing.T) {
	for _, caps := range [][]string{{"USER"}, {"USER", "PIPELINING"}} {
		t.Run(strings.Join(caps, " "), func(t *testing.T) {
			t.Parallel()
			slow := maildrop.Fault{Kind: maildrop.Hold, Command: "STAT", At: 2500}
			h := serve(t, maildrop.Config{Caps: caps, Faults: []maildrop.Fault{slow}}, letters(1)...)
			o := h.impatient(pop3.Plain)
			o.Timeouts.First = brief.Auth
			c := h.dial(t, o)
			if n, _, err := c.Open(context.Background(), ada); n != 1 || err != nil {
				t.Errorf("the first command after the login: %d, %v", n, err)
			}
			_, _, err := c.Stat(context.Background())
			expect(t, err, pop3.ErrTimeout)
		})
	}
}
