package cache

import (
	"context"
	"fmt"
	"slices"
	"testing"
)

// found are the ids a query finds, by rising id.
func found(t testing.TB, c *Cache, query string) []ID {
	t.Helper()
	ids := must[[]ID](t)(c.Select(ctx, View{Query: mustParse(t, query)}, 0))
	slices.Sort(ids)
	return ids
}

func wantFound(t testing.TB, c *Cache, query string, want ...ID) {
	t.Helper()
	if got := found(t, c, query); !slices.Equal(got, want) {
		t.Errorf("%q finds %v, want %v", query, got, want)
	}
}

func TestIndexTakesInTextHeadersAndFiles(t *testing.T) {
	c, a, _ := home(t, Keep{})
	v := begin(t, c, a)
	ids := must[[]ID](t)(v.Record(ctx, Changes{New: listing(2), Complete: true}))
	ok(t, v.Put(ctx, []Arrival{{ID: ids[0], Raw: []byte("From: Ada <ada@example.org>\r\nTo: Grace Hopper <grace@example.com>\r\n" +
		"Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\nList-Id: <tea.lists.example.org>\r\nMIME-Version: 1.0\r\n" +
		"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" +
		"昨日は東京タワーに行きました。 Engines are analytical.\r\n--b\r\nContent-Type: application/pdf; name=invoice.pdf\r\n" +
		"Content-Disposition: attachment; filename=invoice.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--b--\r\n")},
		{ID: ids[1], Raw: mail(1)}}))
	if n := must[int](t)(c.Behind(ctx)); n != 2 {
		t.Errorf("behind by %d, want 2", n)
	}
	wantFound(t, c, "grusse")
	ok(t, c.Index(ctx, nil))
	if n := must[int](t)(c.Behind(ctx)); n != 0 {
		t.Errorf("behind by %d after Index", n)
	}
	for _, q := range []string{"grusse", "subject:Grüße", "京タ", "京", "body:東京タワー", "analyt*", `"engines are"`, "to:hopper",
		"to:grace@example.com", "from:ada grace", "list:tea.lists", "file:invoice", "invoice.pdf", "has:attachment", "type:pdf"} {
		wantFound(t, c, q, ids[0])
	}
	for _, q := range []string{"analyt", `"are engines"`, "subject:engines", "body:grusse", "to:ada", "file:engines", "tokyo"} {
		wantFound(t, c, q)
	}
	wantFound(t, c, "from:ada", ids...)
}

func TestIndexIsQuietAboutProgressAndCancel(t *testing.T) {
	c, a, _ := home(t, Keep{})
	const n = batchMessages + 50
	ids := fill(t, c, a, n)
	cancelled, cancel := context.WithCancel(ctx)
	var seen [][2]int
	err := c.Index(cancelled, func(done, total int) {
		seen = append(seen, [2]int{done, total})
		if done > 0 {
			cancel()
		}
	})
	if err == nil || len(seen) != 2 || seen[0] != [2]int{0, n} || seen[1][1] != n {
		t.Fatalf("stopped with %v after %v", err, seen)
	}
	behind := must[int](t)(c.Behind(ctx))
	if behind == 0 || behind == n {
		t.Fatalf("behind by %d after a first step", behind)
	}
	wantFound(t, c, fmt.Sprintf(`"note %d"`, n-1), ids[n-1]) // the newest come first
	wantFound(t, c, `"note 0"`)
	ok(t, c.Index(ctx, nil))
	wantFound(t, c, `"note 0"`, ids[0])
	if all := len(found(t, c, "note")); all != n {
		t.Errorf("found %d of %d", all, n)
	}
}

// TestBodyAfterHeader holds that a message indexed by its header is found by its body once that is here, and that its
// header goes on to be found where it was.
func TestBodyAfterHeader(t *testing.T) {
	c, a, _ := home(t, Keep{})
	v := begin(t, c, a)
	ids := must[[]ID](t)(v.Record(ctx, Changes{New: listing(3), Complete: true}))
	for i, id := range ids {
		head, _, _ := cutHeader(mail(i))
		ok(t, v.Put(ctx, []Arrival{{ID: id, Raw: head, Top: true}}))
	}
	ok(t, c.Index(ctx, nil))
	wantFound(t, c, "subject:note", ids...)
	wantFound(t, c, "words")
	ok(t, v.Put(ctx, []Arrival{{ID: ids[1], Raw: mail(1)}}))
	ok(t, c.Index(ctx, nil))
	for range 2 {
		wantFound(t, c, "words", ids[1])
		wantFound(t, c, "body:wor*", ids[1])
		wantFound(t, c, "subject:note", ids...)
		wantFound(t, c, "subject:not*", ids...)
		wantFound(t, c, "-words", ids[0], ids[2])
		wantFound(t, c, `words "note 1" from:ada`, ids[1])
		must[any](t)(c.write.Exec("INSERT INTO word (word) VALUES ('optimize')")) // merged into one, nothing changes
	}
}

func cutHeader(raw []byte) (head, body []byte, ok bool) {
	for i := range raw {
		if string(raw[i:min(i+4, len(raw))]) == "\r\n\r\n" {
			return raw[:i+4], raw[i+4:], true
		}
	}
	return raw, nil, false
}

// TestNothingArrivesUnseen holds that a body that arrives while its header is being indexed is not forgotten.
func TestNothingArrivesUnseen(t *testing.T) {
	c, a, _ := home(t, Keep{})
	v := begin(t, c, a)
	ids := must[[]ID](t)(v.Record(ctx, Changes{New: listing(1), Complete: true}))
	head, _, _ := cutHeader(mail(0))
	ok(t, v.Put(ctx, []Arrival{{ID: ids[0], Raw: head, Top: true}}))
	batch := must[[]wording](t)(c.batch(ctx, "SELECT message FROM unindexed"))
	ok(t, v.Put(ctx, []Arrival{{ID: ids[0], Raw: mail(0)}}))
	ok(t, c.addIndexed(ctx, newPostings(), batch))
	if n := must[int](t)(c.Behind(ctx)); n != 1 {
		t.Fatalf("behind by %d, want 1: the body is not in the index", n)
	}
	ok(t, c.Index(ctx, nil))
	wantFound(t, c, "words", ids[0])
}

func TestPurgedMessagesAreNotFound(t *testing.T) {
	c, a, _ := home(t, Keep{})
	ids := fill(t, c, a, 3)
	ok(t, c.Index(ctx, nil))
	must[any](t)(c.write.Exec("DELETE FROM message WHERE id = ?", ids[1]))
	wantFound(t, c, "note", ids[0], ids[2])
	must[any](t)(c.write.Exec("INSERT OR REPLACE INTO fact VALUES (?, ?)", factGhosts, manyGhosts+1))
	if !must[bool](t)(c.Stale(ctx)) {
		t.Error("an index of ghosts is not stale")
	}
	ok(t, c.Reindex(ctx, nil))
	if must[bool](t)(c.Stale(ctx)) {
		t.Error("stale after Reindex")
	}
	if raw := must[[]ID](t)(c.readIDs(ctx, `SELECT docid FROM word WHERE word MATCH '"note"'`)); len(raw) != 2 {
		t.Errorf("the new index holds %v", raw)
	}
}

// TestReindex stops a renewal half way, in which mail arrives: both indexes take it in, search answers throughout, and
// another call ends what was begun.
func TestReindex(t *testing.T) {
	c, a, _ := home(t, Keep{})
	const n = batchMessages + 50
	ids := fill(t, c, a, n)
	ok(t, c.Index(ctx, nil))
	must[any](t)(c.write.Exec("UPDATE fact SET value = 0 WHERE name = ?", factVersion))
	if !must[bool](t)(c.Stale(ctx)) {
		t.Error("an older version is not stale")
	}
	cancelled, cancel := context.WithCancel(ctx)
	err := c.Reindex(cancelled, func(done, total int) { cancel() })
	if err == nil {
		t.Fatal("not stopped")
	}
	if !must[bool](t)(c.Stale(ctx)) {
		t.Error("half an index is not stale")
	}
	v := begin(t, c, a)
	fresh := must[[]ID](t)(v.Record(ctx, Changes{New: []Listing{{Number: 1, UIDL: "new", Size: 10}}}))
	ok(t, v.Put(ctx, []Arrival{{ID: fresh[0], Raw: mail(9000)}}))
	ok(t, c.Index(ctx, nil))
	for range 2 {
		wantFound(t, c, `"note 0"`, ids[0])
		wantFound(t, c, fmt.Sprintf(`"note %d"`, n-1), ids[n-1])
		wantFound(t, c, `"note 9000"`, fresh...)
		if all := len(found(t, c, "note")); all != n+1 {
			t.Errorf("found %d of %d", all, n+1)
		}
		ok(t, c.Reindex(ctx, nil))
	}
	if must[bool](t)(c.Stale(ctx)) {
		t.Error("stale after Reindex")
	}
}

// TestSearchSyntaxIsLiteral throws the syntax of SQL and of the index at the query language: whatever is typed is looked
// for, or refused as a mistake in the query, and never an error of SQLite.
func TestSearchSyntaxIsLiteral(t *testing.T) {
	c, a, _ := home(t, Keep{})
	fill(t, c, a, 1)
	ok(t, c.Index(ctx, nil))
	for _, s := range []string{`" OR NEAR(`, `"a" OR NEAR(b c)`, "*", "a*b*c", "a\x00b", "NEAR/3", "word:note", "sender:ada", "NOT note",
		"note NOT", "a AND b", "(((", `"'; DROP TABLE message; --"`, "';--", `from:"' OR 1=1"`, "^note", "{a b}:c", "docid:1",
		"%", "_", "list:=%", "tag:'", "\ufffd", "a\u0300\u0301", `subject:="%"`, "account:x'--"} {
		q, err := ParsePartial(s, noon)
		if err != nil {
			continue
		}
		for _, v := range []View{{Query: q}, {Query: q.Not()}, {Query: q, Threads: true}} {
			if _, err := c.After(ctx, v, nil, 10); err != nil {
				t.Errorf("%q: %v", s, err)
			}
			if _, err := c.Count(ctx, v); err != nil {
				t.Errorf("%q: %v", s, err)
			}
		}
	}
}

// TestLongQueries holds that the longest queries the language takes are not too deep for SQLite or the index.
func TestLongQueries(t *testing.T) {
	c, a, _ := home(t, Keep{})
	ids := fill(t, c, a, 1)
	ok(t, c.Index(ctx, nil))
	repeat := func(f func(i int) string, n int, between string) string {
		s := ""
		for i := range n {
			if i > 0 {
				s += between
			}
			s += f(i)
		}
		return s
	}
	word := func(i int) string { return fmt.Sprintf("w%d", i) }
	for _, s := range []string{repeat(word, 199, " OR ") + " OR note", "note -" + repeat(word, 199, " -"),
		"(note OR " + repeat(word, 29, " OR ") + ") note -" + repeat(word, 100, " -"),
		repeat(func(int) string { return "(note OR " + repeat(word, 4, " OR ") + ")" }, 40, " "),
		repeat(func(int) string { return "note" }, 200, " "), repeat(func(int) string { return "from:ada" }, 200, " "),
		repeat(func(int) string { return `from:"ada example"` }, 200, " "),
		"note OR " + repeat(func(i int) string { return fmt.Sprintf("from:=a%d@example.org", i) }, 199, " OR "),
		repeat(func(i int) string { return fmt.Sprintf("(note OR -(%s", word(i)) }, 16, " ") + repeat(func(int) string { return "))" }, 16, ""),
	} {
		wantFound(t, c, s, ids...)
	}
}
