package worker

import (
	"testing"

	"poplin/pop3/maildrop"
)

// TestWhatTheServerErasesIsRemembered reads EXPIRE at each visit: the last one counts.
func TestWhatTheServerErasesIsRemembered(t *testing.T) {
	h := newHouse(t, maildrop.Config{}, letters(3)...)
	for _, c := range []struct {
		expire string
		want   int
	}{{"EXPIRE 30", 30}, {"EXPIRE 0", 0}, {"EXPIRE 7 USER", 7}, {"EXPIRE NEVER", 0}, {"X-NOTHING", 0}} {
		h.serve(maildrop.Config{Caps: []string{"USER", "TOP", "UIDL", c.expire}})
		if _, err := h.worker().visit(t.Context(), job{}, func(Event) {}); err != nil {
			t.Fatal(err)
		}
		l, err := h.cache.Learnt(t.Context(), 1)
		if err != nil || Erases(l) != c.want {
			t.Errorf("%s: mail is erased after %d days, %v", c.expire, Erases(l), err)
		}
	}
}
