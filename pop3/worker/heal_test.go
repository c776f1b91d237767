package worker

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"poplin/cache"
	"poplin/pop3/maildrop"
)

// renamed gives messages new UIDLs.
func renamedMail(ms []maildrop.Message) (all []maildrop.Message) {
	for i, m := range ms {
		all = append(all, maildrop.Message{UIDL: fmt.Sprint("new-", i), Raw: m.Raw})
	}
	return all
}

func TestAllUIDLsChanged(t *testing.T) {
	for _, pipelining := range []Pipelining{PipeAuto, PipeOff} {
		ms := letters(30)
		h := newHouse(t, maildrop.Config{}, ms...)
		h.acc.Pipelining = pipelining
		h.visit()
		if err := h.cache.SetFlags(t.Context(), []cache.ID{h.find("uid-m7")}, cache.Read|cache.Starred, true); err != nil {
			t.Fatal(err)
		}
		h.delete("uid-m3")
		fresh := letter("fresh", 700)
		again := append(renamedMail(ms), fresh)
		h.box.Replace(again...)
		o := h.visit()
		if o.Downloaded != 1 || o.New != 1 || o.Deleted != 0 {
			t.Errorf("outcome %+v\n%s", o, dialogue(o))
		}
		if n := len(h.onServer()); n != 31 {
			t.Errorf("the server holds %d of 31 after a visit that should remove nothing", n)
		}
		es, err := h.cache.Entries(t.Context(), []cache.ID{h.find("new-7")})
		if err != nil || es[0].Flags&cache.Starred == 0 {
			t.Errorf("the star of a renamed message is lost: %+v, %v", es, err)
		}
		h.visit()
		h.visit()
		if slices.Contains(h.onServer(), "new-3") || len(h.onServer()) != 30 {
			t.Errorf("the removal did not follow its message: %d on the server", len(h.onServer()))
		}
		h.wantState("new-3", cache.Verified)
		h.holds(slices.Delete(again, 3, 4)...)
	}
}

func TestUIDLsSwapped(t *testing.T) {
	// The server gives every message the name of another.
	ms := letters(10)
	h := newHouse(t, maildrop.Config{}, ms...)
	h.visit()
	var swapped []maildrop.Message
	for i, m := range ms {
		swapped = append(swapped, maildrop.Message{UIDL: ms[(i+1)%len(ms)].UIDL, Raw: m.Raw})
	}
	h.box.Replace(swapped...)
	h.visit()
	h.holds(swapped...)
	h.delete(swapped[3].UIDL)
	h.visit()
	want := slices.Delete(slices.Clone(swapped), 3, 4)
	if got := h.box.Messages(); !slices.EqualFunc(got, want, func(a, b maildrop.Message) bool { return string(a.Raw) == string(b.Raw) }) {
		t.Error("another message was removed than the one that was meant")
	}
}

func TestListingEmptyOnce(t *testing.T) {
	ms := letters(8)
	h := newHouse(t, maildrop.Config{}, ms...)
	h.visit()
	h.delete("uid-m1")
	h.box.Replace()
	if o := h.visit(); o.Complete || o.Verified != 0 {
		t.Errorf("an empty listing was believed: %+v", o)
	}
	h.wantState("uid-m1", cache.Planned)
	for _, e := range h.entries() {
		if e.Flags&cache.Gone != 0 {
			t.Errorf("%s was forgotten", e.UIDL)
		}
	}
	h.box.Replace(ms...)
	if o := h.visit(); o.New != 0 || o.Downloaded != 0 || o.Deleted != 1 {
		t.Errorf("the mail that came back: %+v", o)
	}
	h.visit()
	h.wantState("uid-m1", cache.Verified)
}

func TestListingEmptyForGood(t *testing.T) {
	ms := letters(8)
	h := newHouse(t, maildrop.Config{}, ms...)
	h.visit()
	h.box.Replace()
	h.visit()
	if o := h.visit(); !o.Complete {
		t.Errorf("the same listing twice is not believed: %+v", o)
	}
	h.holds(ms...)
	for _, e := range h.entries() {
		if e.Flags&cache.Gone == 0 {
			t.Errorf("%s passes for being on the server", e.UIDL)
		}
	}
}

func TestShrunkenListing(t *testing.T) {
	ms := letters(60)
	h := newHouse(t, maildrop.Config{}, ms...)
	h.visit()
	h.delete("uid-m59")
	h.box.Replace(append(slices.Clone(ms[:10]), ms[59])...)
	o := h.visit()
	if o.Complete || o.Deleted != 0 {
		t.Errorf("a listing that shrank by most was believed at once: %+v", o)
	}
	h.box.Replace(ms...)
	h.visit()
	h.visit()
	h.wantState("uid-m59", cache.Verified)
	if n := len(h.onServer()); n != 59 {
		t.Errorf("the server holds %d", n)
	}
}

func TestStatAndUIDLContradict(t *testing.T) {
	h := newHouse(t, maildrop.Config{Faults: []maildrop.Fault{{Kind: maildrop.Reply, Command: "STAT", Session: 2, Text: "+OK 9 99999"}}}, letters(3)...)
	h.visit()
	h.delete("uid-m0")
	if o := h.visit(); o.Complete || o.Deleted != 0 {
		t.Errorf("outcome %+v", o)
	}
	h.wantServer("uid-m0", "uid-m1", "uid-m2")
	h.visit()
	h.wantServer("uid-m1", "uid-m2")
}

func TestServerWithoutUIDL(t *testing.T) {
	ms := letters(6)
	faults := []maildrop.Fault{{Kind: maildrop.Reply, Command: "UIDL", Text: "-ERR unknown command"}}
	caps := []string{"TOP", "USER"}
	h := newHouse(t, maildrop.Config{Caps: caps, Faults: faults}, ms...)
	h.visit()
	for i, e := range h.entries() {
		if !strings.HasPrefix(e.UIDL, "h:") || e.Body != cache.Full {
			t.Errorf("message %d: %+v", i, e)
		}
	}
	h.box.Add(letter("late", 300))
	if o := h.visit(); o.New != 1 || o.Downloaded != 1 {
		t.Errorf("second visit: %+v", o)
	}
	for _, e := range h.entries() {
		if e.Subject == "about m2" {
			h.delete(e.UIDL)
		}
	}
	h.box.Remove("uid-m0")
	if o := h.visit(); o.Deleted != 1 {
		t.Errorf("removal: %+v", o)
	}
	h.wantServer("uid-m1", "uid-m3", "uid-m4", "uid-m5", "uid-late")
	if o := h.visit(); o.Verified != 1 {
		t.Errorf("verification: %+v", o)
	}
}

func TestServerWithNeitherUIDLNorTOP(t *testing.T) {
	h := newHouse(t, maildrop.Config{Caps: []string{"USER"}, Faults: []maildrop.Fault{
		{Kind: maildrop.Reply, Command: "UIDL", Text: "-ERR unknown command"}, {Kind: maildrop.Reply, Command: "TOP", Text: "-ERR unknown command"},
	}}, letters(3)...)
	_, err := h.try()
	var p *Problem
	if !errors.As(err, &p) || p.Kind != Server || p.Hint == "" {
		t.Errorf("got %v", err)
	}
	h.wantServer("uid-m0", "uid-m1", "uid-m2")
}

func TestUIDLRefusedThoughAnnounced(t *testing.T) {
	h := newHouse(t, maildrop.Config{Faults: []maildrop.Fault{{Kind: maildrop.Reply, Command: "UIDL", Session: 1, Text: "-ERR [SYS/TEMP] index is being rebuilt"}}}, letters(3)...)
	if _, err := h.try(); err == nil {
		t.Error("a refused UIDL passed for a server that has none")
	}
	h.visit()
	h.holds(letters(3)...)
}

func TestServerWithoutTOP(t *testing.T) {
	ms := letters(300)
	h := newHouse(t, maildrop.Config{Faults: []maildrop.Fault{{Kind: maildrop.Reply, Command: "TOP", Text: "-ERR unknown command"}}}, ms...)
	h.visit()
	h.holds(ms...)
	h.box.Add(letters(400)[300:]...)
	h.visit()
	tops := 0
	for _, line := range h.server.Transcript() {
		if strings.HasPrefix(line, "TOP") {
			tops++
		}
	}
	if tops > 64 {
		t.Errorf("TOP was sent %d times to a server that knows it not", tops)
	}
}
