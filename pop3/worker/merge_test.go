package worker

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"poplin/cache"
)

// What is ascending is matched without an index, and to the same result.
func TestMergeMatchesAsTheIndexDoes(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	merged := 0
	for n := range 500 {
		share := r.Float64()
		var lines, again []cache.Listing
		var ks []cache.Known
		for i := range r.IntN(12) {
			u := fmt.Sprintf("u%02d", i)
			if r.Float64() < share {
				lines = append(lines, cache.Listing{Number: int32(i + 1), UIDL: u})
			}
			if r.Float64() < share {
				ks = append(ks, cache.Known{ID: cache.ID(i + 1), UIDL: u, Dup: int32(r.IntN(3)), Gone: r.IntN(2) == 0})
			}
		}
		if n%5 == 0 && len(lines) > 1 { // a name twice, or out of order
			lines[r.IntN(len(lines))].UIDL = lines[0].UIDL
		}
		if !ascending(lines, ks) {
			continue
		}
		merged++
		again = append(again, lines...)
		got, want := match(lines, ks), matchByIndex(again, ks)
		if len(got.fresh)+len(want.fresh) == 0 {
			got.fresh, want.fresh = nil, nil
		}
		if len(got.listed)+len(want.listed) == 0 {
			got.listed, want.listed = nil, nil
		}
		if !reflect.DeepEqual(got, want) || !reflect.DeepEqual(lines, again) {
			t.Fatalf("lines %v, known %v:\ngot  %+v\nwant %+v", lines, ks, got, want)
		}
	}
	if merged < 300 {
		t.Errorf("only %d were ascending", merged)
	}
	for _, twice := range [][]string{{"a", "a"}, {"b", "a"}} {
		if ascending(listed(twice...).lines, nil) || ascending(nil, known(nil, twice...)) {
			t.Errorf("%v passes for ascending", twice)
		}
	}
}
