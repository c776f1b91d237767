package reader

import (
	"net/mail"
	"regexp"
	"strings"

	"golang.org/x/net/idna"

	"poplin/cache/message"
)

// findings are what the header fields say, or give away, of the sender.
type findings struct {
	auth   *message.AuthResult // as the receiving server stated it
	doubts []string            // what does not fit together, a sentence each
}

func find(m *message.Message, sum *message.Summary) findings {
	auth := authOf(m.Fields())
	return findings{auth: auth, doubts: doubts(sum, auth)}
}

// receivedBy finds the host that took a message in (RFC 5321 section 4.4).
var receivedBy = regexp.MustCompile(`(?i)\bby\s+([a-z0-9-]+(?:\.[a-z0-9-]+)+)`)

// authOf is the statement of the server that took the message in: of its Authentication-Results only the topmost, and
// only when the server names itself as in the topmost Received field that names a host. Anybody can write further ones
// below; a server removes those that use its own name (RFC 8601 section 5).
func authOf(fields []message.Field) *message.AuthResult {
	own := ""
	for _, f := range fields {
		if strings.EqualFold(f.Name, "Received") {
			if by := receivedBy.FindStringSubmatch(f.Value); by != nil {
				own = by[1]
				break
			}
		}
	}
	for _, f := range fields {
		if !strings.EqualFold(f.Name, "Authentication-Results") {
			continue
		}
		if r, ok := message.ParseAuthResults(f.Value); ok && message.Trusts(own, r.Server) {
			return &r
		}
	}
	return nil
}

// claimed finds a mail address within a name.
var claimed = regexp.MustCompile(`[^\s<>"'(),;:]+@[^\s<>"'(),;:]+\.[^\s<>"'(),;:]+`)

// doubts are the signs of a sender who is not who he seems.
func doubts(sum *message.Summary, auth *message.AuthResult) []string {
	if len(sum.From) == 0 {
		return nil
	}
	var out []string
	from := sum.From[0]
	domain := domainOf(from.Addr)
	if said := claimed.FindString(from.Name); said != "" && !strings.EqualFold(domainOf(said), domain) {
		out = append(out, "the name says "+said+", the address is "+from.Addr)
	}
	if plain, err := idna.Punycode.ToASCII(domain); err == nil && strings.Contains(plain, "xn--") {
		out = append(out, "the sender's domain is written in letters that may look like others: "+plain)
	}
	if auth != nil && auth.DMARC == "fail" {
		out = append(out, auth.Server+" says that this does not come from "+domain+" ("+verdicts(auth)+")")
	}
	proven := auth != nil && auth.DMARC == "pass" // firms have their answers sent to all sorts of places
	if !proven && len(sum.ReplyTo) > 0 && sum.List == "" && sum.ReplyTo[0].Addr != "" {
		if to := domainOf(sum.ReplyTo[0].Addr); to != "" && !message.Trusts(domain, to) {
			out = append(out, "answers would go elsewhere: to "+sum.ReplyTo[0].Addr)
		}
	}
	return out
}

func domainOf(addr string) string {
	if a, err := mail.ParseAddress(addr); err == nil {
		addr = a.Address
	}
	return strings.ToLower(strings.Trim(addr[strings.LastIndexByte(addr, '@')+1:], "<>. "))
}
