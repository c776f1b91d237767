package message

import (
	"net/mail"
	"strings"

	"golang.org/x/net/idna"
)

// Findings are what the header fields say, or give away, of the sender.
type Findings struct {
	Auth   *AuthResult // as the account's own servers stated it, nil when they did not
	Doubts []string    // what does not fit together, a sentence each
}

// Findings looks at the sender. own are the names that the account's servers go by, as for Verified.
func (m *Message) Findings(own []string) Findings {
	auth := m.Verified(own)
	return Findings{Auth: auth, Doubts: doubts(m.Envelope(), auth, own)}
}

// claimed finds a mail address within a name.
var claimed = pattern(`[^\s<>"'(),;:]+@[^\s<>"'(),;:]+\.[^\s<>"'(),;:]+`)

// doubts are the signs of a sender who is not who he seems.
func doubts(sum *Summary, auth *AuthResult, own []string) []string {
	if len(sum.From) == 0 {
		return nil
	}
	var out []string
	from := sum.From[0]
	domain := domainOf(from.Addr)
	if said := claimed().FindString(from.Name); said != "" && !strings.EqualFold(domainOf(said), domain) {
		out = append(out, "the name says "+said+", the address is "+from.Addr)
	}
	if plain, err := idna.Punycode.ToASCII(domain); err == nil && strings.Contains(plain, "xn--") {
		out = append(out, "the sender's domain is written in letters that may look like others: "+plain)
	} else if like := lookAlike(domain, own); like != "" {
		out = append(out, "the sender's domain "+domain+" looks like "+like+" and is not")
	} else if firm := posesAs(from.Name, domain); firm != "" {
		out = append(out, "the name says "+firm+", the address is "+from.Addr)
	}
	if auth != nil && auth.DMARC == "fail" {
		out = append(out, auth.Speaker()+" says that this does not come from "+domain+" ("+auth.Verdicts()+")")
	}
	proven := auth != nil && auth.DMARC == "pass" // firms have their answers sent to all sorts of places
	if !proven && len(sum.ReplyTo) > 0 && sum.List == "" && sum.ReplyTo[0].Addr != "" {
		if to := domainOf(sum.ReplyTo[0].Addr); to != "" && !Trusts(domain, to) {
			out = append(out, "answers would go elsewhere: to "+sum.ReplyTo[0].Addr)
		}
	}
	return out
}

// Speaker is who says it.
func (r *AuthResult) Speaker() string {
	if r.Server == "" {
		return "the mail server"
	}
	return r.Server
}

// Verdicts are the findings in the server's own words: "SPF pass, DKIM none".
func (r *AuthResult) Verdicts() string {
	var said []string
	for _, m := range []struct{ name, verdict string }{{"SPF", r.SPF}, {"DKIM", r.DKIM}, {"DMARC", r.DMARC}} {
		if m.verdict != "" {
			said = append(said, m.name+" "+m.verdict)
		}
	}
	return strings.Join(said, ", ")
}

func domainOf(addr string) string {
	if a, err := mail.ParseAddress(addr); err == nil {
		addr = a.Address
	}
	return strings.ToLower(strings.Trim(addr[strings.LastIndexByte(addr, '@')+1:], "<>. "))
}

// firms are names that impostors use most, as the first label of their domains.
const firms = "paypal netflix microsoft amazon google apple icloud facebook instagram whatsapp linkedin docusign dropbox adobe " +
	"dhl fedex usps royalmail laposte postnord mastercard americanexpress wellsfargo bankofamerica citibank " +
	"hsbc barclays santander sparkasse postbank commerzbank rabobank coinbase binance metamask trezor spotify ebay " +
	"walmart costco mcafee outlook office365 sharepoint telekom vodafone bradesco itau correios livelo"

// roles are the words that stand beside the name of a firm when it writes itself.
const roles = "account accounts security support service services team alert alerts billing info customer care center centre help " +
	"helpdesk notification notifications no-reply noreply online express delivery parcel update verification kundenservice " +
	"kundendienst sicherheit inc inc. ltd gmbh bank de com the your"

// posesAs is the firm that a name is all about, when the domain has nothing to do with it.
func posesAs(name, domain string) string {
	firm := ""
	for _, w := range strings.Fields(strings.ToLower(strings.NewReplacer(".com", "", "®", "", "™", "", "|", " ", ",", " ", "-", " ").Replace(name))) {
		switch {
		case listed(firms, w) && firm == "":
			firm = w
		case !listed(roles, w):
			return ""
		}
	}
	if firm == "" || strings.Contains(strings.ReplaceAll(domain, "-", ""), firm) || orgOf(domain) == orgOf(firm+".com") {
		return ""
	}
	return name
}

func listed(list, word string) bool {
	return word != "" && strings.Contains(" "+list+" ", " "+word+" ")
}

// lookAlike is the domain that another was made to be taken for: one of the person's own, or that of a known firm.
func lookAlike(domain string, own []string) string {
	org := organisation(domain)
	label, _, _ := strings.Cut(org, ".")
	if len(label) < 4 {
		return ""
	}
	for _, o := range own {
		mine := organisation(o)
		if name, _, _ := strings.Cut(mine, "."); mine != "" && org != mine && len(name) > 4 && skeleton(org) == skeleton(mine) {
			return mine
		}
	}
	for firm := range strings.FieldsSeq(firms) {
		if len(firm) > 4 && label != firm && skeleton(label) == skeleton(firm) {
			return firm
		}
	}
	return ""
}

// skeleton makes one of what looks alike in most typefaces.
func skeleton(s string) string {
	return strings.NewReplacer("rn", "m", "vv", "w", "cl", "d", "0", "o", "1", "l", "i", "l", "5", "s", "3", "e", "-", "").Replace(s)
}
