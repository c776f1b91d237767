package worker

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"
	"time"

	"poplin/cache"
	"poplin/cache/message"
	"poplin/pop3"
)

// explain puts any failure of a visit to server into one plain sentence with a hint. It is total: what it does not know
// it passes on, made clean.
func explain(err error, server string) *Problem {
	var p *Problem
	if errors.As(err, &p) {
		if p.class == calm { // worded by somebody who knows nothing of classes
			p.class = classOf(p.Kind)
		}
		return p
	}
	for _, known := range []func(error, string) *Problem{explainStop, explainCache, explainRefusal, explainTLS, explainWire, explainNet} {
		if p := known(err, server); p != nil {
			p.Err = err
			return p
		}
	}
	return &Problem{Kind: Server, What: message.Clean(err.Error()), Err: err, class: temporary}
}

// classOf is what a kind alone says about trying again.
func classOf(k Kind) class {
	switch k {
	case Credentials:
		return refused
	case Security:
		return untrusted
	case Network:
		return offline
	case Busy, Held:
		return locked
	case Local:
		return local
	}
	return temporary
}

func explainStop(err error, _ string) *Problem {
	if errors.Is(err, errLess) {
		return &Problem{Kind: Local, What: "the visit was broken off, since less is to be fetched", class: stopped}
	}
	if errors.Is(err, context.Canceled) {
		return &Problem{Kind: Local, What: "the visit was stopped", class: stopped}
	}
	return nil
}

// explainCache: our own side. Nothing was removed from the server, since the visit ends without QUIT.
func explainCache(err error, _ string) *Problem {
	var held *cache.HeldError
	switch {
	case errors.As(err, &held) && held.PID > 0:
		return &Problem{Kind: Held, What: fmt.Sprintf("another Poplin (process %d, since %s) is visiting this account", held.PID, held.Since.Format(time.TimeOnly)),
			Hint: "its mail shows up here as it comes", class: locked}
	case errors.Is(err, cache.ErrHeld):
		return &Problem{Kind: Held, What: "another Poplin is visiting this account", Hint: "its mail shows up here as it comes", class: locked}
	case errors.Is(err, cache.ErrFull):
		return &Problem{Kind: Local, What: "the disk is full; the mail stays on the server", Hint: "make room and visit again", class: local}
	case errors.Is(err, cache.ErrReadOnly):
		return &Problem{Kind: Local, What: "the mail at home cannot be written", Hint: "look at the permissions of the data directory", class: local}
	case errors.Is(err, cache.ErrCorrupt), errors.Is(err, cache.ErrDamaged):
		return &Problem{Kind: Local, What: "the mail at home is damaged", Hint: "run: poplin doctor", class: local}
	case errors.Is(err, cache.ErrNewer):
		return &Problem{Kind: Local, What: "the mail at home was written by a newer Poplin", Hint: "use that version", class: local}
	case errors.Is(err, cache.ErrCalledOff):
		return &Problem{Kind: Local, What: "a removal was undone while it was on its way; nothing was removed", Hint: "the next visit carries the others out", class: local}
	}
	return nil
}

// explainTLS: a line that cannot be trusted. Nothing was sent over it.
func explainTLS(err error, server string) *Problem {
	problem := func(what, hint string) *Problem {
		return &Problem{Kind: Security, What: what, Hint: hint, class: untrusted}
	}
	var (
		unknown x509.UnknownAuthorityError
		name    x509.HostnameError
		invalid x509.CertificateInvalidError
		verify  *tls.CertificateVerificationError
		record  tls.RecordHeaderError
		alert   tls.AlertError
		pin     *pop3.PinError
	)
	switch {
	case errors.As(err, &pin):
		return problem("the certificate of "+server+" is not the one that fingerprint names: its own is "+pin.Got,
			"if the provider has renewed it, find out its new fingerprint in a way you trust")
	case errors.Is(err, pop3.ErrNoTLS):
		return problem(server+" offers no encryption, so no password was sent", `set tls = "implicit" with port 995 if the provider has it; tls = "none" gives encryption up`)
	case errors.Is(err, pop3.ErrInjected):
		return problem("somebody put bytes into the line before it was encrypted", "this is an attack or a broken proxy: try another network")
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return problem("the certificate of "+server+" has expired, or this machine's clock is wrong", "look at the clock; if it is right, the provider must renew the certificate")
	case errors.As(err, &name):
		return problem("the certificate of "+server+" is for another name", "use the server name that the provider gives for POP3")
	case errors.As(err, &unknown):
		return problem("the certificate of "+server+" is signed by nobody this machine trusts", "if the server is your own, name its CA with ca_file"+pinning(unknown.Cert))
	case errors.As(err, &invalid), errors.As(err, &verify):
		return problem("the certificate of "+server+" is not good: "+message.Clean(err.Error()), "no password was sent; ask the provider")
	case errors.As(err, &record):
		return problem(server+" does not speak TLS on this port", `tls = "starttls" with port 110 may be meant`)
	case errors.As(err, &alert):
		return problem("no encryption could be agreed upon with "+server+": "+message.Clean(alert.Error()), "no password was sent; the server must know TLS 1.2 or later")
	}
	return nil
}

// pinning is the other way to trust a server of one's own.
func pinning(cert *x509.Certificate) string {
	if cert == nil {
		return ""
	}
	return ", or, once you have compared it there, set fingerprint = \"" + pop3.Fingerprint(cert) + "\""
}

// explainWire: the conversation broke.
func explainWire(err error, server string) *Problem {
	switch {
	case errors.Is(err, pop3.ErrNoMechanism):
		return &Problem{Kind: Credentials, What: server + " offers no way to log in that this account can use", Hint: `look at auth in the configuration, or ask: poplin doctor`, class: refused}
	case errors.Is(err, pop3.ErrNotPOP3):
		return &Problem{Kind: Server, What: server + " does not speak POP3 on this port",
			Hint: "is it the address for IMAP or for sending? POP3 has port 995, or 110 with tls = \"starttls\"", class: permanent}
	case errors.Is(err, pop3.ErrTimeout):
		return &Problem{Kind: Network, What: server + " did not answer in time", Hint: "is the network slow or blocked?", class: offline}
	case errors.Is(err, pop3.ErrEnded):
		return &Problem{Kind: Server, What: server + " ended the session by itself", Hint: passes, class: temporary}
	case errors.Is(err, pop3.ErrTruncated):
		return &Problem{Kind: Network, What: "the connection to " + server + " was cut", Hint: "what had arrived is kept", class: garbled}
	case errors.Is(err, pop3.ErrTooLong):
		return &Problem{Kind: Server, What: server + " sent more than any honest answer holds",
			Hint: "what had arrived before is kept; see the dialogue: poplin log", class: garbled}
	case errors.Is(err, pop3.ErrProtocol):
		return &Problem{Kind: Server, What: server + " sent an answer that makes no sense", Hint: "see the dialogue: poplin log", class: garbled}
	}
	return nil
}

// explainNet: no way to the server.
func explainNet(err error, server string) *Problem {
	problem := func(what, hint string) *Problem {
		return &Problem{Kind: Network, What: what, Hint: hint, class: offline}
	}
	var (
		dns *net.DNSError
		op  *net.OpError
	)
	switch {
	case errors.As(err, &dns) && dns.IsNotFound:
		return problem("there is no server named "+message.Clean(dns.Name), "look at server in the configuration")
	case errors.As(err, &dns):
		return problem("the name of "+server+" could not be looked up", "is the network up?")
	case errors.Is(err, syscall.ECONNREFUSED):
		return problem("nothing listens at "+server, "look at the port: 995 for implicit TLS, 110 otherwise")
	case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH):
		return problem("there is no way to "+server, "is the network up?")
	case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, context.DeadlineExceeded):
		return problem(server+" did not answer in time", "is the network slow or blocked?")
	case errors.As(err, &op):
		return problem("no connection to "+server+": "+message.Clean(op.Err.Error()), "is the network up?")
	}
	return nil
}
