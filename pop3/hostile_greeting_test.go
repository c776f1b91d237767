package pop3_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"strings"
	"testing"

	"poplin/pop3"
	"poplin/pop3/maildrop"
)

// errRefusal stands for any *pop3.Error among wanted errors.
var errRefusal = errors.New("a refusal")

// expect compares an error with the sentinel it should wrap.
func expect(t *testing.T, err, want error) {
	t.Helper()
	var e *pop3.Error
	switch {
	case want == errRefusal && errors.As(err, &e):
	case want == nil && err == nil:
	case want != nil && errors.Is(err, want):
	default:
		t.Errorf("got %v, want %v", err, want)
	}
}

// impatient is options for a server that may fall silent.
func (h *house) impatient(sec pop3.Security) *pop3.Options {
	o := h.options(sec)
	o.Timeouts = brief
	return o
}

// expecting is impatient only where a timeout is what is waited for: a busy machine must not make one of anything else.
func (h *house) expecting(sec pop3.Security, want error) *pop3.Options {
	if want == pop3.ErrTimeout {
		return h.impatient(sec)
	}
	return h.options(sec)
}

func TestGreetings(t *testing.T) {
	for _, c := range []struct {
		name  string
		fault maildrop.Fault
		want  error
	}{
		{"-ERR: busy or banned", maildrop.Fault{Kind: maildrop.Reply, Text: "-ERR [IN-USE] come back later"}, errRefusal},
		{"many spaces", maildrop.Fault{Kind: maildrop.Reply, Text: "+OK   POP3    ready  "}, nil},
		{"no text at all", maildrop.Fault{Kind: maildrop.Reply, Text: "+OK"}, nil},
		{"lower case", maildrop.Fault{Kind: maildrop.Reply, Text: "+ok ready"}, nil},
		{"an IMAP server", maildrop.Fault{Kind: maildrop.Reply, Text: "* OK IMAP4rev1 ready"}, pop3.ErrNotPOP3},
		{"an SMTP server", maildrop.Fault{Kind: maildrop.Reply, Text: "220 mail.example.org ESMTP"}, pop3.ErrNotPOP3},
		{"an empty line", maildrop.Fault{Kind: maildrop.Reply, Text: ""}, pop3.ErrProtocol},
		{"+ERR, as hMailServer says", maildrop.Fault{Kind: maildrop.Reply, Text: "+ERR Server error"}, pop3.ErrProtocol},
		{"+OKAY is not +OK", maildrop.Fault{Kind: maildrop.Reply, Text: "+OKAY"}, pop3.ErrProtocol},
		{"a challenge", maildrop.Fault{Kind: maildrop.Reply, Text: "+ cGFzc3dvcmQ/"}, pop3.ErrProtocol},
		{"binary", maildrop.Fault{Kind: maildrop.Reply, Text: "\x00\x01\x02\xff\x1b]0;x\x07"}, pop3.ErrProtocol},
		{"a line without end (S01)", maildrop.Fault{Kind: maildrop.Flood}, pop3.ErrTooLong},
		{"an octet now and then (S02)", maildrop.Fault{Kind: maildrop.Drip, At: 100}, pop3.ErrTimeout},
		{"silence", maildrop.Fault{Kind: maildrop.Silence}, pop3.ErrTimeout},
		{"closed at once", maildrop.Fault{Kind: maildrop.HangUp}, pop3.ErrTruncated},
		{"closed in the middle", maildrop.Fault{Kind: maildrop.CutReply, At: 5}, pop3.ErrTruncated},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.fault.Command = "greeting"
			h := serve(t, maildrop.Config{Faults: []maildrop.Fault{c.fault}}, letters(1)...)
			conn, err := pop3.Dial(context.Background(), h.Addr(), h.expecting(pop3.Plain, c.want))
			expect(t, err, c.want)
			if err != nil {
				nothingSaid(t, h)
				return
			}
			defer conn.Abort()
			if err := conn.Login(context.Background(), ada); err != nil {
				t.Error(err)
			}
		})
	}
}

// nothingSaid makes sure that no credential left before the line was fit for it.
func nothingSaid(t *testing.T, h *house) {
	t.Helper()
	for _, line := range h.Transcript() {
		if line != "CAPA" && line != "STLS" {
			t.Errorf("the client said %q", line)
		}
	}
}

func TestCapabilities(t *testing.T) {
	for _, c := range []struct {
		name string
		cfg  maildrop.Config
		want error
	}{
		{"unknown command", maildrop.Config{Faults: []maildrop.Fault{{Kind: maildrop.Reply, Command: "CAPA", Text: "-ERR what?"}}}, nil},
		{"lower case", maildrop.Config{Caps: []string{"top", "uidl", "sasl plain", "pipelining"}}, nil},
		{"told only after the login, as Gmail tells TOP", maildrop.Config{CapsBefore: []string{"USER"}, Caps: []string{"TOP", "UIDL"}}, nil},
		{"without end (S05)", maildrop.Config{Faults: []maildrop.Fault{{Kind: maildrop.EndlessLines, Command: "CAPA", Text: "X-MORE"}}}, pop3.ErrTooLong},
		{"no closing dot, then silence", maildrop.Config{Faults: []maildrop.Fault{{Kind: maildrop.Stall, Command: "CAPA"}}}, pop3.ErrTimeout},
		{"no closing dot, then closed", maildrop.Config{Faults: []maildrop.Fault{{Kind: maildrop.NoTerminator, Command: "CAPA"}}}, pop3.ErrTruncated},
		{"a line without end", maildrop.Config{Faults: []maildrop.Fault{{Kind: maildrop.Flood, Command: "CAPA"}}}, pop3.ErrTooLong},
		{"trouble", maildrop.Config{Faults: []maildrop.Fault{{Kind: maildrop.Reply, Command: "CAPA", Text: "-ERR [SYS/TEMP] no"}}}, errRefusal},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			h := serve(t, c.cfg, letters(1)...)
			conn := h.dial(t, h.expecting(pop3.Plain, c.want))
			n, _, err := conn.Open(context.Background(), ada)
			expect(t, err, c.want)
			if c.want == nil && n != 1 {
				t.Errorf("%d messages", n)
			}
			if c.cfg.Caps != nil && c.want == nil && !(conn.Caps().Has("TOP") && conn.Caps().Has("Uidl")) {
				t.Errorf("caps %v", conn.Caps())
			}
		})
	}
}

func TestStartTLS(t *testing.T) {
	for _, c := range []struct {
		name  string
		fault maildrop.Fault
		want  error
	}{
		{"refused, or stripped by somebody in between (S07)", maildrop.Fault{Kind: maildrop.Reply, Command: "STLS", Text: "-ERR unknown command"}, pop3.ErrNoTLS},
		{"not now", maildrop.Fault{Kind: maildrop.Reply, Command: "STLS", Text: "-ERR [SYS/TEMP] no certificate at the moment"}, errRefusal},
		{"a reply injected behind +OK (S08)", maildrop.Fault{Kind: maildrop.StrayAfter, Command: "STLS", Text: "+OK\r\nPLAIN\r\n."}, pop3.ErrInjected},
		{"junk injected behind +OK (S09)", maildrop.Fault{Kind: maildrop.StrayAfter, Command: "STLS", Text: "x"}, pop3.ErrInjected},
		{"a handshake that never comes", maildrop.Fault{Kind: maildrop.Silence, Command: "tls"}, pop3.ErrTimeout},
		{"no reply", maildrop.Fault{Kind: maildrop.Silence, Command: "STLS"}, pop3.ErrTimeout},
		{"closed instead", maildrop.Fault{Kind: maildrop.HangUp, Command: "STLS"}, pop3.ErrTruncated},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			h := serve(t, maildrop.Config{Faults: []maildrop.Fault{c.fault}}, letters(1)...)
			o := h.expecting(pop3.StartTLS, c.want)
			if c.want == pop3.ErrTimeout {
				o.Timeouts.TLS = brief.Greeting
			}
			_, err := pop3.Dial(context.Background(), h.Addr(), o)
			expect(t, err, c.want)
			nothingSaid(t, h)
		})
	}
	t.Run("what CAPA said in the clear is forgotten (S10)", func(t *testing.T) {
		h := serve(t, maildrop.Config{}, letters(1)...)
		c := h.dial(t, h.options(pop3.StartTLS))
		if c.Caps() != nil {
			t.Errorf("caps %v before the first CAPA inside TLS", c.Caps())
		}
		if caps, err := c.Capa(context.Background()); err != nil || caps.Has("STLS") {
			t.Errorf("inside TLS: %v, %v", caps, err)
		}
	})
}

func TestBadCertificates(t *testing.T) {
	for _, c := range []struct {
		kind string
		is   func(error) bool
	}{
		{maildrop.ExpiredCertificate, is[x509.CertificateInvalidError]},
		{maildrop.WrongName, is[x509.HostnameError]},
		{maildrop.CommonNameOnly, is[x509.HostnameError]},
		{maildrop.SelfSigned, is[x509.UnknownAuthorityError]},
		{maildrop.OldTLS, func(err error) bool { return strings.Contains(err.Error(), "version") }},
	} {
		for _, sec := range []pop3.Security{pop3.Implicit, pop3.StartTLS} {
			t.Run(c.kind, func(t *testing.T) {
				fault := maildrop.Fault{Kind: c.kind, Command: "tls"}
				h := serve(t, maildrop.Config{TLS: sec == pop3.Implicit, Faults: []maildrop.Fault{fault}}, letters(1)...)
				_, err := pop3.Dial(context.Background(), h.Addr(), h.options(sec))
				if err == nil || !c.is(err) {
					t.Errorf("got %v", err)
				}
				nothingSaid(t, h)
				_, err = pop3.Dial(context.Background(), h.Addr(), trusting(h, sec, true, true))
				if err == nil || !c.is(err) {
					t.Errorf("with more to trust: %v", err)
				}
				nothingSaid(t, h)
			})
		}
	}
	t.Run("an implicit TLS port that speaks plain text", func(t *testing.T) {
		h := serve(t, maildrop.Config{}, letters(1)...)
		_, err := pop3.Dial(context.Background(), h.Addr(), h.options(pop3.Implicit))
		var header tls.RecordHeaderError
		if !errors.As(err, &header) {
			t.Errorf("got %v", err)
		}
	})
}

// is says whether an error of that type is among those wrapped.
func is[E error](err error) bool {
	var e E
	return errors.As(err, &e)
}

func TestRefusedLogins(t *testing.T) {
	for _, c := range []struct {
		name, command, text string
		code                pop3.Code
	}{
		{"USER", "USER", "-ERR no such user", ""},
		{"wrong password", "PASS", "-ERR [AUTH] wrong", "AUTH"},
		{"in use", "PASS", "-ERR [IN-USE] locked", "IN-USE"},
		{"too early", "PASS", "-ERR [LOGIN-DELAY] wait", "LOGIN-DELAY"},
		{"too early, with a figure", "PASS", "-ERR [LOGIN-DELAY 300] wait", "LOGIN-DELAY"},
		{"trouble", "PASS", "-ERR [SYS/TEMP] try later", "SYS/TEMP"},
		{"trouble for long", "PASS", "-ERR [sys/perm] no mailbox", "SYS/PERM"},
		{"a bracket that is no code", "PASS", "-ERR [oops no", ""},
		{"the mailbox does not open", "STAT", "-ERR [SYS/TEMP] internal error", "SYS/TEMP"},
	} {
		for _, caps := range [][]string{{"USER"}, {"USER", "PIPELINING"}} {
			t.Run(c.name, func(t *testing.T) {
				fault := maildrop.Fault{Kind: maildrop.Reply, Command: c.command, Text: c.text}
				h := serve(t, maildrop.Config{Caps: caps, Faults: []maildrop.Fault{fault}}, letters(1)...)
				_, _, err := h.dial(t, h.options(pop3.Plain)).Open(context.Background(), ada)
				var e *pop3.Error
				if !errors.As(err, &e) || e.Code != c.code || e.Command != c.command {
					t.Fatalf("got %#v", err)
				}
				if n := strings.Count(strings.Join(h.Transcript(), "\n"), "PASS"); n > 1 {
					t.Errorf("the password was tried %d times", n)
				}
			})
		}
	}
}
