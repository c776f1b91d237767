package worker

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strings"
	"syscall"
	"testing"
	"unicode"

	"poplin/cache"
	"poplin/pop3"
	"poplin/pop3/maildrop"
)

func TestExplain(t *testing.T) {
	refusal := func(command string, code pop3.Code, text string) error {
		if code != "" {
			text = "[" + string(code) + "] " + text
		}
		return &pop3.Error{Command: command, Code: code, Text: text}
	}
	for _, c := range []struct {
		err   error
		kind  Kind
		class class
		words string // in the sentence
	}{
		{refusal("PASS", "AUTH", "no"), Credentials, refused, "refused the user name or the password"},
		{refusal("PASS", "", "Authentication failed."), Credentials, refused, "it says: Authentication failed."},
		{refusal("AUTH", "", "no"), Credentials, refused, "password"},
		{refusal("PASS", "IN-USE", "locked"), Busy, locked, "another program holds the mailbox"},
		{refusal("PASS", "", "mailbox is already locked"), Busy, locked, "another program"},
		{refusal("PASS", "LOGIN-DELAY", "wait"), Busy, limited, "less often"},
		{refusal("PASS", "", "too many connections, try again later"), Busy, limited, "less often"},
		{refusal("PASS", "SYS/TEMP", "disk"), Server, temporary, "trouble"},
		{refusal("PASS", "SYS/PERM", "disabled"), Server, permanent, "cannot open the mailbox"},
		{refusal("STAT", "SYS/TEMP", "index"), Server, temporary, "trouble"},
		{refusal("greeting", "", "go away"), Busy, temporary, "visitors"},
		{refusal("PASS", "", "\x1b]0;owned\x07\x1b[2Jno"), Credentials, refused, "no"},
		{refusal("PASS", "", strings.Repeat("x", 4000)), Credentials, refused, "…"},
		{pop3.ErrTimeout, Network, offline, "did not answer in time"},
		{pop3.ErrTruncated, Network, garbled, "was cut"},
		{pop3.ErrProtocol, Server, garbled, "makes no sense"},
		{pop3.ErrNotPOP3, Server, permanent, "does not speak POP3"},
		{pop3.ErrTooLong, Server, garbled, "more than any honest answer"},
		{pop3.ErrEnded, Server, temporary, "ended the session"},
		{pop3.ErrNoTLS, Security, untrusted, "no encryption"},
		{pop3.ErrInjected, Security, untrusted, "before it was encrypted"},
		{pop3.ErrNoMechanism, Credentials, refused, "no way to log in"},
		{x509.CertificateInvalidError{Reason: x509.Expired}, Security, untrusted, "has expired"},
		{x509.HostnameError{Certificate: &x509.Certificate{}, Host: "pop.example.org"}, Security, untrusted, "for another name"},
		{x509.UnknownAuthorityError{}, Security, untrusted, "signed by nobody"},
		{tls.RecordHeaderError{}, Security, untrusted, "does not speak TLS"},
		{tls.AlertError(40), Security, untrusted, "no encryption could be agreed"},
		{&net.DNSError{Name: "pop.example.org", IsNotFound: true}, Network, offline, "no server named pop.example.org"},
		{&net.DNSError{Name: "pop.example.org", IsTimeout: true}, Network, offline, "could not be looked up"},
		{&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}, Network, offline, "nothing listens"},
		{&net.OpError{Op: "dial", Err: syscall.ENETUNREACH}, Network, offline, "no way to"},
		{&net.OpError{Op: "dial", Err: syscall.EMFILE}, Network, offline, "no connection"},
		{&cache.HeldError{PID: 17}, Held, locked, "another Poplin (process 17"},
		{cache.ErrFull, Local, local, "disk is full"},
		{cache.ErrReadOnly, Local, local, "cannot be written"},
		{cache.ErrCorrupt, Local, local, "damaged"},
		{cache.ErrNewer, Local, local, "newer Poplin"},
		{cache.ErrCalledOff, Local, local, "undone"},
		{context.Canceled, Local, stopped, "stopped"},
		{errors.New("something\x1b[31m else"), Server, temporary, "something"},
		{&Problem{Kind: Credentials, What: "as it was"}, Credentials, refused, "as it was"},
		{&Problem{Kind: Network, What: "the provider is away"}, Network, offline, "away"},
		{&pop3.PinError{Want: "ab", Got: "cd"}, Security, untrusted, "fingerprint names: its own is cd"},
	} {
		p := explain(fmt.Errorf("pop3: somewhere: %w", c.err), "pop.example.org")
		if p.Kind != c.kind || p.class != c.class || !strings.Contains(p.What, c.words) {
			t.Errorf("%v: got kind %d, class %d, %q", c.err, p.Kind, p.class, p.What)
		}
		if p.Hint == "" && c.words != "stopped" && c.words != "something" && !errors.As(c.err, new(*Problem)) {
			t.Errorf("%v: %q leaves people without a hint", c.err, p.What)
		}
		for _, s := range []string{p.What, p.Hint} {
			if strings.ContainsFunc(s, unicode.IsControl) || len(s) > 400 || strings.HasSuffix(s, ".") {
				t.Errorf("%v: %q is no clean sentence", c.err, s)
			}
		}
	}
}

// What a person meets, end to end. In none of the cases anything leaves the server or the cache.
func TestProblemsOfAVisit(t *testing.T) {
	for _, c := range []struct {
		name  string
		spoil func(h *house)
		kind  Kind
		words string
	}{
		{"wrong password", func(h *house) {
			h.acc.Login = func(context.Context) (pop3.Credentials, error) {
				return pop3.Credentials{User: "ada", Password: "wrong", Mechanism: "auto"}, nil
			}
		}, Credentials, "refused"},
		{"no password to be had", func(h *house) {
			h.acc.Login = func(context.Context) (pop3.Credentials, error) {
				return pop3.Credentials{}, errors.New("pass: not found")
			}
		}, Credentials, "pass: not found"},
		{"closed port", func(h *house) { h.server.Close() }, Network, "nothing listens"},
		{"unknown host", func(h *house) { h.acc.Server = "pop.invalid:995" }, Network, ""},
		{"unknown certificate", func(h *house) {
			h.serve(maildrop.Config{TLS: true})
			h.acc.Security = pop3.Implicit
		}, Security, "signed by nobody"},
		{"certificate for another name", func(h *house) {
			h.serve(maildrop.Config{TLS: true})
			h.acc.Security, h.acc.TLS = pop3.Implicit, &tls.Config{RootCAs: h.server.Roots(), ServerName: "pop.example.org"}
		}, Security, "another name"},
		{"TLS spoken to a plain port", func(h *house) { h.acc.Security = pop3.Implicit }, Security, "TLS"},
		{"STLS refused", func(h *house) {
			h.serve(maildrop.Config{Faults: []maildrop.Fault{{Kind: maildrop.Reply, Command: "STLS", Text: "-ERR no"}}})
			h.acc.Security = pop3.StartTLS
		}, Security, "no encryption"},
		{"mailbox in use", func(h *house) {
			h.serve(maildrop.Config{Faults: []maildrop.Fault{
				{Kind: maildrop.Reply, Command: "PASS", Text: "-ERR [IN-USE] locked"}, {Kind: maildrop.Reply, Command: "AUTH", Text: "-ERR [IN-USE] locked"},
			}})
		}, Busy, "another program"},
		{"greeting that refuses", func(h *house) {
			h.serve(maildrop.Config{Faults: []maildrop.Fault{{Kind: maildrop.Reply, Command: "greeting", Text: "-ERR too many users"}}})
		}, Busy, "less often"},
		{"IMAP", func(h *house) {
			h.serve(maildrop.Config{Faults: []maildrop.Fault{{Kind: maildrop.Reply, Command: "greeting", Text: "* OK IMAP4rev1 ready"}}})
		}, Server, "does not speak POP3"},
		{"silence", func(h *house) {
			h.patience = 200e6
			h.serve(maildrop.Config{Faults: []maildrop.Fault{{Kind: maildrop.Silence, Command: "CAPA"}}})
		}, Network, "in time"},
	} {
		t.Run(c.name, func(t *testing.T) {
			ms := letters(2)
			h := newHouse(t, maildrop.Config{}, ms...)
			h.visit()
			h.delete("uid-m0")
			c.spoil(h)
			o, err := h.try()
			var p *Problem
			if !errors.As(err, &p) || p.Kind != c.kind || !strings.Contains(p.What, c.words) {
				t.Fatalf("got %#v", err)
			}
			if o.Error != p.What || o.Conclusion() != p.What+"; it is tried again when somebody asks" {
				t.Errorf("the outcome says %q, its log ends in %q", o.Error, dialogue(o))
			}
			if strings.Contains(dialogue(o), "secret") || strings.Contains(dialogue(o), "wrong") {
				t.Error("the log knows the password")
			}
			h.wantServer("uid-m0", "uid-m1")
			h.wantState("uid-m0", cache.Planned)
		})
	}
}

func TestTLSVisit(t *testing.T) {
	for _, security := range []pop3.Security{pop3.Implicit, pop3.StartTLS} {
		ms := letters(3)
		h := newHouse(t, maildrop.Config{}, ms...)
		h.serve(maildrop.Config{TLS: security == pop3.Implicit})
		h.acc.Security, h.acc.TLS = security, &tls.Config{RootCAs: h.server.Roots()}
		encrypted := true
		_, err := h.worker().Visit(t.Context(), func(e Event) {
			if p, ok := e.(Phase); ok && p.Step != Connecting && p.Step != Resting {
				encrypted = encrypted && p.Encrypted
			}
		})
		if err != nil || !encrypted {
			t.Errorf("security %d: %v, encrypted %v", security, err, encrypted)
		}
		h.holds(ms...)
	}
}

func TestDiaryEscapes(t *testing.T) {
	d := newDiary(noon)
	d.trace('<', "+OK né \x1b[2J\x00\x7f\xff\u009b\u202e.")
	if got, want := d.lines()[0].Text, `+OK né \x1b[2J\x00\x7f\xff\u009b\u202e.`; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestDiaryIsBounded(t *testing.T) {
	d := newDiary(noon)
	for i := range 10_000 {
		d.trace('>', fmt.Sprint("RETR ", i, strings.Repeat(" and more", 100)))
		if i%100 == 0 {
			d.say("sentence %d", i/100)
		}
	}
	ls := d.lines()
	said := 0
	for _, l := range ls {
		if l.Dir == '·' && strings.HasPrefix(l.Text, "sentence") {
			said++
		}
	}
	if len(ls) > diaryHead+diaryTail+diarySaid+1 || said != 100 {
		t.Errorf("%d lines, %d of our sentences", len(ls), said)
	}
	if !strings.HasPrefix(ls[0].Text, "RETR 0") || !strings.HasPrefix(ls[len(ls)-1].Text, "RETR 9999") {
		t.Errorf("from %q to %q", ls[0].Text, ls[len(ls)-1].Text)
	}
}
