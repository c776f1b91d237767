package cache

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// copied is a message as it may come twice: named by its Message-ID, unless that is "".
func copied(id, date, from, subject, body string) []byte {
	s := ""
	if id != "" {
		s = "Message-ID: <" + id + ">\r\n"
	}
	return []byte(s + "Date: " + date + "\r\nFrom: " + from + "\r\nSubject: " + subject + "\r\n\r\n" + body + "\r\n")
}

const (
	someDay  = "Sun, 22 Nov 2026 10:00:00 +0000"
	otherDay = "Mon, 23 Nov 2026 10:00:00 +0000"
)

// crowd makes a mailbox of these messages; of those in heads only the header block comes.
func crowd(t testing.TB, raws [][]byte, heads ...int) (*Cache, *Visit, []ID) {
	t.Helper()
	c, a, _ := home(t, Keep{})
	v := begin(t, c, a)
	var ls []Listing
	for i, raw := range raws {
		ls = append(ls, Listing{Number: int32(i + 1), UIDL: fmt.Sprint("u", i), Size: int64(len(raw))})
	}
	ids := must[[]ID](t)(v.Record(ctx, Changes{New: ls, Complete: true}))
	for i, id := range ids {
		if slices.Contains(heads, i) {
			head, _, _ := bytes.Cut(raws[i], []byte("\r\n\r\n"))
			ok(t, v.Put(ctx, []Arrival{{ID: id, Raw: append(head, "\r\n\r\n"...), Top: true}}))
		} else {
			ok(t, v.Put(ctx, []Arrival{{ID: id, Raw: raws[i]}}))
		}
	}
	return c, v, ids
}

// TestDuplicates holds what counts as a copy and which one is kept.
func TestDuplicates(t *testing.T) {
	tea := copied("1@x", someDay, "ada@x", "Tea", "at four")
	moved := append([]byte("Received: by b\r\n"), tea...)
	plain := copied("", someDay, "ada@x", "Tea", "at four")
	for _, c := range []struct {
		name  string
		raws  [][]byte
		heads []int
		do    func(c *Cache, ids []ID) error
		extra []int // what may go
	}{
		{name: "the same to the byte", raws: [][]byte{tea, tea, tea}, extra: []int{1, 2}},
		{name: "by another way", raws: [][]byte{tea, moved}, extra: []int{1}},
		{name: "a name given twice", raws: [][]byte{tea, copied("1@x", otherDay, "ada@x", "Tea", "again"),
			copied("1@x", someDay, "bob@x", "Tea", "no"), copied("1@x", someDay, "ada@x", "Cake", "no")}},
		{name: "a name given twice and no date", raws: [][]byte{copied("1@x", "", "ada@x", "Tea", "at four"), copied("1@x", "", "ada@x", "Tea", "at five")}},
		{name: "a name and no date, the same to the byte", extra: []int{1},
			raws: [][]byte{copied("1@x", "", "ada@x", "Tea", "at four"), copied("1@x", "", "ada@x", "Tea", "at four")}},
		{name: "headers with a name and no date prove nothing", heads: []int{0, 1},
			raws: [][]byte{copied("1@x", "", "ada@x", "Tea", "at four"), copied("1@x", "", "ada@x", "Tea", "at four")}},
		{name: "without a name", raws: [][]byte{plain, plain, copied("", someDay, "ada@x", "Tea", "at five")}, extra: []int{1}},
		{name: "headers without a name prove nothing", raws: [][]byte{plain, plain}, heads: []int{0, 1}},
		{name: "headers with a name", raws: [][]byte{tea, tea}, heads: []int{0, 1}, extra: []int{1}},
		{name: "what is whole is kept", raws: [][]byte{tea, tea}, heads: []int{0}, extra: []int{0}},
		{name: "what is starred is kept", raws: [][]byte{tea, tea, tea}, extra: []int{0, 2},
			do: func(c *Cache, ids []ID) error { return c.SetFlags(ctx, ids[1:2], Starred, true) }},
		{name: "what is tagged is kept", raws: [][]byte{tea, tea}, extra: []int{0},
			do: func(c *Cache, ids []ID) error { return c.Tag(ctx, ids[1:2], "work", true) }},
		{name: "what is read is kept", raws: [][]byte{tea, tea}, extra: []int{0},
			do: func(c *Cache, ids []ID) error { return c.SetFlags(ctx, ids[1:2], Read, true) }},
		{name: "what is in Trash is no copy", raws: [][]byte{tea, tea}, do: func(c *Cache, ids []ID) error {
			_, err := c.Delete(ctx, ids[:1], RemoveOptions{})
			return err
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			mail, _, ids := crowd(t, c.raws, c.heads...)
			if c.do != nil {
				ok(t, c.do(mail, ids))
			}
			var want []ID
			for _, i := range c.extra {
				want = append(want, ids[i])
			}
			got := must[[]ID](t)(mail.Select(ctx, View{Query: mustParse(t, "is:duplicate")}, 0))
			if slices.Sort(got); !slices.Equal(got, want) {
				t.Errorf("found %v, want %v", got, want)
			}
			checkCopies(t, mail, want)
		})
	}
}

// checkCopies holds the group by duplicate against what may go.
func checkCopies(t *testing.T, c *Cache, want []ID) {
	t.Helper()
	groups := must[[]Group](t)(c.Weigh(ctx, View{}, ByCopies))
	if len(want) == 0 {
		if len(groups) != 0 {
			t.Errorf("groups %+v", groups)
		}
		return
	}
	if len(groups) != 1 || groups[0].Messages != len(want) || groups[0].Subject != "Tea" {
		t.Fatalf("groups %+v, want one of %d messages", groups, len(want))
	}
	for _, q := range []*Query{groups[0].Query, mustParse(t, groups[0].Query.String())} {
		got := must[[]ID](t)(c.Select(ctx, View{Query: q}, 0))
		if slices.Sort(got); !slices.Equal(got, want) || !q.OnlyCopies() {
			t.Errorf("%q finds %v, want %v", q, got, want)
		}
	}
	all := must[[]ID](t)(c.Select(ctx, View{Query: mustParse(t, "copies:"+groups[0].Key)}, 0))
	if len(all) != 1+len(want) || slices.Contains(want, must[[]ID](t)(c.Select(ctx, View{Query: mustParse(t, "copies:"+groups[0].Key+" -is:duplicate")}, 0))[0]) {
		t.Errorf("the message and its copies are %v", all)
	}
}

// TestDuplicatesInAView holds that what is looked at says what may go, and not what is kept.
func TestDuplicatesInAView(t *testing.T) {
	tea := copied("1@x", someDay, "ada@x", "Tea", "at four")
	c, _, ids := crowd(t, [][]byte{tea, tea})
	ok(t, c.SetFlags(ctx, ids[:1], Starred, true))
	for query, want := range map[string]int{"-is:starred": 1, "is:starred": 0, "is:unread": 1} {
		if got := must[[]Group](t)(c.Weigh(ctx, View{Query: mustParse(t, query)}, ByCopies)); len(got) != want {
			t.Errorf("%s: %+v", query, got)
		}
	}
}

// TestTheLastCopyStays holds that a removal of copies leaves one of each, whatever it was told, and by every way there is.
func TestTheLastCopyStays(t *testing.T) {
	tea, cake := copied("1@x", someDay, "ada@x", "Tea", "at four"), copied("2@x", someDay, "ada@x", "Cake", "at five")
	for name, remove := range map[string]func(c *Cache, ids []ID) (Removal, int, error){
		"delete": func(c *Cache, ids []ID) (Removal, int, error) {
			r, err := c.Delete(ctx, ids, RemoveOptions{Copies: true})
			return r, len(r.Spared), err
		},
		"plan": func(c *Cache, ids []ID) (Removal, int, error) {
			p, err := c.PlanAims(ctx, []Aim{{IDs: ids, Copies: true}}, DeleteAction, nil)
			if err != nil || !p.Copies {
				return Removal{}, 0, errors.Join(err, errors.New("the plan does not say that it is for copies"))
			}
			r, refused, err := c.ApplyPlan(ctx, p, RemoveOptions{})
			return r, len(refused), err
		},
		"plan from a file": func(c *Cache, ids []ID) (Removal, int, error) {
			p, err := c.PlanAims(ctx, []Aim{{IDs: ids, Copies: true}}, DeleteAction, nil)
			if err != nil {
				return Removal{}, 0, err
			}
			var file strings.Builder
			if err := p.Write(&file); err != nil {
				return Removal{}, 0, err
			}
			if p, err = ReadPlan(strings.NewReader(file.String())); err != nil {
				return Removal{}, 0, err
			}
			if refused, err := c.CheckPlan(ctx, p); err != nil || len(refused) != 2 {
				return Removal{}, len(refused), errors.Join(err, errors.New("the check says otherwise"))
			}
			r, refused, err := c.ApplyPlan(ctx, p, RemoveOptions{})
			return r, len(refused), err
		},
	} {
		t.Run(name, func(t *testing.T) {
			c, _, ids := crowd(t, [][]byte{tea, tea, cake, cake, cake})
			must[Removal](t)(c.Delete(ctx, ids[4:], RemoveOptions{})) // what may go is known from before
			r, stay, err := remove(c, []ID{ids[0], ids[1], ids[3]})
			ok(t, err)
			if r.Messages != 1 || stay != 2 {
				t.Errorf("%d went and %d stayed", r.Messages, stay)
			}
		})
	}
}

// TestAWholeCopyStays holds that headers alone do not stand for a message that is whole here, nor what the server has
// let go of for one that it has.
func TestAWholeCopyStays(t *testing.T) {
	tea := copied("1@x", someDay, "ada@x", "Tea", "at four")
	for _, c := range []struct {
		name  string
		heads []int
		gone  bool // the other one is not on the server any more
		goes  int
	}{
		{"both are whole", nil, true, 1},
		{"the other one is not", []int{1}, false, 0},
		{"both are headers", []int{0, 1}, false, 1},
		{"the other one cannot be had any more", []int{0, 1}, true, 0},
	} {
		mail, v, ids := crowd(t, [][]byte{tea, tea}, c.heads...)
		if c.gone {
			must[[]ID](t)(v.Record(ctx, Changes{Missing: ids[1:], Complete: true}))
		}
		if r := must[Removal](t)(mail.Delete(ctx, ids[:1], RemoveOptions{Copies: true})); r.Messages != c.goes || len(r.Spared) != 1-c.goes {
			t.Errorf("%s: %+v", c.name, r)
		}
	}
}
