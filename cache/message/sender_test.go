package message

import (
	"strings"
	"testing"
)

func TestDoubts(t *testing.T) {
	own := []string{"pop.poplin.example", "poplin.example"}
	for _, c := range []struct {
		name, from, addr, reply string
		auth                    *AuthResult
		list                    string
		want                    string // in the one doubt there is; "" for none
	}{
		{"honest", "Ada Lovelace", "ada@lovelace.example", "", nil, "", ""},
		{"another address in the name", "ceo@bank.example", "x@evil.test", "", nil, "", "x@evil.test"},
		{"punycode", "Bank", "x@xn--bnk-6la.example", "", nil, "", "xn--bnk-6la"},
		{"a Cyrillic а", "Bank", "x@bаnk.example", "", nil, "", "xn--bnk-6cd.example"},
		{"one's own domain, almost", "IT", "it@pop1in.example", "", nil, "", "poplin.example"},
		{"one's own domain", "IT", "it@poplin.example", "", nil, "", ""},
		{"a known firm, almost", "Service", "x@paypa1.com", "", nil, "", "paypal"},
		{"two letters for one", "Service", "x@arnazon.com", "", nil, "", "amazon"},
		{"a known firm", "PayPal Service", "x@mail.paypal.de", "", nil, "", ""},
		{"a firm's name alone", "PayPal Security Team", "x@evil.test", "", nil, "", "PayPal"},
		{"a firm among other words", "Notes on the Amazon river", "x@river.test", "", nil, "", ""},
		{"a firm under the domain of its house", "Outlook", "x@live.com", "", nil, "", ""},
		{"answers elsewhere", "Bank", "x@bank.example", "y@evil.test", nil, "", "y@evil.test"},
		{"answers elsewhere, proven", "Bank", "x@bank.example", "y@evil.test", &AuthResult{DMARC: "pass"}, "", ""},
		{"a list answers to the list", "Bank", "x@bank.example", "y@evil.test", nil, "list.bank.example", ""},
		{"denied by the server", "Bank", "x@bank.example", "", &AuthResult{Server: "mx.poplin.example", DMARC: "fail"}, "", "mx.poplin.example says"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &Summary{From: []Address{{Name: c.from, Addr: c.addr}}, List: c.list}
			if c.reply != "" {
				s.ReplyTo = []Address{{Addr: c.reply}}
			}
			got := doubts(s, c.auth, own)
			if c.want == "" && len(got) > 0 || c.want != "" && (len(got) != 1 || !strings.Contains(got[0], c.want)) {
				t.Errorf("%q, want one with %q", got, c.want)
			}
		})
	}
	if d := doubts(&Summary{}, nil, own); len(d) > 0 {
		t.Errorf("nobody: %v", d)
	}
}
