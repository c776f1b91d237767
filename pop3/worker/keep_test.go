package worker

import (
	"testing"
	"time"

	"poplin/cache"
	"poplin/pop3/maildrop"
)

func TestExpired(t *testing.T) {
	day := 24 * time.Hour
	for _, c := range []struct {
		name string
		keep cache.Keep
		k    cache.Known
		want bool
	}{
		{"until deleted", cache.Keep{Mode: cache.UntilDeleted}, cache.Known{Body: cache.Full, Arrived: cache.MomentOf(noon.Add(-99 * day))}, false},
		{"always", cache.Keep{Mode: cache.Always}, cache.Known{Body: cache.Full, Arrived: cache.MomentOf(noon.Add(-99 * day))}, false},
		{"never, whole", cache.Keep{Mode: cache.Never}, cache.Known{Body: cache.Full, Arrived: cache.MomentOf(noon)}, true},
		{"never, headers only", cache.Keep{Mode: cache.Never}, cache.Known{Body: cache.Headers, Arrived: cache.MomentOf(noon)}, false},
		{"never, too big", cache.Keep{Mode: cache.Never}, cache.Known{Body: cache.TooBig}, false},
		{"never, not known when it came", cache.Keep{Mode: cache.Never}, cache.Known{Body: cache.Full}, false},
		{"never, on its way already", cache.Keep{Mode: cache.Never}, cache.Known{Body: cache.Full, Arrived: cache.MomentOf(noon), Removal: cache.Sent}, false},
		{"never, in Trash of an account that kept all", cache.Keep{Mode: cache.Never}, cache.Known{Body: cache.Full, Arrived: cache.MomentOf(noon), Place: cache.Trash}, false},
		{"30 days, 29 here", cache.Keep{Mode: cache.KeepDays, Days: 30}, cache.Known{Body: cache.Full, Arrived: cache.MomentOf(noon.Add(-29 * day))}, false},
		{"30 days, 30 here", cache.Keep{Mode: cache.KeepDays, Days: 30}, cache.Known{Body: cache.Full, Arrived: cache.MomentOf(noon.Add(-30 * day))}, true},
		{"30 days, seen long ago but here since today", cache.Keep{Mode: cache.KeepDays, Days: 30}, cache.Known{Body: cache.Full, Seen: cache.MomentOf(noon.Add(-90 * day)), Arrived: cache.MomentOf(noon)}, false},
		{"30 days, came in what is now the future", cache.Keep{Mode: cache.KeepDays, Days: 30}, cache.Known{Body: cache.Full, Arrived: cache.MomentOf(noon.Add(400 * day))}, false},
		{"0 days is no policy", cache.Keep{Mode: cache.KeepDays}, cache.Known{Body: cache.Full, Arrived: cache.MomentOf(noon.Add(-90 * day))}, false},
	} {
		got := expired([]pair{{known: &c.k}}, outlook{now: noon, keep: c.keep})
		if (len(got) == 1) != c.want {
			t.Errorf("%s: got %v", c.name, got)
		}
	}
}

// Whoever changes keep_on_server means what it says now, also of what was planned before.
func TestAPolicyThatIsGivenUp(t *testing.T) {
	refuse := maildrop.Config{Faults: []maildrop.Fault{{Kind: maildrop.Reply, Command: "DELE", Text: "-ERR not now"}}}
	for _, now := range []cache.Keep{{Mode: cache.Always}, {Mode: cache.UntilDeleted}, {Mode: cache.KeepDays, Days: 90}} {
		h := newHouse(t, refuse, letters(3)...)
		h.visit()
		h.delete("uid-m2")
		h.acc.Keep = cache.Keep{Mode: cache.Never}
		h.try()
		h.wantState("uid-m0", cache.Planned)
		h.serve(maildrop.Config{})
		h.acc.Keep = now
		h.visit()
		h.visit()
		if now.Mode == cache.Always {
			h.wantServer("uid-m0", "uid-m1", "uid-m2")
			h.wantState("uid-m2", cache.Planned)
			if es, err := h.cache.Ledger(t.Context()); err != nil || len(es) != 1 || es[0].Reason == "" {
				t.Errorf("the ledger does not say why: %+v, %v", es, err)
			}
			h.acc.Keep = cache.Keep{} // and back again
			h.visit()
		}
		h.wantServer("uid-m0", "uid-m1")
	}
}
