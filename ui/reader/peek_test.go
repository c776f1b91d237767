package reader

import (
	"reflect"
	"strings"
	"testing"

	"poplin/cache"
	"poplin/pop3/worker"
	"poplin/ui/screen"
)

// TestAPeek shows the beginning of a message, what is attached as far as it was seen, and how much of it that is; each
// key asks for a step more, and nothing of it can be saved or counts as read.
func TestAPeek(t *testing.T) {
	b := withoutBody(t)
	b.show("headers")
	ctx := t.Context()
	begins := "Subject: Not here yet\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nIt begins well.\r\n--x\r\n" +
		"Content-Type: application/pdf; name=long.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
	for _, lines := range []int{40, 200, 1000} {
		b.actions = nil
		b.press("p", "p") // asked once
		if want := []screen.Action{screen.Post{Account: "home", Command: worker.Peek{ID: b.id, Lines: lines}}}; !reflect.DeepEqual(b.actions, want) {
			t.Fatalf("got %v, want %v", b.actions, want)
		}
		b.shows("looking at how it begins")
		v, err := b.env.Cache.BeginVisit(ctx, 1)
		must(t, err)
		must(t, v.PutPiece(ctx, b.id, []byte(begins+strings.Repeat("JVBERi0xLjQK\r\n", lines)), lines))
		must(t, v.End(ctx, cache.Outcome{Complete: true}))
		b.send(worker.Peeked{Account: "home", ID: b.id})
		b.shows("It begins well.", "long.pdf  application/pdf", "of 5.0 MB read.")
	}
	b.shows("Press enter to fetch it whole.", "14 kB of 5.0 MB\n")
	b.press(`\`, "G")
	b.shows("Here it breaks off: ", " of 5.0 MB is here.")
	if got := b.Status(); !strings.HasPrefix(got, "source, ") || !strings.HasSuffix(got, " of 5.0 MB") {
		t.Errorf("the source is %q", got)
	}
	b.press(`\`)
	b.actions = nil
	b.press("p", "s", "|")
	for _, act := range b.actions {
		if n, ok := act.(screen.Notice); !ok || strings.Contains(n.Text, "nothing is attached") {
			t.Errorf("beyond the last step: %+v", act)
		}
	}
	if len(b.later) > 0 || len(b.files()) > 0 {
		t.Error("a piece counts as read, or its attachments as here")
	}
}
