package worker

import (
	"testing"
	"time"

	"poplin/cache"
)

func planner(poll time.Duration) *schedule {
	w := New(Account{Poll: poll}, nil, Options{Now: func() time.Time { return noon }, Rand: func() float64 { return 0.5 }})
	return newSchedule(w)
}

func TestScheduleOfCommands(t *testing.T) {
	s := planner(0)
	if _, due := s.due(noon); due || !s.alarm().IsZero() {
		t.Error("without a poll nothing is due by itself")
	}
	s.hear([]Command{Settle{}}, noon)
	s.hear([]Command{Settle{}}, noon.Add(20*time.Second))
	if at := s.alarm(); !at.Equal(noon.Add(50 * time.Second)) {
		t.Errorf("removals settle at %v: the quiet time counts from the last", at)
	}
	s.hear([]Command{Fetch{ID: 3}, Fetch{ID: 4}}, noon)
	if j, due := s.due(noon); !due || !j.only || len(j.asked) != 2 {
		t.Errorf("bodies asked for: %v %+v", due, j)
	}
	if _, due := s.due(noon.Add(40 * time.Second)); due {
		t.Error("the removals did not wait")
	}
	s.hear([]Command{Refresh{}, Fetch{ID: 5}}, noon)
	if j, due := s.due(noon); !due || j.only || len(j.asked) != 1 {
		t.Errorf("a refresh takes all along: %v %+v", due, j)
	}
	if _, due := s.due(noon.Add(time.Hour)); due {
		t.Error("the refresh did not settle the removals")
	}
}

func TestScheduleAfterVisits(t *testing.T) {
	m := time.Minute
	problem := func(c class) *Problem { return &Problem{class: c} }
	for _, c := range []struct {
		name string
		poll time.Duration
		v    *visit
		p    []*Problem // one after the other
		want time.Duration
	}{
		{"well", 10 * m, &visit{loggedIn: true}, []*Problem{nil}, 10 * m},
		{"well, only when asked", 0, &visit{loggedIn: true}, []*Problem{nil}, 0},
		{"well, and Gmail has more", 10 * m, &visit{loggedIn: true, more: true}, []*Problem{nil}, m},
		{"well, and Gmail has more but wants a pause", 10 * m, &visit{loggedIn: true, more: true, delay: 5 * m}, []*Problem{nil}, 5 * m},
		{"well, login delay", m, &visit{loggedIn: true, delay: 15 * m}, []*Problem{nil}, 15 * m},
		{"in use", 10 * m, &visit{}, []*Problem{problem(locked)}, 30 * time.Second},
		{"in use twice", 10 * m, &visit{}, []*Problem{problem(locked), problem(locked)}, m},
		{"in use after something else", 10 * m, &visit{}, []*Problem{problem(offline), problem(locked)}, 30 * time.Second},
		{"in use, only when asked", 0, &visit{}, []*Problem{problem(locked)}, 0},
		{"refused", 10 * m, &visit{}, []*Problem{problem(refused)}, 0},
		{"refused after it was good", 10 * m, &visit{loggedIn: true}, []*Problem{nil, problem(refused)}, 10 * m},
		{"bad certificate", 10 * m, &visit{}, []*Problem{problem(untrusted)}, 0},
		{"stopped", 10 * m, &visit{}, []*Problem{problem(stopped)}, 10 * m},
	} {
		s := planner(c.poll)
		var next time.Time
		for _, p := range c.p {
			next = s.ended(c.v, p, noon)
		}
		if got := next.Sub(noon); next.IsZero() && c.want != 0 || !next.IsZero() && got != c.want {
			t.Errorf("%s: the next visit is at %v, not after %v", c.name, next, c.want)
		}
	}
}

func TestLoginDelayHoldsBack(t *testing.T) {
	s := planner(0)
	s.ended(&visit{loggedIn: true, delay: 5 * time.Minute}, nil, noon)
	s.hear([]Command{Refresh{}}, noon.Add(time.Minute))
	if _, due := s.due(noon.Add(time.Minute)); due {
		t.Error("the server's pause is not kept")
	}
	if at := s.alarm(); !at.Equal(noon.Add(5 * time.Minute)) {
		t.Errorf("the visit is put off to %v", at)
	}
	p, until := s.heldBack(noon.Add(time.Minute))
	if p == nil || p.Kind != Busy || !until.Equal(noon.Add(5*time.Minute)) {
		t.Errorf("the person is told %v", p)
	}
	if p, _ := s.heldBack(noon.Add(time.Minute)); p != nil {
		t.Error("the person is told twice")
	}
	if j, due := s.due(noon.Add(5 * time.Minute)); !due || j.only {
		t.Error("the visit was forgotten")
	}
}

func TestUndoneRemovalIsTriedAgain(t *testing.T) {
	s := planner(0)
	s.ended(&visit{loggedIn: true, again: true}, explain(cache.ErrCalledOff, ""), noon)
	if _, due := s.due(noon.Add(time.Minute)); !due {
		t.Error("the other removals of a visit that was called off are forgotten")
	}
}

func TestOutboxFolds(t *testing.T) {
	o := newOutbox()
	for i := range 100 {
		o.send(Progress{Step: Bodies, Done: i})
		o.send(Changed{Account: "a"})
	}
	o.send(Phase{Step: Leaving})
	o.send(Progress{Step: Bodies, Done: 100})
	var got []Event
	for e, ok := o.take(); ok; e, ok = o.take() {
		got = append(got, e)
	}
	if len(got) != 4 || got[0] != (Event)(Progress{Step: Bodies, Done: 99}) || got[3] != (Event)(Progress{Step: Bodies, Done: 100}) {
		t.Errorf("got %v", got)
	}
}

func TestLatchesAreKept(t *testing.T) {
	a := latches{serialUntil: noon, noTop: true, delay: time.Minute, free: noon, shrunk: true, mark: mark{stat{5, 6}, "u\x00 id", noon}, erases: 30}
	b := parseLatches(a.learnt())
	if !b.serialUntil.Equal(noon) || !b.noTop || b.delay != time.Minute || !b.free.Equal(noon) || !b.shrunk || b.mark.stat != a.mark.stat || b.mark.last != a.mark.last || !b.mark.at.Equal(noon) || b.erases != 30 {
		t.Errorf("got %+v", b)
	}
	if l := (latches{}).learnt(); len(l) != 0 {
		t.Errorf("nothing learnt is written as %v", l)
	}
	if g := parseLatches(cache.Learnt{keySerial: "x", keyDelay: "-3", keyMark: "1 2"}); g != (latches{}) {
		t.Errorf("garbage is taken for %+v", g)
	}
}

// TestScheduleOfAFit: what was asked for holds until everything is asked for.
func TestScheduleOfAFit(t *testing.T) {
	s := planner(10 * time.Minute)
	s.hear([]Command{Refresh{}, Fit{Bytes: 100}, Fit{Bytes: 50}}, noon)
	if j, due := s.due(noon); !due || j.octets != 50 || j.sparing {
		t.Errorf("due %v: %+v", due, j)
	}
	s.ended(&visit{fit: &fitting{budget: &budget{limit: 50, spent: 20}}}, &Problem{class: offline}, noon)
	s.hear([]Command{Fetch{ID: 3}}, noon)
	if j, due := s.due(noon); !due || !j.only || j.octets != 0 {
		t.Errorf("what is opened: %v %+v", due, j)
	}
	if j, due := s.due(noon.Add(time.Hour)); !due || j.octets != 30 {
		t.Errorf("after a cut: %v %+v", due, j)
	}
	s.ended(&visit{}, nil, noon)
	if j, due := s.due(noon.Add(time.Hour)); !due || !j.sparing || j.octets != 0 {
		t.Errorf("of its own accord: %v %+v", due, j)
	}
	s.hear([]Command{Refresh{}}, noon)
	if j, _ := s.due(noon); j.sparing {
		t.Errorf("when everything was asked for: %+v", j)
	}
	s.ended(&visit{}, nil, noon)
	if j, _ := s.due(noon.Add(time.Hour)); j.sparing {
		t.Errorf("and after that: %+v", j)
	}
}
