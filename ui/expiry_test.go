package ui

import (
	"context"
	"image"
	"testing"

	"poplin/cache"
	"poplin/pop3/worker"
	"poplin/ui/theme"
)

// TestMailThatIsErasedSoon is told after a visit and in the log, as long as some of it is not here.
func TestMailThatIsErasedSoon(t *testing.T) {
	c := emptyCache(t)
	ctx := context.Background()
	v, err := c.BeginVisit(ctx, 1)
	if err == nil {
		_, err = v.Record(ctx, cache.Changes{New: []cache.Listing{{Number: 1, UIDL: "a", Size: 9}, {Number: 2, UIDL: "b", Size: 9}}, Complete: true})
	}
	if err == nil {
		err = v.End(ctx, cache.Outcome{Complete: true, Listed: 2})
	}
	if err == nil {
		err = c.Learn(ctx, 1, cache.Learnt{"erases-after": "30"})
	}
	if err != nil {
		t.Fatal(err)
	}
	s := newStage(t, c, image.Pt(110, 30), theme.Choice{Dark: true})
	s.hear(worker.Finished{Account: "home"})
	const told = "the server erases mail after 30 days; 2 messages are not saved yet"
	s.shows(told)
	s.press("L")
	s.shows("The last visit to home", told)
}
