package message

import (
	"net/netip"
	"regexp"
	"strings"
	"sync"
)

// Verified is what the account's own servers say they found out about the sender, nil when they say nothing that can
// be believed. own are the names that those servers go by: that of the POP3 server, the domain of the mail address.
//
// A server writes its findings above the Received field with which it took the message in (RFC 5321 section 4.4), and
// everything below that field is the sender's, who can write there what he likes, the server's name included. So an
// Authentication-Results field counts when it uses one of the names and stands above the first Received field that
// tells of a stranger. Google alone writes below its own and strikes out what others write in its name (RFC 8601
// section 5). Of what other servers may have written there only a failure is believed: nobody forges that.
func (m *Message) Verified(own []string) *AuthResult { return verified(m.Fields(), own) }

func verified(fields []Field, own []string) *AuthResult {
	trust := trusted(own)
	var found, vouched, weak *AuthResult // the first; the same when a Received field follows; of a place open to anybody
	outside, google := false, false
	for _, f := range fields {
		switch {
		case strings.EqualFold(f.Name, "Received"):
			h := parseHop(f.Value)
			if outside || h.far && !trust.names(h.by) && !h.local() {
				return weak // a stranger's account of the way
			}
			if !h.inside(trust) {
				if found != nil {
					return found
				}
				outside, google = true, orgOf(h.by) == "google.com"
			} else if found != nil {
				vouched = found
			}
		case strings.EqualFold(f.Name, "Authentication-Results"):
			r, ok := ParseAuthResults(f.Value)
			switch {
			case !ok || !trust.names(r.Server) && (r.Server != "" || !trust.microsoft()):
			case outside && google && orgOf(r.Server) == "google.com":
				return &r
			case outside:
				if weak == nil && r.DMARC == "fail" {
					weak = &r
				}
			case found == nil:
				found = &r
			case found.Server == r.Server:
				found.join(r)
			}
		}
	}
	if vouched != nil && !outside { // it never came from outside
		return vouched
	}
	return weak
}

// join adds what another field of the same server says.
func (r *AuthResult) join(more AuthResult) {
	for _, p := range []struct {
		have *string
		add  string
	}{{&r.SPF, more.SPF}, {&r.DKIM, more.DKIM}, {&r.DMARC, more.DMARC}, {&r.Domain, more.Domain}} {
		if *p.have == "" {
			*p.have = p.add
		}
	}
}

// trusted are the names of an account's servers.
type trusted []string

// kin are providers whose servers take mail in under another name than they hand it out.
var kin = map[string]string{
	"gmail.com": "google.com", "googlemail.com": "google.com",
	"hotmail.com": "outlook.com", "live.com": "outlook.com", "msn.com": "outlook.com", "office365.com": "outlook.com", "office.com": "outlook.com",
	"ymail.com": "yahoo.com", "aol.com": "yahoo.com", "protonmail.com": "protonmail.ch", "proton.me": "protonmail.ch",
	"fastmail.com": "messagingengine.com", "fastmail.fm": "messagingengine.com", "web.de": "gmx.net", "gmx.de": "gmx.net", "gmx.com": "gmx.net",
	"icloud.com": "apple.com", "me.com": "apple.com", "mac.com": "apple.com", "yandex.com": "yandex.ru",
}

// orgOf is the domain of whoever a host belongs to, with its family of names as one.
func orgOf(host string) string {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if org := organisation(host); org != "" {
		host = org
	}
	if other, ok := kin[host]; ok {
		return other
	}
	return host
}

func (t trusted) names(host string) bool {
	for _, own := range t {
		if host != "" && (Trusts(own, host) || strings.Contains(host, ".") && orgOf(own) == orgOf(host)) {
			return true
		}
	}
	return false
}

// microsoft says that the servers are those of Microsoft, which leave their name out of what they find.
func (t trusted) microsoft() bool {
	for _, own := range t {
		if orgOf(own) == "outlook.com" {
			return true
		}
	}
	return false
}

// hop is one Received field: who took a message in, and from whom.
type hop struct {
	by   string
	helo string     // the name that the sender gave
	from string     // the name that the receiving server looked up itself, "" when it tells none
	addr netip.Addr // of the sender
	far  bool       // it names a sender at all
}

var (
	receivedBy   = pattern(`(?i)\bby\s+([a-z0-9-]+(?:\.[a-z0-9-]+)*)`)
	receivedFrom = pattern(`(?i)^\s*from\s+(\S+)`)
	receivedHost = pattern(`\(([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)\.? \[`)
	receivedAddr = pattern(`[\[(](?i:IPv6:)?([0-9a-fA-F.:]{3,39})[\])]`)
)

// pattern is compiled when it is first asked for: a start of the program should not wait for it.
func pattern(s string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(s) })
}

func parseHop(value string) hop {
	var h hop
	rest := value
	if at := receivedBy().FindStringSubmatchIndex(value); at != nil {
		h.by, rest = strings.ToLower(value[at[2]:at[3]]), value[:at[0]]
	}
	if m := receivedFrom().FindStringSubmatch(rest); m != nil {
		h.far, h.helo = true, m[1]
	}
	if m := receivedHost().FindStringSubmatch(rest); m != nil {
		h.from = strings.ToLower(m[1])
	}
	for _, m := range receivedAddr().FindAllStringSubmatch(rest, 4) {
		if a, err := netip.ParseAddr(m[1]); err == nil {
			h.addr = a.Unmap()
			break
		}
	}
	return h
}

// local says that a program on the machine itself took the message in, such as a filter.
func (h hop) local() bool { return h.by == "localhost" || h.by == "127.0.0.1" }

// inside says that the message was with the account's servers already: it came from nowhere else, from the same
// machine or net, or from a host that the server itself found to be one of them.
func (h hop) inside(own trusted) bool {
	switch {
	case !h.far:
		return true
	case h.addr.IsValid() && (h.addr.IsLoopback() || h.addr.IsPrivate() || h.addr.IsLinkLocalUnicast()):
		return true
	case orgOf(h.by) == "outlook.com" && orgOf(h.helo) == "outlook.com":
		return true // Microsoft's hosts have public addresses; it never leaves its findings out, so a false name gains nothing
	}
	return own.names(h.from)
}
