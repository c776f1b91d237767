package cache

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"
)

// TestQueriesCanBeCalledOff holds that a search that is replaced while it runs stops, and frees its connection.
func TestQueriesCanBeCalledOff(t *testing.T) {
	c, a, _ := home(t, Keep{})
	fill(t, c, a, 3)
	slow := "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000) SELECT max(i) FROM n"
	for range 2 * readers {
		cancelled, cancel := context.WithCancel(ctx)
		done := make(chan error, 1)
		go func() {
			_, err := c.readIDs(cancelled, slow)
			done <- err
		}()
		cancel()
		select {
		case err := <-done:
			if !errors.Is(err, context.Canceled) {
				t.Fatalf("ended with %v", err)
			}
		case <-time.After(30 * time.Second):
			t.Fatal("it goes on")
		}
	}
	if rows := must[[]Row](t)(c.After(ctx, View{}, nil, 10)); len(rows) != 3 {
		t.Errorf("%d rows afterwards", len(rows))
	}
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := c.After(cancelled, View{Query: mustParse(t, "note")}, nil, 10); !errors.Is(err, context.Canceled) {
		t.Errorf("a call with an ended context gives %v", err)
	}
}

// TestPositionsOutliveTheirMessages holds that a page goes on from where a message was, though it has gone meanwhile.
func TestPositionsOutliveTheirMessages(t *testing.T) {
	c, a, _ := home(t, Keep{})
	ids := fill(t, c, a, 9)
	for _, v := range []View{{}, {Threads: true}, {Sort: BySize}, {Sort: ByFrom}, {Sort: BySubject, Reverse: true}} {
		rows := must[[]Row](t)(c.After(ctx, v, nil, 9))
		at := v.PositionOf(rows[4])
		for _, state := range []string{"there", "gone"} {
			after := must[[]Row](t)(c.After(ctx, v, &at, 2))
			before := must[[]Row](t)(c.Before(ctx, v, &at, 2))
			rank := must[int](t)(c.Rank(ctx, v, at))
			if len(after) != 2 || after[0].ID != rows[5].ID || len(before) != 2 || before[1].ID != rows[3].ID || rank != 4 {
				t.Errorf("%+v, %s: after %d, before %d, rank %d", v, state, after[0].ID, before[1].ID, rank)
			}
			must[Removal](t)(c.Delete(ctx, []ID{rows[4].ID}, RemoveOptions{}))
		}
		must[Undone](t)(c.Undo(ctx))
	}
	if len(ids) != 9 {
		t.Error("not the mailbox that was meant")
	}
}

// TestViewsAreReadInTheirOrder holds that the views that are opened every day are read from an index that has their
// order, so that their first page costs the same in any mailbox.
func TestViewsAreReadInTheirOrder(t *testing.T) {
	c, a, _ := home(t, Keep{})
	fill(t, c, a, 3)
	var views []View
	for _, q := range []string{"", "is:inbox", "is:unread", "is:starred", "is:archived", "is:deleted", "has:attachment", "is:list"} {
		views = append(views, View{Query: mustParse(t, q)})
	}
	for _, s := range []Sort{ByDate, BySize, ByFrom, BySubject} {
		views = append(views, View{Sort: s}, View{Sort: s, Reverse: true})
	}
	for _, v := range append(views, View{Accounts: []AccountID{a}}) {
		for _, up := range []bool{false, true} {
			row := must[[]Row](t)(c.After(ctx, View{}, nil, 1))[0]
			at := v.PositionOf(row)
			r := must[route](t)(c.route(ctx, v, true))
			for _, stretch := range append(v.stretches(&at, up), test("TRUE")) {
				cond := both(r.condition, stretch)
				plan := explain(t, c, "SELECT m.id FROM "+r.from+" WHERE "+cond.sql+" ORDER BY "+v.order(up)+" LIMIT 60", cond.args...)
				if strings.Contains(plan, "TEMP B-TREE") || !strings.Contains(plan, "INDEX message_") {
					t.Errorf("%s %+v up %v: %s", v.Query, v, up, plan)
				}
			}
		}
	}
}

func explain(t *testing.T, c *Cache, query string, args ...any) string {
	t.Helper()
	rows, err := c.read.QueryContext(ctx, "EXPLAIN QUERY PLAN "+query, args...)
	ok(t, err)
	defer rows.Close()
	plan := ""
	for rows.Next() {
		var id, parent, none int
		var step string
		ok(t, rows.Scan(&id, &parent, &none, &step))
		plan += step + "; "
	}
	return plan
}
