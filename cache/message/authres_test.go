package message

import "testing"

func TestParseAuthResults(t *testing.T) {
	tests := []struct {
		name, value string
		want        AuthResult
		ok          bool
	}{
		{"all three", "mx.example.org; spf=pass smtp.mailfrom=a@b.example; dkim=pass (2048-bit; good) header.d=b.example header.s=x; dmarc=pass (p=REJECT) header.from=b.example",
			AuthResult{"mx.example.org", "pass", "pass", "pass", "b.example"}, true},
		{"two signatures, one good", "mx; dkim=fail header.d=x.example; dkim=pass header.d=y.example; dkim=fail header.d=z.example",
			AuthResult{Server: "mx", DKIM: "pass", Domain: "y.example"}, true},
		{"no server name, as Microsoft 365 writes it", "spf=fail (sender IP is 1.2.3.4) smtp.mailfrom=x.example; dkim=none (message not signed) header.d=none;dmarc=fail action=quarantine header.from=x.example;compauth=fail reason=000",
			AuthResult{SPF: "fail", DKIM: "none", DMARC: "fail", Domain: "none"}, true},
		{"nothing looked at", "mx.example.org; none", AuthResult{Server: "mx.example.org"}, false},
		{"semicolons in comments and quotes", `mx (a;b (c;d) \) e) 1; spf=pass reason="x; dkim=pass"`, AuthResult{Server: "mx", SPF: "pass"}, true},
		{"versioned method", "mx; dkim/1=pass header.d=b.example", AuthResult{Server: "mx", DKIM: "pass", Domain: "b.example"}, true},
		{"empty", "", AuthResult{}, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, ok := ParseAuthResults(test.value)
			if got != test.want || ok != test.ok {
				t.Errorf("got  %+v %v\nwant %+v %v", got, ok, test.want, test.ok)
			}
		})
	}
}

func TestTrusts(t *testing.T) {
	tests := []struct {
		own, says string
		want      bool
	}{
		{"pop.example.org", "mx1.example.org", true},
		{"pop.example.org", "pop.example.org", true},
		{"pop.example.co.uk", "mx.other.co.uk", false},
		{"pop.example.org", "example.org.evil.test", false},
		{"localhost", "localhost", true},
		{"pop.example.org", "", false},
		{"", "", false},
	}
	for _, test := range tests {
		if got := Trusts(test.own, test.says); got != test.want {
			t.Errorf("%q trusts %q: %v", test.own, test.says, got)
		}
	}
}

func FuzzParseAuthResults(f *testing.F) {
	f.Add("mx.example.org; spf=pass (a\\)b) x=y; dkim=pa\x1bss header.d=\"q\"")
	f.Fuzz(func(t *testing.T, value string) {
		r, _ := ParseAuthResults(value)
		for _, s := range []string{r.Server, r.SPF, r.DKIM, r.DMARC, r.Domain} {
			if s != Clean(s) {
				t.Errorf("not clean: %q", s)
			}
		}
	})
}
