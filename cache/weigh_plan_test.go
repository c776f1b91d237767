package cache

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// planned makes a cache with some mail and a plan to delete what is from the shop.
func planned(t *testing.T) (*Cache, *Visit, []ID, *Plan) {
	t.Helper()
	c, a, _ := home(t, Keep{})
	v := begin(t, c, a)
	var raws [][]byte
	for i := range 6 {
		raws = append(raws, letterFrom("deals@shop.example", "", fmt.Sprint("Deal ", i), "buy"))
	}
	ids := arrive(t, v, append(raws, letterFrom("grace@example.org", "", "Tea", "x"))...)
	ok(t, c.SetFlags(ctx, ids[:3], Read, true))
	ok(t, c.SetFlags(ctx, ids[:1], Starred, true))
	p := must[*Plan](t)(c.Plan(ctx, View{Query: mustParse(t, "from:=deals@shop.example")}, DeleteAction, nil))
	return c, v, ids, p
}

func TestPlanWarns(t *testing.T) {
	c, v, ids, p := planned(t)
	if len(p.Items) != 6 || p.Query != "from:=deals@shop.example" || p.Action != DeleteAction || p.Bytes() == 0 {
		t.Fatalf("plan is %+v", p)
	}
	want := map[Warning]int{WarnUnread: 3, WarnStarred: 1, WarnOpened: 6} // half of the shop's mail is read
	if got := p.Warned(); !reflect.DeepEqual(got, want) {
		t.Errorf("warned %v, want %v", got, want)
	}
	if got := p.Items[5].Warnings; !slices.Equal(got, []Warning{WarnStarred, WarnOpened}) {
		t.Errorf("the oldest is warned of for %v", got)
	}
	ok(t, c.SetFlags(ctx, ids[2:3], Read, false))
	must[[]ID](t)(v.Record(ctx, Changes{New: []Listing{{Number: 9, UIDL: "far", Size: 5}}}))
	p = must[*Plan](t)(c.Plan(ctx, View{}, ArchiveAction, nil))
	if got := p.Warned(); len(p.Items) != 8 || got[WarnOpened] != 0 || got[WarnNoCopy] != 1 {
		t.Errorf("%d items, warned %v", len(p.Items), got)
	}
}

func TestPlanWarnsOfConversations(t *testing.T) {
	c, a, _ := home(t, Keep{})
	v := begin(t, c, a)
	ids := arrive(t, v, []byte("From: grace@example.org\r\nMessage-ID: <1@x>\r\nSubject: Tea\r\n\r\nx\r\n"),
		[]byte("From: Ada <ADA@example.org>\r\nMessage-ID: <2@x>\r\nIn-Reply-To: <1@x>\r\nSubject: Re: Tea\r\n\r\ny\r\n"),
		[]byte("From: grace@example.org\r\nMessage-ID: <3@x>\r\nSubject: Cake\r\n\r\nz\r\n"))
	p := must[*Plan](t)(c.Plan(ctx, View{}, DeleteAction, []string{"ada@Example.org"}))
	for _, it := range p.Items {
		if got, want := slices.Contains(it.Warnings, WarnAnswered), it.Message != ids[2]; got != want {
			t.Errorf("%s: answered is %v", it.Subject, got)
		}
	}
}

func TestPlanIsReadAsWritten(t *testing.T) {
	made := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	p := &Plan{Action: ArchiveAction, Made: made, Query: `from:"a b" OR older:1y`, Items: []PlanItem{
		{Message: 1, Account: "home", UIDL: "0001", Size: 10, Date: made, Warnings: []Warning{WarnUnread, WarnNoCopy}, Why: "from a shop", From: "Ada <a@x>", Subject: "Hi"},
		{Message: 2, Account: "zu Hause", UIDL: "-", Size: 0, Date: made, From: "B", Subject: "tab here"},
		{Message: 3, Account: "家\t", UIDL: "a b\x00\xff%\n", Size: 1 << 40, Date: made, Subject: "日本"},
		{Message: 4, Account: "home", Size: 4, Date: made},
	}}
	var file bytes.Buffer
	ok(t, p.Write(&file))
	got, err := ReadPlan(&file)
	if err != nil || !reflect.DeepEqual(got, p) {
		t.Errorf("read %+v, %v\nwant %+v", got, err, p)
	}
}

func TestPlanFileMistakes(t *testing.T) {
	head := planMagic + "\naction: delete\n"
	for _, c := range []struct {
		in     string
		line   int
		reason string
	}{
		{"", 1, "which action"},
		{"hello\n", 1, "begins with"},
		{planMagic + "\n", 1, "which action"},
		{planMagic + "\naction: burn\n", 2, "it can be delete or archive"},
		{head + "made: noon\n", 3, "not a time"},
		{head + "12\thome\tu\n", 3, "four fields"},
		{head + "12\thome\tu\tbig\n", 3, "cannot be read"},
		{head + "12\thome\t%G1\t5\n", 3, "cannot be read"},
		{head + "12\thome\t%1\t5\n", 3, "cannot be read"},
		{head + "12\thome\t\t5\n", 3, "cannot be read"},
		{head + "12\thome\tu\t-5\n", 3, "cannot be read"},
		{head + "\x1b[2Jdrop: x\n", 3, "neither a message"},
	} {
		p, err := ReadPlan(strings.NewReader(c.in))
		var e *PlanError
		if !errors.As(err, &e) || e.Line != c.line || !strings.Contains(e.Reason, c.reason) || strings.Contains(e.Reason, "\x1b") {
			t.Errorf("%q: %+v, %v, want line %d: %s", c.in, p, err, c.line, c.reason)
		}
	}
	p, err := ReadPlan(strings.NewReader(strings.ReplaceAll(head+"\n  \n#1\thome\tu\t5\n2\thome\tu\t5\n", "\n", "\r\n")))
	if err != nil || len(p.Items) != 1 || p.Items[0].UIDL != "u" {
		t.Errorf("a trimmed plan: %+v, %v", p, err)
	}
}

func TestApplyPlan(t *testing.T) {
	c, v, ids, p := planned(t)
	item := func(i int) *PlanItem {
		return &p.Items[slices.IndexFunc(p.Items, func(it PlanItem) bool { return it.Message == ids[i] })]
	}
	p.Items = append(p.Items, *item(1), PlanItem{Message: 999, Account: "home", UIDL: "x"})
	item(2).Size++
	item(3).UIDL += "x"
	must[Removal](t)(c.Delete(ctx, ids[4:5], RemoveOptions{}))
	must[[]ID](t)(v.Record(ctx, Changes{Missing: ids[5:6], Complete: true}))
	want := map[ID]string{ids[1]: "twice", 999: "not here", ids[2]: "size is", ids[3]: "another message's", ids[4]: "in Trash",
		ids[5]: "not on the server"}
	before := must[[]Refusal](t)(c.CheckPlan(ctx, p))
	r, refused, err := c.ApplyPlan(ctx, p, RemoveOptions{})
	ok(t, err)
	if !reflect.DeepEqual(before, refused) || len(refused) != len(want) {
		t.Errorf("refused %+v, before %+v", refused, before)
	}
	for _, f := range refused {
		if !strings.Contains(f.Reason, want[f.Item.Message]) || want[f.Item.Message] == "" {
			t.Errorf("message %d stays because %s, want %s", f.Item.Message, f.Reason, want[f.Item.Message])
		}
	}
	if r.Messages != 2 || r.Action != DeleteAction {
		t.Errorf("removal is %+v", r)
	}
	wantFound(t, c, "is:deleted", ids[0], ids[1], ids[4])
	wantFound(t, c, "-is:deleted is:local", ids[5])
	u := must[Undone](t)(c.Undo(ctx))
	if u.Messages != 2 {
		t.Errorf("undone %+v", u)
	}
}

func TestApplyPlanToMailThatIsOnlyHere(t *testing.T) {
	c, v, ids, _ := planned(t)
	must[[]ID](t)(v.Record(ctx, Changes{Missing: ids[:2], Complete: true}))
	p := must[*Plan](t)(c.Plan(ctx, View{Query: mustParse(t, "is:local")}, DeleteAction, nil))
	if len(p.Items) != 2 || p.Items[0].UIDL != "" {
		t.Fatalf("plan is %+v", p)
	}
	must[[]ID](t)(v.Record(ctx, Changes{Back: ids[:1], Complete: true}))
	r, refused, err := c.ApplyPlan(ctx, p, RemoveOptions{})
	if err != nil || r.Messages != 1 || r.Local != 1 || len(refused) != 1 || !strings.Contains(refused[0].Reason, "come back") {
		t.Errorf("removal %+v, refused %+v, %v", r, refused, err)
	}
}

// FuzzReadPlan holds that no file crashes the reader, and that what it read can be written and read again.
func FuzzReadPlan(f *testing.F) {
	f.Add(planMagic + "\naction: delete\nmade: 2026-11-22T12:00:00Z\nquery: tea\n\n# x\n1\thome\t%00u\t5\t2026-11-22T12:00:00Z\tunread\tA\tB\n")
	f.Add(planMagic + "\naction: archive\n2\ta%20b\t-\t0\n")
	f.Fuzz(func(t *testing.T, s string) {
		p, err := ReadPlan(strings.NewReader(s))
		if err != nil {
			var e *PlanError
			if !errors.As(err, &e) || e.Line < 1 || e.Reason == "" {
				t.Fatalf("%q: %v", s, err)
			}
			return
		}
		var file bytes.Buffer
		ok(t, p.Write(&file))
		again, err := ReadPlan(&file)
		if err != nil || len(again.Items) != len(p.Items) || again.Action != p.Action {
			t.Fatalf("%q: written %q: %v", s, file.String(), err)
		}
		for i, it := range again.Items {
			if was := p.Items[i]; it.Message != was.Message || it.UIDL != was.UIDL || it.Size != was.Size || it.Account != was.Account {
				t.Fatalf("%q: item %+v was %+v", s, it, was)
			}
		}
	})
}
