package worker

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"poplin/cache"
	"poplin/pop3"
	"poplin/pop3/maildrop"
)

// settle is a house beside a Dovecot with such settings, which has n messages of many sizes.
func settle(t *testing.T, n int, settings ...string) (*house, *postOffice, []maildrop.Message) {
	t.Helper()
	p := newPostOfficeWith(t, settings, "ada")
	h := &house{t: t, now: noon, patience: 15 * time.Second, acc: p.account("ada")}
	h.open()
	var sent []maildrop.Message
	for i := range n {
		sent = append(sent, letter(fmt.Sprint("m", i), 300+i%9*20_000))
		p.deliver("ada", sent[i])
	}
	return h, p, sent
}

// onceEach checks that exactly these messages are here, each once, whole, in the Trash or elsewhere.
func (h *house) onceEach(ms []maildrop.Message) {
	h.t.Helper()
	n := h.copies()
	for i, m := range ms {
		if n[string(m.Raw)] != 1 {
			h.t.Errorf("message %d is here %d times", i, n[string(m.Raw)])
		}
	}
	if len(n) != len(ms) {
		h.t.Errorf("%d messages are here, %d were sent", len(n), len(ms))
	}
}

// TestDovecotHoweverItIsSetUp: the whole way of a message, from its arrival to the proof of its removal.
func TestDovecotHoweverItIsSetUp(t *testing.T) {
	const n, gone = 60, 7
	for _, c := range []struct {
		name    string
		setting string
		onDisk  int // messages left in the Maildir
	}{
		{"as it comes", "", n - gone},
		{"locked for the session", "pop3_lock_session = yes", n - gone},
		{"sizes without a look", "pop3_fast_size_lookups = yes", n - gone},
		{"removed is hidden", "pop3_delete_type = flag\npop3_deleted_flag = \"$POP3Deleted\"", n},
		{"no flags changed", "pop3_no_flag_updates = yes", n - gone},
		{"names of the files", "pop3_uidl_format = %f", n - gone},
		{"one name for all", "pop3_uidl_format = %v", n - gone},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			h, office, sent := settle(t, n, c.setting)
			if o := h.visit(); o.New != n || o.Downloaded != n {
				t.Errorf("the first visit: %+v", o)
			}
			h.onceEach(sent)
			if o := h.visit(); o.New+o.Downloaded+o.Deleted+o.Verified != 0 {
				t.Errorf("the visit with nothing new: %+v", o)
			}
			var ids []cache.ID
			for _, e := range h.entries()[:gone] {
				ids = append(ids, e.ID)
			}
			if _, err := h.cache.Delete(t.Context(), ids, cache.RemoveOptions{}); err != nil {
				t.Fatal(err)
			}
			if o := h.visit(); o.Deleted != gone {
				t.Errorf("the removal: %+v", o)
			}
			if o := h.visit(); o.Verified != gone || o.Listed != n-gone || o.New != 0 {
				t.Errorf("the proof: %+v\n%s", o, dialogue(o))
			}
			if left := len(office.holds("ada")); left != c.onDisk {
				t.Errorf("%d messages are left in the Maildir, want %d", left, c.onDisk)
			}
			h.onceEach(sent)
		})
	}
}

// TestDovecotLockedByAnother: what is said, and that nothing of the removal is lost by it.
func TestDovecotLockedByAnother(t *testing.T) {
	t.Parallel()
	h, _, _ := settle(t, 3, "pop3_lock_session = yes")
	h.visit()
	if _, err := h.cache.Delete(t.Context(), []cache.ID{h.entries()[0].ID}, cache.RemoveOptions{}); err != nil {
		t.Fatal(err)
	}
	other, err := pop3.Dial(t.Context(), h.acc.Server, &pop3.Options{Security: pop3.Plain})
	if err != nil {
		t.Fatal(err)
	}
	defer other.Abort()
	login, _ := h.acc.Login(t.Context())
	if err := other.Login(t.Context(), login); err != nil {
		t.Fatal(err)
	}
	if _, _, err := other.Stat(t.Context()); err != nil {
		t.Fatal(err)
	}
	o, err := h.try() // Dovecot waits some seconds for the lock
	var p *Problem
	if !errors.As(err, &p) || p.Kind != Busy {
		t.Fatalf("%v\n%s", err, dialogue(o))
	}
	if err := other.Quit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if o := h.visit(); o.Deleted != 1 {
		t.Errorf("after that: %+v", o)
	}
	if o := h.visit(); o.Verified != 1 || o.Listed != 2 {
		t.Errorf("the proof: %+v", o)
	}
}
