package pop3

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// TestJoined: ids of all lengths, some named twice or senseless, and sizes in the same order, in another, of others, or none.
func TestJoined(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, order := range []string{"same", "reversed", "shuffled", "lacking", "none"} {
		var j joined
		want := map[int]Item{}
		var numbers []int
		for n := 1; n <= 3000; n++ {
			id := fmt.Sprint(n, strings.Repeat("x", r.IntN(1+r.IntN(1000))))
			it, ok := j.read([]byte(fmt.Sprintf("%d %s", n, id)))
			if !ok || it.Number != n {
				t.Fatalf("%d: %+v", n, it)
			}
			if n%7 == 0 { // as listing does with a number that was there already
				j.read([]byte(fmt.Sprintf("%d twice", n-1)))
				continue
			}
			if err := j.take(it); err != nil {
				t.Fatal(err)
			}
			want[n] = Item{Number: n, UIDL: id, Size: -1}
			numbers = append(numbers, n)
		}
		told := append([]int{}, numbers...)
		switch order {
		case "reversed":
			for i := range told {
				told[i] = numbers[len(numbers)-1-i]
			}
		case "shuffled":
			r.Shuffle(len(told), func(a, b int) { told[a], told[b] = told[b], told[a] })
		case "lacking":
			told = append(told[:100], told[200:]...)
		case "none":
			told = nil
		}
		for _, n := range append(told, 7, 9999) { // of messages that UIDL does not know
			if err := j.size(Item{Number: n, Size: int64(n) * 10}); err != nil {
				t.Fatal(err)
			}
			if it, ok := want[n]; ok {
				it.Size = int64(n) * 10
				want[n] = it
			}
		}
		i := 0
		if err := j.each(func(it Item) error {
			if it.Number != numbers[i] || it != want[it.Number] {
				t.Errorf("%s: %.60v, want %.60v", order, it, want[numbers[i]])
			}
			i++
			return nil
		}); err != nil || i != len(numbers) {
			t.Errorf("%s: %d items, %v", order, i, err)
		}
	}
}
