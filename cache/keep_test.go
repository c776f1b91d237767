package cache

import (
	"errors"
	"testing"
)

func TestKeepPolicy(t *testing.T) {
	for _, test := range []struct {
		name string
		keep Keep
		age  []int // days between visits
		want State
	}{
		{"never keeps", Keep{Mode: Never}, nil, Planned},
		{"until deleted", Keep{Mode: UntilDeleted}, []int{10, 10, 10, 10}, ""},
		{"always", Keep{Mode: Always}, []int{10, 10, 10, 10}, ""},
		{"30d, young", Keep{KeepDays, 30}, []int{10, 10, 9}, ""},
		{"30d, of age", Keep{KeepDays, 30}, []int{10, 10, 10}, Planned},
		{"30d, the clock jumped", Keep{KeepDays, 30}, []int{400}, ""},
		{"30d, the clock jumped and ran on", Keep{KeepDays, 30}, []int{400, 1}, Planned},
		{"30d, the clock jumped and came back", Keep{KeepDays, 30}, []int{400, -399}, ""},
	} {
		c, a, clk := home(t, test.keep)
		ids := fill(t, c, a, 1)
		var v *Visit
		for _, days := range append(test.age, 0) {
			clk.days(days)
			v = begin(t, c, a)
			ok(t, v.End(ctx, Outcome{}))
		}
		v = begin(t, c, a)
		must[[]ID](t)(v.Record(ctx, Changes{Expire: ids, Complete: true}))
		if got := state(t, c, ids[0]); got != test.want {
			t.Errorf("%s: removal is %q, want %q", test.name, got, test.want)
		}
		if r := row(t, c, ids[0]); r.Place != Inbox {
			t.Errorf("%s: the policy moved the message to %d", test.name, r.Place)
		}
	}
}

func TestKeepPolicyWantsACopy(t *testing.T) {
	c, a, _ := home(t, Keep{Mode: Never})
	v := begin(t, c, a)
	ids := must[[]ID](t)(v.Record(ctx, Changes{New: listing(1)}))
	ok(t, v.Put(ctx, []Arrival{{ID: ids[0], Raw: mail(0)[:30], Top: true}}))
	must[[]ID](t)(v.Record(ctx, Changes{Expire: ids, Complete: true}))
	expect(t, c, ids[0], "")
}

// A body that was never summed up, or of which nobody knows since when it is here, is not let go, whoever asks.
func TestKeepPolicyWantsASumAndADay(t *testing.T) {
	for _, lack := range []string{
		"UPDATE body SET sha256 = x'' WHERE id = (SELECT raw FROM detail WHERE message = ?)",
		"UPDATE detail SET arrived = 0 WHERE message = ?",
	} {
		for _, keep := range []Keep{{Mode: Never}, {KeepDays, 30}} {
			c, a, clk := home(t, keep)
			ids := fill(t, c, a, 2)
			execute(t, c, lack, ids[0])
			rest(t, c, a, clk, 40)
			v := begin(t, c, a)
			must[[]ID](t)(v.Record(ctx, Changes{Expire: ids, Complete: true}))
			expect(t, c, ids[0], "")
			expect(t, c, ids[1], Planned)
		}
	}
}

// The last gate: whatever a worker asks for, nothing leaves an account that keeps everything.
func TestNothingIsSentFromAnAccountThatKeepsAll(t *testing.T) {
	c, a, _ := home(t, Keep{})
	ids := fill(t, c, a, 1)
	must[Removal](t)(c.Delete(ctx, ids, RemoveOptions{}))
	must[AccountID](t)(c.Account(ctx, "home", Keep{Mode: Always}))
	v := begin(t, c, a)
	ok(t, v.Ack(ctx, ids))
	if err := v.Send(ctx); !errors.Is(err, errKept) {
		t.Errorf("send: %v", err)
	}
}
