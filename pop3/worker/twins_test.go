package worker

import (
	"slices"
	"testing"

	"poplin/cache"
	"poplin/pop3/maildrop"
)

func TestTwins(t *testing.T) {
	one, two, three := letter("one", 400), letter("two", 500), letter("three", 600)
	one.UIDL, two.UIDL = "same", "same"
	setup := func(t *testing.T) (*house, map[string]cache.ID) {
		h := newHouse(t, maildrop.Config{}, one, two, three)
		h.visit()
		h.holds(one, two, three)
		ids := map[string]cache.ID{}
		for _, e := range h.entries() {
			ids[e.Subject] = e.ID
		}
		return h, ids
	}
	left := func(h *house, want ...maildrop.Message) {
		t.Helper()
		got := h.box.Messages()
		if !slices.EqualFunc(got, want, func(a, b maildrop.Message) bool { return string(a.Raw) == string(b.Raw) }) {
			t.Errorf("the wrong twin was removed: %d messages are left", len(got))
		}
	}
	t.Run("the first", func(t *testing.T) {
		h, ids := setup(t)
		h.cache.Delete(t.Context(), []cache.ID{ids["about one"]}, cache.RemoveOptions{})
		h.visit()
		left(h, two, three)
		h.visit()
		if es, _ := h.cache.Ledger(t.Context(), cache.Verified); len(es) != 1 || es[0].Message != ids["about one"] {
			t.Errorf("ledger: %+v", es)
		}
	})
	t.Run("the second, in another order", func(t *testing.T) {
		h, ids := setup(t)
		h.cache.Delete(t.Context(), []cache.ID{ids["about two"]}, cache.RemoveOptions{})
		h.box.Replace(three, two, one)
		h.visit()
		left(h, three, one)
	})
	t.Run("both", func(t *testing.T) {
		h, ids := setup(t)
		h.cache.Delete(t.Context(), []cache.ID{ids["about one"], ids["about two"]}, cache.RemoveOptions{})
		h.visit()
		left(h, three)
	})
}
