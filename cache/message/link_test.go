package message

import (
	"strings"
	"testing"
)

func TestLinks(t *testing.T) {
	for _, c := range []struct {
		name, body string
		url, host  string
		safe, lies bool
	}{
		{"ordinary", "<a href='https://x.example/a'>here</a>", "https://x.example/a", "x.example", true, false},
		{"text is the target", "<a href='https://www.x.example/a'>x.example</a>", "https://www.x.example/a", "www.x.example", true, false},
		{"text is another host", "<a href='http://evil.example/'>https://bank.example/login</a>", "http://evil.example/", "evil.example", true, true},
		{"text is another domain", "<a href='http://evil.example/'>paypal.com</a>", "http://evil.example/", "evil.example", true, true},
		{"target begins with the text", "<a href='http://bank.com.evil.example/'>bank.com</a>", "http://bank.com.evil.example/", "bank.com.evil.example", true, true},
		{"user part imitates a host", "<a href='http://bank.example@evil.example/'>https://bank.example</a>", "http://bank.example@evil.example/", "evil.example", true, true},
		{"file name in the text", "<a href='https://x.example/a'>report.pdf</a>", "https://x.example/a", "x.example", true, false},
		{"script", "<a href='java\nscript:alert(1)'>x</a>", "javascript:alert(1)", "", false, false},
		{"data", "<a href=' data:text/html,x'>https://bank.example</a>", "data:text/html,x", "", false, true},
		{"file", "<a href='file:///etc/passwd'>x</a>", "file:///etc/passwd", "", false, false},
		{"share", "<a href='smb://x.example/c'>x</a>", "smb://x.example/c", "", false, false},
		{"mail", "<a href='mailto:a@x.example'>write</a>", "mailto:a@x.example", "x.example", true, false},
		{"upper-case scheme", "<a href='HTTPS://X.example'>x</a>", "HTTPS://X.example", "x.example", true, false},
		{"name of one script", "<a href='https://münchen.example'>x</a>", "https://münchen.example", "münchen.example", true, false},
		{"name of mixed scripts", "<a href='https://pаypal.example'>x</a>", "https://xn--pypal-4ve.example", "xn--pypal-4ve.example", true, true},
		{"imitation in punycode", "<a href='https://xn--pypal-4ve.example'>x</a>", "https://xn--pypal-4ve.example", "xn--pypal-4ve.example", true, true},
		{"imitation of one script throughout", "<a href='https://аррӏе.example'>x</a>", "https://xn--80ak6aa92e.example", "xn--80ak6aa92e.example", true, true},
		{"Cyrillic name", "<a href='https://почта.example'>x</a>", "https://почта.example", "почта.example", true, false},
		{"bidi override in the target", "<a href='https://x.example/\u202egpj.exe'>x</a>", "https://x.example/gpj.exe", "x.example", true, false},
		{"no host", "<a href='https://'>x</a>", "https://", "", false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := document(t, open("Content-Type: text/html; charset=utf-8\n\n"+c.body), -1)
			if len(d.Links) != 1 {
				t.Fatalf("links: %+v", d.Links)
			}
			if l := d.Links[0]; l.URL != c.url || l.Host != c.host || l.Safe != c.safe || l.Lies != c.lies {
				t.Errorf("%+v", l)
			}
		})
	}
}

func TestNoLinks(t *testing.T) {
	for _, body := range []string{"<a href='#top'>up</a>", "<a name=x>x</a>", "<a href=''>x</a>", "<a>x</a>"} {
		if d := document(t, open("Content-Type: text/html\n\n"+body), -1); len(d.Links) != 0 {
			t.Errorf("%s: %+v", body, d.Links)
		}
	}
}

func TestAutolink(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"see https://x.example/a.", "https://x.example/a"},
		{"(https://x.example/a)", "https://x.example/a"},
		{"https://x.example/a_(b)", "https://x.example/a_(b)"},
		{"<https://x.example/a>", "https://x.example/a"},
		{"www.x.example is fine", "https://www.x.example"},
		{"https://x.example/、次", "https://x.example/"},
		{"xhttp://no.example", ""},
		{"http://", ""},
		{"mailto:a@b.example!", "mailto:a@b.example"},
	} {
		d := document(t, open("Content-Type: text/plain; charset=utf-8\n\n"+c.text), -1)
		got := ""
		if len(d.Links) > 0 {
			got = d.Links[0].URL
		}
		if got != c.want {
			t.Errorf("%q gives %q, want %q", c.text, got, c.want)
		}
	}
}

// One address many times is one link; its number comes again only when it is far from where it stood last, or when the
// text lies.
func TestNumbers(t *testing.T) {
	body := "<p><a href=http://a.example>a</a></p>" + strings.Repeat("<p><a href=http://a.example>again</a></p>", 3) +
		strings.Repeat("<p>x</p>", 40) + "<p><a href=http://a.example>far</a></p><p><a href=http://a.example>b.com</a></p>"
	text := document(t, open("Content-Type: text/html\n\n"+body), -1).Plain(80)
	for _, want := range []string{"a[1", "again\n", "far[1", "b.com[2 a.example]"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	if n := strings.Count(text, "http://a.example"); n != 2 {
		t.Errorf("the address stands %d times, want one for the honest texts and one for the lie", n)
	}
}

// TestHostsThatLookLikeOthers: such a host is written so that it cannot be taken for the other, and the link counts as
// one that lies.
func TestHostsThatLookLikeOthers(t *testing.T) {
	for target, want := range map[string]Link{
		"https://\u0430\u0440\u0440\u04cf\u0435.com/a": {URL: "https://xn--80ak6aa92e.com/a", Host: "xn--80ak6aa92e.com", Safe: true, Lies: true},
		"https://p\u0430ypal.com/":                     {URL: "https://xn--pypal-4ve.com/", Host: "xn--pypal-4ve.com", Safe: true, Lies: true},
		"https://m\u00fcnchen.example/":                {URL: "https://m\u00fcnchen.example/", Host: "m\u00fcnchen.example", Safe: true},
		"https://\u65e5\u672c.example/":                {URL: "https://\u65e5\u672c.example/", Host: "\u65e5\u672c.example", Safe: true},
		"https://apple.com/":                           {URL: "https://apple.com/", Host: "apple.com", Safe: true},
	} {
		if got := makeLink(target, ""); got != want {
			t.Errorf("%q: %+v, want %+v", target, got, want)
		}
	}
}
