package cache

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
)

// TestSegmentsAreAsFTS4WritesThem has FTS4 index the same messages in a table beside, and wants what is stored to be the
// same to the byte: a segment that is one leaf, one with some leaves, and trees of three heights.
func TestSegmentsAreAsFTS4WritesThem(t *testing.T) {
	for _, c := range []struct{ page, messages, words, vocabulary int }{
		{8192, 1, 3, 5}, {8192, 40, 200, 600}, {8192, 30, 900, 9}, {512, 100, 300, 20_000}, {4096, 200, 60, 200_000},
	} {
		t.Run(fmt.Sprintf("%+v", c), func(t *testing.T) {
			db := writer(filepath.Join(t.TempDir(), "db"), c.page)
			defer db.Close()
			const table = "CREATE VIRTUAL TABLE %s USING fts4 (content='', matchinfo=fts3, body, sender, recipient, subject, list, file)"
			must[any](t)(db.Exec(fmt.Sprintf(table+"; "+table, "word", "theirs")))
			all := madeUp(rand.New(rand.NewPCG(uint64(c.page), uint64(c.messages))), c.messages, c.words, c.vocabulary)
			words := newPostings()
			for i := range all {
				words.take(&all[i])
			}
			tx := must[*txn](t)(beginTxn(ctx, db, false))
			ok(t, writeWords(ctx, tx, "word", words))
			for _, w := range all {
				must[any](t)(tx.ExecContext(ctx, `INSERT INTO theirs (docid, body, sender, recipient, subject, list, file)
					VALUES (?, ?, ?, ?, ?, ?, ?)`, w.id, indexText(w.body), indexText(w.sender), indexText(w.recipient),
					indexText(w.subject), indexText(w.list), indexText(w.file)))
			}
			ok(t, tx.Commit(ctx))
			for _, q := range []string{"SELECT * FROM %s_segdir ORDER BY level, idx", "SELECT * FROM %s_segments ORDER BY blockid"} {
				ours, want := dump(t, db, fmt.Sprintf(q, "word")), dump(t, db, fmt.Sprintf(q, "theirs"))
				if ours != want {
					t.Fatalf("%d bytes, want %d:\n%.400s\nwant\n%.400s", len(ours), len(want), ours, want)
				}
			}
			must[any](t)(db.Exec("INSERT INTO word (word) VALUES ('integrity-check')"))
		})
	}
}

// madeUp are messages of random words, some of them not ASCII and some in other columns than the first.
func madeUp(r *rand.Rand, messages, words, vocabulary int) []wording {
	text := func(n int) string {
		var b strings.Builder
		for range n {
			k := min(r.IntN(vocabulary), r.IntN(vocabulary))
			fmt.Fprintf(&b, "%s%x ", []string{"w", "wort", "ÜBER", "東京", "a-rather-longer-", ""}[k%6], k*k)
		}
		return b.String()
	}
	all, id := make([]wording, messages), ID(0)
	for i := range all {
		id += ID(1 + r.IntN(300))
		all[i] = wording{id: id, body: text(words), subject: text(3)}
		if r.IntN(2) == 0 {
			all[i].sender, all[i].list, all[i].file = text(2), text(1), text(1)
		}
	}
	return all
}

func dump(t *testing.T, db *sql.DB, query string) string {
	t.Helper()
	rows := must[*sql.Rows](t)(db.Query(query))
	defer rows.Close()
	columns := must[[]string](t)(rows.Columns())
	var b strings.Builder
	for rows.Next() {
		row := make([]any, len(columns))
		for i := range row {
			row[i] = new(any)
		}
		ok(t, rows.Scan(row...))
		for _, v := range row {
			fmt.Fprintf(&b, "%x ", *v.(*any))
		}
		b.WriteByte('\n')
	}
	ok(t, rows.Err())
	return b.String()
}

// TestSegmentsAreMerged writes one segment a message: they are merged again and again, and a message that came by its
// header first is found by what came after.
func TestSegmentsAreMerged(t *testing.T) {
	c, a, _ := home(t, Keep{})
	const n = 5 * manySegments
	v := begin(t, c, a)
	ids := must[[]ID](t)(v.Record(ctx, Changes{New: listing(n), Complete: true}))
	for i, id := range ids {
		head, _, _ := cutHeader(mail(i))
		ok(t, v.Put(ctx, []Arrival{{ID: id, Raw: head, Top: true}}))
		ok(t, c.Index(ctx, nil))
	}
	for i, id := range ids {
		ok(t, v.Put(ctx, []Arrival{{ID: id, Raw: mail(i)}}))
		ok(t, c.Index(ctx, nil))
	}
	var most int
	ok(t, c.read.QueryRow("SELECT max(n) FROM (SELECT count(*) AS n FROM word_segdir GROUP BY level)").Scan(&most))
	if most >= manySegments {
		t.Errorf("%d segments of one age", most)
	}
	wantFound(t, c, "words", ids...)
	wantFound(t, c, "subject:note", ids...)
	for i, id := range ids {
		wantFound(t, c, fmt.Sprintf(`body:"words of note %d"`, i), id)
	}
	must[any](t)(c.write.Exec("INSERT INTO word (word) VALUES ('integrity-check')"))
}
