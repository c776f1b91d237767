package message

import (
	"reflect"
	"strings"
	"testing"
)

func TestParseAddresses(t *testing.T) {
	for _, c := range []struct {
		name, in string
		want     []Address
	}{
		{"name and address", "Ada Lovelace <ada@example.org>", []Address{{"Ada Lovelace", "ada@example.org"}}},
		{"bare", "ada@example.org", []Address{{"", "ada@example.org"}}},
		{"quoted, with comma", `"Lovelace, Ada" <ada@example.org>, b@example.org`, []Address{{"Lovelace, Ada", "ada@example.org"}, {"", "b@example.org"}}},
		{"unquoted comma", "Lovelace, Ada <ada@example.org>", []Address{{"Lovelace, Ada", "ada@example.org"}}},
		{"old comment form", "ada@example.org (Ada Lovelace)", []Address{{"Ada Lovelace", "ada@example.org"}}},
		{"address as name", "joe@corp.example <joe@corp.example>", []Address{{"", "joe@corp.example"}}},
		{"another address as name", `"ceo@bank.example" <x@evil.example>`, []Address{{"ceo@bank.example", "x@evil.example"}}},
		{"semicolons", "a@example.org; b@example.org", []Address{{"", "a@example.org"}, {"", "b@example.org"}}},
		{"empty group", "undisclosed-recipients:;", []Address{{Name: "undisclosed-recipients"}}},
		{"group", "Friends: a@example.org, b@example.org;", []Address{{"", "a@example.org"}, {"", "b@example.org"}}},
		{"unclosed bracket", "Ada <ada@example.org", []Address{{"Ada", "ada@example.org"}}},
		{"unclosed bracket before another", "Ada <ada@example.org, b@example.org", []Address{{"Ada", "ada@example.org"}, {"", "b@example.org"}}},
		{"brackets in the name", "John [Sales] <j@example.org>", []Address{{"John [Sales]", "j@example.org"}}},
		{"encoded word", "=?iso-8859-1?Q?Andr=E9?= Pirard <p@example.be>", []Address{{"André Pirard", "p@example.be"}}},
		{"encoded word inside quotes", `"=?utf-8?B?w4lyaWM=?=" <e@example.org>`, []Address{{"Éric", "e@example.org"}}},
		{"encoded comma", "=?utf-8?Q?Lovelace=2C_Ada?= <ada@example.org>", []Address{{"Lovelace, Ada", "ada@example.org"}}},
		{"raw latin-1", "Andr\xe9 <a@example.org>", []Address{{"André", "a@example.org"}}},
		{"raw UTF-8", "André <a@example.org>", []Address{{"André", "a@example.org"}}},
		{"apostrophes around", "'Ada' <ada@example.org>", []Address{{"Ada", "ada@example.org"}}},
		{"dots that grammar forbids", "da..me.@docomo.example", []Address{{"", "da..me.@docomo.example"}}},
		{"source route", "<@relay.example:ada@example.org>", []Address{{"", "ada@example.org"}}},
		{"name only", "MAILER-DAEMON", []Address{{Name: "MAILER-DAEMON"}}},
		{"lone quote", `Ada "the first <ada@example.org>`, []Address{{"Ada the first", "ada@example.org"}}},
		{"escape", "\x1b[2JAda <ada\x1b@example.org>", []Address{{"·[2JAda", "ada·@example.org"}}},
		{"empty ones", " , ;, <>", nil},
		{"name without brackets", "Ada ada@example.org", []Address{{"Ada", "ada@example.org"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := parseAddresses(c.in, ""); !reflect.DeepEqual(got, c.want) {
				t.Errorf("%q\ngot  %q\nwant %q", c.in, got, c.want)
			}
		})
	}
	if n := len(parseAddresses(strings.Repeat("a@b, ", 2000), "")); n != maxAddresses {
		t.Errorf("%d addresses", n)
	}
}
