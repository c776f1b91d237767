package ui

import (
	"context"
	"errors"
	"fmt"
	"image"
	"strings"
	"testing"
	"time"

	"poplin/cache"
	"poplin/cache/message"
	"poplin/ui/theme"
)

// deals is a list that says how to leave it, and has been asked to before.
func deals(asked bool) cache.Leaving {
	q, err := cache.ParseQuery("list:deals.shop.example", noon)
	if err != nil {
		panic(err)
	}
	s := message.Summary{OneClick: true, Unsubscribe: []string{"https://out.shop.example/u?k=1", "mailto:leave@shop.example"}}
	l := cache.Leaving{Key: "deals.shop.example", Query: q, Exits: s.Exits()}
	if asked {
		l.Asked = &cache.Unsubscribed{Asked: noon.AddDate(0, 0, -14), Since: 3, Late: 1}
	}
	return l
}

// subscribed is a mailbox with a newsletter that came in at the times given.
func subscribed(t *testing.T, at ...time.Time) *cache.Cache {
	c := emptyCache(t)
	ctx := context.Background()
	accounts, err := c.Accounts(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for id := range accounts {
		v, err := c.BeginVisit(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		for i, when := range at {
			raw := fmt.Sprintf("From: Deals <deals@shop.example>\r\nSubject: Deal %d\r\nDate: %s\r\nList-Id: <deals.shop.example>\r\n"+
				"List-Unsubscribe: <https://out.shop.example/u?k=1>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n\r\nBuy.\r\n", i, when.Format(time.RFC1123Z))
			ids, err := v.Record(ctx, cache.Changes{New: []cache.Listing{{Number: int32(i + 1), UIDL: fmt.Sprint(i), Size: int64(len(raw))}}})
			if err == nil {
				err = v.Put(ctx, []cache.Arrival{{ID: ids[0], Raw: []byte(raw)}})
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := v.End(ctx, cache.Outcome{Complete: true}); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

// TestUnsubscribe asks with one click from the list, from the reader and from a group: only after a yes to a question
// with the host in it.
func TestUnsubscribe(t *testing.T) {
	for name, keys := range map[string][]string{"list": nil, "reader": {"enter"}, "group": {"c"}, "inside": {"c", "enter"}} {
		t.Run(name, func(t *testing.T) {
			c := subscribed(t, noon.Add(-time.Hour))
			s := newStage(t, c, image.Pt(100, 30), theme.Choice{Dark: true})
			asked := make(chan string, 10)
			s.m.click = func(_ context.Context, uri string) error { asked <- uri; return nil }
			s.shows("Deal 0")
			s.press(keys...)
			s.until("the screen", func() bool { return s.m.cleanup == nil || s.m.cleanup.Loaded() })
			s.press("U")
			s.shows("ask out.shop.example, one click")
			s.press("1")
			s.shows("Ask out.shop.example to take you off deals.shop.example?")
			s.press("n")
			s.hides("Ask out.shop.example")
			if len(asked) > 0 {
				t.Fatal("asked without a yes")
			}
			s.press("U")
			s.shows("one click")
			s.press("1", "y")
			s.shows("said yes")
			if uri := <-asked; uri != "https://out.shop.example/u?k=1" || len(asked) > 0 {
				t.Errorf("asked %s", uri)
			}
			u, err := c.Unsubscribed(context.Background())
			if err != nil || len(u) != 1 || u[0].Key != "deals.shop.example" || u[0].Outcome != "it said yes" || !u[0].Asked.Equal(noon) {
				t.Errorf("%+v, %v", u, err)
			}
		})
	}
}

func TestUnsubscribeRefused(t *testing.T) {
	c := subscribed(t, noon.Add(-time.Hour))
	s := newStage(t, c, image.Pt(100, 30), theme.Choice{Dark: true})
	s.m.click = func(context.Context, string) error { return errors.New("it answered 410 Gone") }
	s.shows("Deal 0")
	s.press("U")
	s.shows("one click")
	s.press("1", "y")
	s.shows("still subscribed, out.shop.example: it answered 410 Gone")
	if u, err := c.Unsubscribed(context.Background()); err != nil || len(u) > 0 {
		t.Errorf("%+v, %v", u, err)
	}
}

// TestMailThatStillComes is told where it is seen, and a rule is offered.
func TestMailThatStillComes(t *testing.T) {
	c := subscribed(t, noon.Add(time.Hour), noon.Add(cache.UnsubscribeGrace+time.Hour))
	if err := c.Unsubscribe(context.Background(), cache.Unsubscribed{Key: "deals.shop.example", Host: "out.shop.example"}); err != nil {
		t.Fatal(err)
	}
	s := newStage(t, c, image.Pt(100, 30), theme.Choice{Dark: true})
	const told = "you asked to be left alone today; 2 came since, 1 after ten days"
	s.shows("Deal 1")
	s.press("enter")
	s.shows(told, "U offers")
	s.press("q", "c")
	s.shows(told)
	s.press("3")
	s.shows(told)
	s.press("U")
	s.shows("a rule: keep what still comes")
	s.press("w")
	s.shows("it applies to what arrives")
	rules, err := c.Rules(context.Background())
	if err != nil || len(rules) != 1 || rules[0].Flags != cache.Skipped || !strings.Contains(rules[0].Query, "deals.shop.example") {
		t.Errorf("%+v, %v", rules, err)
	}
}

// TestTheEndOfAHostIsSeen on a narrow screen too: it is what tells whose the host is.
func TestTheEndOfAHostIsSeen(t *testing.T) {
	s := newStage(t, emptyCache(t), image.Pt(40, 20), theme.Choice{Dark: true})
	sum := message.Summary{OneClick: true, Unsubscribe: []string{"https://deals.shop.example.of.many.names.evil.example/u", "mailto:leave-0123456789-0123456789-0123456789@mail.shop.example"}}
	l := deals(false)
	l.Exits = sum.Exits()
	s.offer(l)
	s.shows("evil.example, one click", "page at …mes.evil.example", "@mail.shop.example")
}

// offer shows the ways to leave.
func (s *stage) offer(l cache.Leaving) {
	s.t.Helper()
	s.m.click = func(context.Context, string) error { return nil }
	s.run(s.m.offerExits(leaveMsg{leaving: l}))
}
