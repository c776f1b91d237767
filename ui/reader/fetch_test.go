package reader

import (
	"image"
	"reflect"
	"testing"

	"poplin/cache"
	"poplin/pop3/worker"
	"poplin/ui/screen"
)

func TestABodyIsAskedForOnce(t *testing.T) {
	b := withoutBody(t)
	b.show("headers")
	b.shows("Not here yet", "Caroline <caroline@sweeper.example>", "Not downloaded yet.", "Press enter to fetch it now (5.0 MB), p to see only how it begins.")
	b.press("space", "enter")
	want := []screen.Action{screen.Post{Account: "home", Command: worker.Fetch{ID: b.id}}}
	if !reflect.DeepEqual(b.actions, want) {
		t.Errorf("got %v, want %v", b.actions, want)
	}
	b.shows("fetching 5.0 MB")
	b.send(worker.Progress{Account: "home", Step: worker.Bodies, Bytes: 2_500_000, BytesTotal: 5_000_000})
	b.shows("fetching 2.5 MB of 5.0 MB", "━━━━━━━━━━────")
	if len(b.later) > 0 {
		t.Error("a message without a body counts as read")
	}
}

func TestAFetchedBodyAppears(t *testing.T) {
	b := withoutBody(t)
	b.show("headers")
	b.press("enter")
	ctx := t.Context()
	v, err := b.env.Cache.BeginVisit(ctx, 1)
	must(t, err)
	must(t, v.Begin(ctx, []cache.ID{b.id}))
	must(t, v.Put(ctx, []cache.Arrival{{ID: b.id, Raw: []byte("Subject: Not here yet\r\n\r\nHere now.\r\n")}}))
	must(t, v.End(ctx, cache.Outcome{Complete: true}))
	b.send(worker.Fetched{Account: "home", ID: b.id})
	b.shows("Here now.")
	if len(b.later) != 1 {
		t.Error("it does not count as read")
	}
}

func TestAFailedFetchSaysWhyAndMayBeTriedAgain(t *testing.T) {
	b := withoutBody(t)
	b.show("headers")
	b.press("enter")
	b.send(worker.Failed{Account: "home", ID: b.id, Problem: &worker.Problem{What: "no answer from the server", Hint: "is the network up?"}})
	b.shows("! no answer from the server", "is the network up?")
	b.actions = nil
	b.press("enter")
	if _, ok := b.last().(screen.Post); !ok {
		t.Errorf("the second try: %v", b.last())
	}
}

func TestFlagsAreShownAtOnce(t *testing.T) {
	b := sample(t, image.Pt(80, 24))
	b.show("engine-1")
	b.send(screen.Flagged{IDs: []cache.ID{b.id}, Flag: cache.Starred, On: true})
	b.shows("starred")
	b.press("!")
	want := screen.SetFlags{IDs: []cache.ID{b.id}, Flag: cache.Starred, On: false}
	if !reflect.DeepEqual(b.last(), want) {
		t.Errorf("got %v, want %v", b.last(), want)
	}
}
