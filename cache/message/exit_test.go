package message

import (
	"fmt"
	"strings"
	"testing"
)

func TestExits(t *testing.T) {
	const click = "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
	for _, c := range []struct{ name, field, post, want string }{
		{"one click comes first", "<mailto:leave@a.example?subject=x>, <https://a.example/u?k=1>", click, "click a.example, mail a.example, page a.example"},
		{"no word of one click", "<https://a.example/u>", "", "page a.example"},
		{"plain http is not offered", "<http://a.example/u>", click, ""},
		{"a user name is a mask", "<https://bank.example@evil.example/u>", click, ""},
		{"the port is told", "<https://a.example:8443/u>", click, "click a.example:8443, page a.example:8443"},
		{"a name of mixed scripts is told as it is sent", "<https://p\u0430ypal.example/u>", click, "click xn--pypal-4ve.example, page xn--pypal-4ve.example"},
		{"nowhere", "<https:///u>, <mailto:nobody>, <javascript:alert(1)>", click, ""},
	} {
		s := Summarise([]byte("From: <a@a.example>\r\nList-Unsubscribe: "+c.field+"\r\n"+c.post+"\r\n"), nil)
		var got []string
		for _, e := range s.Exits() {
			kind := map[bool]string{true: "click", false: "page"}[e.OneClick]
			if e.Mail {
				kind = "mail"
			}
			got = append(got, fmt.Sprint(kind, " ", e.Host))
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%s: %q, want %q", c.name, strings.Join(got, ", "), c.want)
		}
	}
	e := Exit{Link: Link{URL: "mailto:leave%40a.example?subject=bye"}}
	if e.Recipient() != "leave@a.example" {
		t.Errorf("recipient %q", e.Recipient())
	}
}
