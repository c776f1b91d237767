package cache

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// letterFrom is a message from an address to a list, or to none.
func letterFrom(from, list, subject, body string) []byte {
	s := fmt.Sprintf("From: <%s>\r\nTo: ada@example.org\r\nSubject: %s\r\nDate: Sun, 22 Nov 2026 10:00:00 +0000\r\n", from, subject)
	if list != "" {
		s += "List-Id: <" + list + ">\r\n"
	}
	return []byte(s + "\r\n" + body + "\r\n")
}

// arrive brings messages home, one after the other.
func arrive(t testing.TB, v *Visit, raws ...[]byte) []ID {
	t.Helper()
	var ls []Listing
	for i, raw := range raws {
		ls = append(ls, Listing{Number: int32(i + 1), UIDL: fmt.Sprintf("x%x", raw), Size: int64(len(raw))})
	}
	ids := must[[]ID](t)(v.Record(ctx, Changes{New: ls}))
	for i, id := range ids {
		ok(t, v.Put(ctx, []Arrival{{ID: id, Raw: raws[i]}}))
	}
	return ids
}

func rowOf(t testing.TB, c *Cache, id ID) Row {
	t.Helper()
	return must[[]Entry](t)(c.Entries(ctx, []ID{id}))[0].Row
}

func TestRulesApplyToWhatArrives(t *testing.T) {
	c, a, _ := home(t, Keep{})
	v := begin(t, c, a)
	deals := "deals.shop.example"
	old := arrive(t, v, letterFrom("deals@shop.example", deals, "Old", "buy"))
	byList := must[int64](t)(c.KeepRule(ctx, Rule{Query: "list:=" + deals, Tags: []string{"shop", "to do"}, Flags: Skipped | Gone}))
	must[int64](t)(c.KeepRule(ctx, Rule{Query: `body:"free money" OR tag:shop`, Flags: Read}))
	must[int64](t)(c.KeepRule(ctx, Rule{Query: "from:=boss@example.org -is:list account:home newer:1d", Flags: Starred}))
	ids := arrive(t, v, letterFrom("deals@shop.example", deals, "New", "buy"), letterFrom("x@example.com", "", "Hi", "get FREE money"),
		letterFrom("Boss@example.org", "", "Work", "now"), letterFrom("grace@example.org", "", "Hi", "tea?"))
	for i, want := range []string{"Skipped Read shop,to do", "Read", "Starred", ""} {
		r := rowOf(t, c, ids[i])
		got := ""
		for _, f := range []struct {
			f    Flag
			name string
		}{{Skipped, "Skipped "}, {Read, "Read "}, {Starred, "Starred "}, {Gone, "Gone "}} {
			if r.Flags&f.f != 0 {
				got += f.name
			}
		}
		if got = strings.TrimSpace(got + strings.Join(r.Tags, ",")); got != want {
			t.Errorf("message %d: %q, want %q", i, got, want)
		}
	}
	if r := rowOf(t, c, old[0]); r.Flags&Skipped != 0 || len(r.Tags) > 0 {
		t.Errorf("a rule reached back: %+v", r)
	}
	rules := must[[]Rule](t)(c.Rules(ctx))
	if len(rules) != 3 || rules[0].Hits != 1 || rules[1].Hits != 2 || rules[2].Hits != 1 {
		t.Errorf("rules are %+v", rules)
	}
	ok(t, c.DropRule(ctx, byList))
	if r := rowOf(t, c, arrive(t, v, letterFrom("deals@shop.example", deals, "Newer", "buy"))[0]); r.Flags&Skipped != 0 {
		t.Error("a dropped rule applies")
	}
}

// TestRulesApplyOnce holds that the body that follows a header does not do again what the person has undone.
func TestRulesApplyOnce(t *testing.T) {
	c, a, _ := home(t, Keep{})
	must[int64](t)(c.KeepRule(ctx, Rule{Query: "from:deals", Flags: Skipped}))
	must[int64](t)(c.KeepRule(ctx, Rule{Query: "body:money", Flags: Starred}))
	v := begin(t, c, a)
	raw := letterFrom("deals@shop.example", "", "New", "money")
	id := must[[]ID](t)(v.Record(ctx, Changes{New: []Listing{{Number: 1, UIDL: "a", Size: int64(len(raw))}}}))[0]
	head, _, _ := cutHeader(raw)
	ok(t, v.Put(ctx, []Arrival{{ID: id, Raw: head, Top: true}}))
	if r := rowOf(t, c, id); r.Flags&(Skipped|Starred) != Skipped {
		t.Fatalf("after the header: %v", r.Flags)
	}
	ok(t, c.SetFlags(ctx, []ID{id}, Skipped, false))
	ok(t, v.Put(ctx, []Arrival{{ID: id, Raw: raw}}))
	if r := rowOf(t, c, id); r.Flags&(Skipped|Starred) != Starred {
		t.Fatalf("after the body: %v", r.Flags)
	}
}

func TestRulesSeeStagedBodies(t *testing.T) {
	c, a, _ := home(t, Keep{})
	must[int64](t)(c.KeepRule(ctx, Rule{Query: "body:money", Flags: Starred}))
	v := begin(t, c, a)
	raw := letterFrom("a@example.org", "", "Big", "money\r\n"+strings.Repeat("words and words\r\n", 50_000))
	id := must[[]ID](t)(v.Record(ctx, Changes{New: []Listing{{Number: 1, UIDL: "a", Size: int64(len(raw))}}}))[0]
	s := v.Stage(ctx, id, nil)
	must[int](t)(s.Write(raw))
	ok(t, s.Commit(ctx))
	if r := rowOf(t, c, id); r.Body != Full || r.Flags&Starred == 0 {
		t.Errorf("row is %+v", r)
	}
}

func TestRulesThatMakeNoSense(t *testing.T) {
	c, _, _ := home(t, Keep{})
	for name, r := range map[string]Rule{"no query": {Flags: Read}, "nothing to do": {Query: "tea"},
		"only forbidden flags": {Query: "tea", Flags: Gone}, "an odd tag": {Query: "tea", Tags: []string{"a\nb"}},
		"trash": {Query: "is:deleted", Flags: Read}} {
		if _, err := c.KeepRule(ctx, r); err == nil {
			t.Errorf("%s: kept", name)
		}
	}
	var e *QueryError
	if _, err := c.KeepRule(ctx, Rule{Query: "is:blue", Flags: Read}); !errors.As(err, &e) || e.Pos != 3 {
		t.Errorf("a wrong query: %v", err)
	}
}

func TestTryRule(t *testing.T) {
	c, a, _ := home(t, Keep{})
	v := begin(t, c, a)
	var raws [][]byte
	for i := range 10 {
		raws = append(raws, letterFrom("deals@shop.example", "deals.shop.example", fmt.Sprint("Deal ", i), "buy"))
	}
	ids := arrive(t, v, append(raws, letterFrom("ada@example.org", "", "Deal", "x"))...)
	ok(t, c.SetFlags(ctx, ids[2:5], Read, true))
	ok(t, c.SetFlags(ctx, ids[4:6], Starred, true))
	r := Rule{Query: "list:=deals.shop.example", Flags: Skipped, Tags: []string{"shop"}}
	got := must[Trial](t)(c.TryRule(ctx, r))
	if got.Messages != 10 || got.Opened != 3 || got.Starred != 2 || len(got.Sample) != 3 || got.Bytes == 0 {
		t.Errorf("trial is %+v", got)
	}
	if n := must[int](t)(c.ApplyRule(ctx, r)); n != 10 {
		t.Errorf("applied to %d", n)
	}
	if n := len(found(t, c, "tag:shop -is:inbox")); n != 10 {
		t.Errorf("%d of 10 are tagged and out of the inbox", n)
	}
	tags := must[[]TagCount](t)(c.Tags(ctx))
	if len(tags) != 1 || tags[0].Tag != "shop" || tags[0].Messages != 10 || tags[0].Unread != 7 {
		t.Errorf("tags are %+v", tags)
	}
}

func TestAlike(t *testing.T) {
	c, a, _ := home(t, Keep{})
	v := begin(t, c, a)
	ids := arrive(t, v, letterFrom("a@shop.example", "deals.shop.example", "Deal", "1"), letterFrom("A@shop.example", "deals.shop.example", "Re: Deal", "2"),
		letterFrom("b@shop.example", "deals.shop.example", "More", "3"), letterFrom("c@shop.example", "", "More", "4"), letterFrom("d@example.org", "", "x", "5"))
	for _, c1 := range []struct {
		ids  []ID
		want []string
	}{
		{ids[:2], []string{"list:=deals.shop.example", "from:=a@shop.example", "subject:=Deal", "from:=@shop.example"}},
		{ids[:3], []string{"list:=deals.shop.example", "from:=@shop.example"}},
		{ids[2:4], []string{"subject:=More", "from:=@shop.example"}},
		{ids, nil},
		{nil, nil},
	} {
		var got []string
		for _, q := range must[[]*Query](t)(c.Alike(ctx, c1.ids)) {
			got = append(got, q.String())
			if all := found(t, c, q.String()); len(all) < len(c1.ids) {
				t.Errorf("%s finds %v of %v", q, all, c1.ids)
			}
		}
		if !slices.Equal(got, c1.want) {
			t.Errorf("%v: got %q, want %q", c1.ids, got, c1.want)
		}
	}
}

func TestSavedSearches(t *testing.T) {
	c, _, _ := home(t, Keep{})
	ok(t, c.SaveSearch(ctx, " Week ", "newer:7d is:unread", View{Threads: true}))
	ok(t, c.SaveSearch(ctx, "big", "larger:5M", View{Sort: BySize, Reverse: true}))
	ok(t, c.SaveSearch(ctx, "big", "larger:6M", View{Sort: BySize}))
	var e *QueryError
	if err := c.SaveSearch(ctx, "x", "newer:", View{}); !errors.As(err, &e) {
		t.Errorf("a wrong query: %v", err)
	}
	if err := c.SaveSearch(ctx, " ", "tea", View{}); err == nil {
		t.Error("saved without a name")
	}
	all := must[[]Saved](t)(c.Searches(ctx))
	if len(all) != 2 || all[0].Name != "big" || all[0].Query != "larger:6M" || all[0].View.Sort != BySize || all[0].View.Reverse ||
		all[1].Name != "Week" || !all[1].View.Threads || all[1].View.Query.String() != "newer:7d is:unread" {
		t.Errorf("searches are %+v", all)
	}
	ok(t, c.DropSearch(ctx, "big"))
	ok(t, c.DropSearch(ctx, "big"))
	if all = must[[]Saved](t)(c.Searches(ctx)); len(all) != 1 {
		t.Errorf("after the drop: %+v", all)
	}
}
