package dialog

import (
	"image"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"poplin/cache"
)

func TestTheLastRemovalIsTold(t *testing.T) {
	for _, c := range []struct {
		last cache.Aftermath
		want string
	}{
		{cache.Aftermath{Messages: 1, Waiting: 1}, "last you deleted 1 message: 1 waiting for the next visit"},
		{cache.Aftermath{Action: cache.ArchiveAction, Messages: 12, Committed: 2, Verified: 8, Bytes: 2_000_000, Remarks: []cache.Remark{{Reason: "the server lists it again", Messages: 2, Back: true}}},
			"last you archived 12 messages: 10 confirmed by the server; 8 of them verified gone, 2.0 MB freed|2 came back: the server lists it again"},
		{cache.Aftermath{Messages: 3, Unsure: 1, CalledOff: 1, Remarks: []cache.Remark{{Messages: 1, Stuck: true}}},
			"last you deleted 3 messages: 1 asked of the server, its answer is not known; 1 taken back in time|1 could not be removed"},
		{cache.Aftermath{Messages: 3}, "last you deleted 3 messages: nothing of that was on a server"},
	} {
		l := NewLedger(env())
		if c.last.Action == "" {
			c.last.Action = cache.DeleteAction
		}
		l.Update(ledgerMsg{entries: []cache.LedgerEntry{{Subject: "one", State: cache.Verified}}, last: &c.last})
		text := ansi.Strip(strings.Join(l.aftermath(200), "|"))
		if text != c.want+"|" {
			t.Errorf("%q, want %q", text, c.want)
		}
		for _, room := range []image.Point{{30, 6}, {40, 10}, {80, 22}} {
			if n := strings.Count(l.View(room), "\n") + 1; n > room.Y {
				t.Errorf("%d lines in %v", n, room)
			}
		}
		if !strings.Contains(ansi.Strip(l.View(image.Pt(80, 22))), "last you") {
			t.Error("the ledger does not tell it")
		}
	}
}

// TestTheLedgerIsReadAnywhere: in few columns a state is said in a word and the sum in full.
func TestTheLedgerIsReadAnywhere(t *testing.T) {
	l := NewLedger(env())
	l.Update(ledgerMsg{entries: []cache.LedgerEntry{{Subject: "a subject of some length", State: cache.Planned}, {Subject: "two", State: cache.Committed}, {Subject: "three", State: cache.Verified}}})
	text := ansi.Strip(l.View(image.Pt(40, 20)))
	for _, want := range []string{"waiting", "confirmed", "verified gone", "way  "} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if text := ansi.Strip(l.View(image.Pt(80, 20))); !strings.Contains(text, "a subject of some length") || !strings.Contains(text, "waits for the next visit") {
		t.Errorf("at 80:\n%s", text)
	}
}
