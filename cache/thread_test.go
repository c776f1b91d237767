package cache

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// epistle makes a message of a conversation; minute orders it.
func epistle(id, subject, inReplyTo string, refs []string, minute int) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "From: a@example.org\r\nSubject: %s\r\nDate: Sun, 22 Nov 2026 10:%02d:00 +0000\r\n", subject, minute)
	if id != "" {
		fmt.Fprintf(&b, "Message-ID: <%s@x>\r\n", id)
	}
	if inReplyTo != "" {
		fmt.Fprintf(&b, "In-Reply-To: <%s@x>\r\n", inReplyTo)
	}
	for i, r := range refs {
		if i == 0 {
			b.WriteString("References:")
		}
		fmt.Fprintf(&b, " <%s@x>", r)
	}
	if len(refs) > 0 {
		b.WriteString("\r\n")
	}
	return []byte(b.String() + "\r\nHello.\r\n")
}

func TestConversations(t *testing.T) {
	// a is answered by b (itself by d) and c; e answers something that never came but names a; f has no references.
	letters := map[string][]byte{
		"a": epistle("a", "Tea", "", nil, 1),
		"b": epistle("b", "Re: Tea", "a", []string{"a"}, 2),
		"c": epistle("c", "Re: Tea", "a", []string{"a"}, 5),
		"d": epistle("d", "Re: Tea", "b", []string{"a", "b"}, 4),
		"e": epistle("e", "Re: Tea", "lost", []string{"a", "lost"}, 6),
		"f": epistle("f", "AW: Tea", "", nil, 7),
		"g": epistle("g", "Tea", "", nil, 3), // the same subject is no answer
		"h": epistle("h", "Coffee", "", nil, 2),
	}
	want := "a0 b1 d2 c1 e1 f1" // by turn, with depth
	names := slices.Sorted(func(yield func(string) bool) {
		for n := range letters {
			if !yield(n) {
				return
			}
		}
	})
	rnd := rand.New(rand.NewPCG(3, 4))
	for round := range 20 {
		c, a, _ := home(t, Keep{})
		v := begin(t, c, a)
		byID := map[ID]string{}
		var news []Listing
		for i, n := range names {
			news = append(news, Listing{Number: int32(i + 1), UIDL: n})
		}
		ids := must[[]ID](t)(v.Record(ctx, Changes{New: news}))
		order := rnd.Perm(len(names))
		for _, i := range order {
			byID[ids[i]] = names[i]
			top := letters[names[i]]
			if rnd.IntN(2) == 0 { // first the header alone
				ok(t, v.Put(ctx, []Arrival{{ID: ids[i], Raw: top[:len(top)-8], Top: true}}))
			}
			ok(t, v.Put(ctx, []Arrival{{ID: ids[i], Raw: top}}))
		}
		rows := must[[]Row](t)(c.readRows(ctx, "SELECT "+rowColumns+" FROM message m ORDER BY m.turn, m.id"))
		var got []string
		thread := map[string]int64{}
		for _, r := range rows {
			thread[byID[r.ID]] = r.Thread
		}
		for _, r := range rows {
			if r.Thread == thread["a"] {
				got = append(got, fmt.Sprintf("%s%d", byID[r.ID], r.Depth))
			}
		}
		// f answers the newest older message of its subject, which may be g when that came first.
		withoutG := strings.Join(slices.DeleteFunc(got, func(s string) bool { return s[0] == 'g' }), " ")
		if withoutG != want {
			t.Errorf("round %d, order %v: conversation is %v, want %s", round, order, got, want)
		}
		if thread["h"] == thread["a"] {
			t.Errorf("round %d: another subject was drawn in", round)
		}
	}
}

func TestBaseSubject(t *testing.T) {
	for in, want := range map[string]string{
		"Tea": "Tea", "Re: Tea": "Tea", "RE: AW: Fwd: Tea": "Tea", "Re[2]: Tea": "Tea", "Re : Tea": "Tea", "回复：Tea": "Tea",
		"Regarding: Tea": "Regarding: Tea", "Note: Re: Tea": "Note: Re: Tea", "": "", "Re:": "",
	} {
		if got := baseSubject(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// A conversation that all mail claims to belong to may not make arrivals dear.
func TestAGiantConversationStandsFlat(t *testing.T) {
	c, a, _ := home(t, Keep{})
	v := begin(t, c, a)
	const n = biggestTree + 100
	ids := must[[]ID](t)(v.Record(ctx, Changes{New: listing(n)}))
	var as []Arrival
	for i, id := range ids {
		as = append(as, Arrival{ID: id, Raw: epistle(fmt.Sprint(i), "Re: x", "", []string{"root"}, i%60)})
	}
	ok(t, v.Put(ctx, as[:biggestTree-1])) // still a tree
	ok(t, v.Put(ctx, as[biggestTree-1:n-1]))
	ok(t, v.Put(ctx, as[n-1:]))
	rows := must[[]Row](t)(c.After(ctx, View{Threads: true}, nil, 2*n))
	if len(rows) != n {
		t.Fatalf("%d rows of %d", len(rows), n)
	}
	for i, r := range rows {
		if r.Thread != rows[0].Thread {
			t.Fatal("torn apart")
		}
		if r.Depth != 0 || i > 0 && r.Date.Before(rows[i-1].Date) {
			t.Fatalf("row %d is at depth %d, of %v after %v", i, r.Depth, r.Date, rows[max(0, i-1)].Date)
		}
	}
}
