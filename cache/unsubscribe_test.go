package cache

import (
	"fmt"
	"testing"
	"time"
)

func newsletter(from, list string, at time.Time) []byte {
	s := fmt.Sprintf("From: <%s>\r\nSubject: deals\r\nDate: %s\r\nList-Unsubscribe: <https://out.example/u>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n",
		from, at.Format(time.RFC1123Z))
	if list != "" {
		s += "List-Id: <" + list + ">\r\n"
	}
	return []byte(s + "\r\nBuy.\r\n")
}

func TestUnsubscribed(t *testing.T) {
	c, a, clk := home(t, Keep{})
	v := begin(t, c, a)
	asked := clk.Now()
	ids := arrive(t, v, newsletter("shop@a.example", "Deals.a.example", asked.Add(-time.Hour)), newsletter("Lone@b.example", "", asked.Add(-time.Hour)))
	for i, want := range []string{"deals.a.example", "lone@b.example"} {
		l := must[Leaving](t)(c.Leave(ctx, ids[i]))
		if l.Key != want || l.Asked != nil || len(l.Exits) != 2 || !l.Exits[0].OneClick || l.Exits[0].Host != "out.example" {
			t.Errorf("%+v", l)
		}
		if found := must[[]ID](t)(c.Select(ctx, View{Query: l.Query}, 0)); len(found) != 1 || found[0] != ids[i] {
			t.Errorf("%s finds %v", l.Query, found)
		}
		ok(t, c.Unsubscribe(ctx, Unsubscribed{Key: l.Key, Host: "out.example", Outcome: "it said yes"}))
	}
	for _, after := range []time.Duration{time.Hour, UnsubscribeGrace - time.Hour, UnsubscribeGrace + time.Hour} {
		ids = append(ids, arrive(t, v, newsletter("shop@a.example", "deals.A.example", asked.Add(after)))...)
	}
	all := must[[]Unsubscribed](t)(c.Unsubscribed(ctx))
	if len(all) != 2 {
		t.Fatalf("%+v", all)
	}
	want := Unsubscribed{"deals.a.example", time.Unix(asked.Unix(), 0), "out.example", "it said yes", 3, 1, "shop@a.example"}
	if all[0] != want || all[1].Since != 0 || all[1].Sender != "" {
		t.Errorf("%+v", all)
	}
	if l := must[Leaving](t)(c.Leave(ctx, ids[2:]...)); l.Asked == nil || *l.Asked != want {
		t.Errorf("%+v", l)
	}
	e := must[[]Entry](t)(c.Entries(ctx, ids[2:3]))
	if u := must[*Unsubscribed](t)(c.Unsubscription(ctx, &e[0])); u == nil || *u != want {
		t.Errorf("%+v", u)
	}
}

func TestLeaveLooksForMailThatSaysHow(t *testing.T) {
	c, a, clk := home(t, Keep{})
	ids := arrive(t, begin(t, c, a), letterFrom("x@a.example", "", "plain", "hello"), newsletter("x@a.example", "", clk.Now()))
	if l := must[Leaving](t)(c.Leave(ctx, ids...)); len(l.Exits) != 2 || l.Key != "x@a.example" {
		t.Errorf("%+v", l)
	}
	if l := must[Leaving](t)(c.Leave(ctx, ids[0])); len(l.Exits) != 0 || l.Key != "x@a.example" {
		t.Errorf("%+v", l)
	}
}
