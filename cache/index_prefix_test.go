package cache

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"
)

// TestHaving wants of the index itself what FTS4 finds in it: in segments of one leaf and in tall ones, before FTS4 has
// merged them and after.
func TestHaving(t *testing.T) {
	for _, page := range []int{512, 8192} {
		db := writer(filepath.Join(t.TempDir(), "db"), page)
		defer db.Close()
		must[any](t)(db.Exec(`CREATE VIRTUAL TABLE word USING fts4 (content='', matchinfo=fts3, body, sender, recipient, subject, list, file);
			CREATE TABLE message (id INTEGER PRIMARY KEY)`))
		c := &Cache{read: db}
		r := rand.New(rand.NewPCG(uint64(page), 7))
		check := func(when string) {
			t.Helper()
			for _, prefix := range []string{"w", "wo", "1", "19", "ub", "京", "a", "zz", "9"} {
				found := must[idBits](t)(c.having(ctx, prefix))
				var got []ID
				for id := range ID(100_000) {
					if found.has(id) {
						got = append(got, id)
					}
				}
				want := must[[]ID](t)(c.readIDs(ctx, "SELECT docid FROM word WHERE word MATCH ? ORDER BY docid", `"`+prefix+`*"`))
				if !slices.Equal(got, want) {
					t.Errorf("pages of %d, %s: %q is had by %d, want %d", page, when, prefix, len(got), len(want))
				}
			}
		}
		var last ID
		for n := range 20 {
			words := newPostings()
			for _, w := range madeUp(r, 1+n*3, 200, 30*(n+1)*(n+1)) {
				w.id += last
				words.take(&w)
				must[any](t)(db.Exec("INSERT INTO message VALUES (?)", w.id))
			}
			must[any](t)(db.Exec("INSERT INTO message VALUES ((SELECT max(id) + 300 FROM message))"))
			ok(t, db.QueryRow("SELECT max(id) FROM message").Scan(&last))
			tx := must[*txn](t)(beginTxn(ctx, db, false))
			ok(t, writeWords(ctx, tx, "word", words))
			ok(t, tx.Commit(ctx))
			if n == 0 {
				check("one leaf or a few")
			}
		}
		check("twenty segments")
		for _, command := range []string{"merge=5,2", "merge=500,8", "optimize"} {
			must[any](t)(db.Exec(fmt.Sprintf("INSERT INTO word (word) VALUES ('%s')", command)))
			check(command)
		}
	}
}

// FuzzSegment holds that nothing that may stand in a damaged segment is trusted.
func FuzzSegment(f *testing.F) {
	f.Add([]byte("\x00\x02me\x03\x01\x02\x00"), "me")
	f.Add([]byte("\x01\x05\x02me\x01\x01x"), "m")
	f.Fuzz(func(t *testing.T, node []byte, prefix string) {
		s := prefixScan{prefix: []byte(prefix), found: newIDBits(1000)}
		_, leafErr := s.leaf(node)
		_, height, err := s.child(node)
		if err == nil && height < 1 || leafErr != nil && leafErr != errSegment {
			t.Error(height, err, leafErr)
		}
	})
}
