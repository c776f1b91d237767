package message

import (
	"net/netip"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// AuthResult is what a receiving server says it found out about a sender: an Authentication-Results field (RFC 8601).
// Verdicts are lower-case words such as "pass", "fail", "softfail", "none"; "" when the server did not look.
type AuthResult struct {
	Server           string // authserv-id; "" in the fields of Microsoft 365, which leave it out
	SPF, DKIM, DMARC string
	Domain           string // whom the signature or the policy speaks for
}

// ParseAuthResults reads one field value. ok is false when it holds no verdict at all.
func ParseAuthResults(value string) (r AuthResult, ok bool) {
	for i, clause := range splitClauses(value) {
		words := strings.Fields(clause)
		if len(words) == 0 {
			continue
		}
		method, verdict, is := strings.Cut(strings.ToLower(words[0]), "=")
		if !is {
			if i == 0 {
				r.Server = strings.ToLower(words[0])
			}
			continue
		}
		method, _, _ = strings.Cut(method, "/") // a version may follow the method's name
		ok = r.note(method, Clean(verdict), words[1:]) || ok
	}
	r.Server, r.Domain = Clean(r.Server), Clean(r.Domain)
	return r, ok
}

// note keeps one verdict. Of several signatures one good one is enough.
func (r *AuthResult) note(method, verdict string, properties []string) bool {
	switch method {
	case "spf":
		r.SPF = verdict
	case "dkim":
		if r.DKIM == "pass" {
			return true
		}
		r.DKIM = verdict
		r.Domain = property(properties, "header.d", r.Domain)
	case "dmarc":
		r.DMARC = verdict
		if verdict == "pass" {
			r.Domain = property(properties, "header.from", r.Domain)
		}
	default:
		return false
	}
	return true
}

func property(properties []string, name, otherwise string) string {
	for _, p := range properties {
		if value, is := strings.CutPrefix(strings.ToLower(p), name+"="); is {
			return strings.Trim(value, `"@`)
		}
	}
	return otherwise
}

// splitClauses parts a field value at its semicolons, leaving out comments (which nest) and minding quoted strings.
func splitClauses(s string) []string {
	var clauses []string
	var b strings.Builder
	depth, quoted := 0, false
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '\\' && (quoted || depth > 0):
			i++
		case quoted:
			quoted = c != '"'
			b.WriteByte(c)
		case c == '(':
			depth++
		case c == ')' && depth > 0:
			depth--
		case depth > 0:
		case c == '"':
			quoted = true
			b.WriteByte(c)
		case c == ';':
			clauses = append(clauses, b.String())
			b.Reset()
		default:
			b.WriteByte(c)
		}
	}
	return append(clauses, b.String())
}

// Trusts says whether a server that calls itself authserv may speak for the account's own server: both names belong to
// one organisation. Anybody can write a field with any other name into a mail.
func Trusts(own, authserv string) bool {
	own, authserv = strings.ToLower(strings.TrimSuffix(own, ".")), strings.ToLower(strings.TrimSuffix(authserv, "."))
	if own == "" || authserv == "" {
		return false
	}
	if own == authserv {
		return true
	}
	org := organisation(own)
	return org != "" && org == organisation(authserv)
}

// organisation is the registered domain of a host, "" when it has none.
func organisation(host string) string {
	if _, err := netip.ParseAddr(host); err == nil {
		return ""
	}
	org, err := publicsuffix.EffectiveTLDPlusOne(host)
	if err != nil {
		return ""
	}
	return org
}
