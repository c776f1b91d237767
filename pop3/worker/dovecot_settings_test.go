package worker

import (
	"errors"
	"fmt"
	"testing"

	"poplin/cache"
	"poplin/pop3"
	"poplin/pop3/maildrop"
)

// settled is a worker with a Dovecot of some settings, and the cache beside it.
type settled struct {
	*house
	office *postOffice
	sent   []maildrop.Message
}

// settle delivers n messages of many sizes to a Dovecot with such settings.
func settle(t *testing.T, n int, settings ...string) *settled {
	t.Helper()
	p := newPostOfficeWith(t, settings, "ada")
	c, err := cache.Open(t.Context(), t.TempDir(), cache.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	s := &settled{house: &house{t: t, cache: c, acc: p.account("ada")}, office: p}
	for i := range n {
		m := letter(fmt.Sprint("m", i), 300+i%9*20_000)
		s.sent = append(s.sent, m)
		p.deliver("ada", m)
	}
	return s
}

// call is one visit.
func (s *settled) call() (cache.Outcome, error) {
	return New(s.acc, s.cache, Options{}).Visit(s.t.Context(), nil)
}

func (s *settled) mustCall() cache.Outcome {
	s.t.Helper()
	o, err := s.call()
	if err != nil || o.Error != "" {
		s.t.Fatalf("visit: %v %q\n%s", err, o.Error, dialogue(o))
	}
	return o
}

// have checks that each of the messages is here once, whole, to the octet, in the Trash or elsewhere.
func (s *settled) have() {
	s.t.Helper()
	n := map[string]int{}
	for _, words := range []string{"", "is:deleted"} {
		q, err := cache.ParseQuery(words, noon)
		if err != nil {
			s.t.Fatal(err)
		}
		ids, err := s.cache.Select(s.t.Context(), cache.View{Query: q}, 0)
		if err != nil {
			s.t.Fatal(err)
		}
		for _, id := range ids {
			n[string(s.raw(id))]++
		}
	}
	for i, m := range s.sent {
		if n[string(m.Raw)] != 1 {
			s.t.Errorf("message %d is here %d times", i, n[string(m.Raw)])
		}
	}
	if len(n) != len(s.sent) {
		s.t.Errorf("%d messages are here, %d were sent", len(n), len(s.sent))
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
			s := settle(t, n, c.setting)
			if o := s.mustCall(); o.New != n || o.Downloaded != n {
				t.Errorf("the first visit: %+v", o)
			}
			s.have()
			if o := s.mustCall(); o.New+o.Downloaded+o.Deleted+o.Verified != 0 {
				t.Errorf("the visit with nothing new: %+v", o)
			}
			var ids []cache.ID
			for _, e := range s.entries()[:gone] {
				ids = append(ids, e.ID)
			}
			if _, err := s.cache.Delete(t.Context(), ids, cache.RemoveOptions{}); err != nil {
				t.Fatal(err)
			}
			if o := s.mustCall(); o.Deleted != gone {
				t.Errorf("the removal: %+v", o)
			}
			if o := s.mustCall(); o.Verified != gone || o.Listed != n-gone || o.New != 0 {
				t.Errorf("the proof: %+v\n%s", o, dialogue(o))
			}
			if left := len(s.office.holds("ada")); left != c.onDisk {
				t.Errorf("%d messages are left in the Maildir, want %d", left, c.onDisk)
			}
			s.have()
		})
	}
}

// TestDovecotLockedByAnother: what is said, and that nothing of the removal is lost by it.
func TestDovecotLockedByAnother(t *testing.T) {
	t.Parallel()
	s := settle(t, 3, "pop3_lock_session = yes")
	s.mustCall()
	if _, err := s.cache.Delete(t.Context(), []cache.ID{s.entries()[0].ID}, cache.RemoveOptions{}); err != nil {
		t.Fatal(err)
	}
	other, err := pop3.Dial(t.Context(), s.acc.Server, &pop3.Options{Security: pop3.Plain})
	if err != nil {
		t.Fatal(err)
	}
	defer other.Abort()
	login, _ := s.acc.Login(t.Context())
	if err := other.Login(t.Context(), login); err != nil {
		t.Fatal(err)
	}
	if _, _, err := other.Stat(t.Context()); err != nil {
		t.Fatal(err)
	}
	o, err := s.call() // Dovecot waits some seconds for the lock
	var p *Problem
	if !errors.As(err, &p) || p.Kind != Busy {
		t.Fatalf("%v\n%s", err, dialogue(o))
	}
	if err := other.Quit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if o := s.mustCall(); o.Deleted != 1 {
		t.Errorf("after that: %+v", o)
	}
	if o := s.mustCall(); o.Verified != 1 || o.Listed != 2 {
		t.Errorf("the proof: %+v", o)
	}
}
