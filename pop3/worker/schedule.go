package worker

import (
	"time"

	"poplin/cache"
)

// schedule decides when the next visit is due, and what for. It is pure: the time comes in.
type schedule struct {
	poll  time.Duration
	quiet time.Duration
	rand  func() float64

	next    time.Time // the next visit of its own accord; zero: none
	settle  time.Time // removals wait until then; zero: none
	asked   bool      // a person wants a visit now
	octets  int64     // that may come in the next; 0: as the account says
	sparing bool      // somebody wanted what fits, and has not asked for the rest
	bodies  []cache.ID
	peeks   []Peek
	told    bool      // that the person has to wait
	free    time.Time // not before: LOGIN-DELAY
	class   class     // of the last failure
	nth     int       // in a row of that class
	success time.Time // last login that was accepted
}

func newSchedule(w *Worker) *schedule {
	s := &schedule{poll: w.a.Poll, quiet: w.quiet, rand: w.rand}
	if s.poll > 0 {
		s.next = w.now()
	}
	return s
}

// hear takes commands in.
func (s *schedule) hear(cs []Command, now time.Time) {
	for _, c := range cs {
		switch c := c.(type) {
		case Refresh:
			s.asked, s.told, s.octets, s.sparing = true, false, 0, false
		case Fit:
			s.asked, s.told, s.octets, s.sparing = true, false, c.Bytes, true
		case Settle:
			s.settle = now.Add(s.quiet)
		case Fetch:
			s.bodies = append(s.bodies, c.ID)
			s.told = false
		case Peek:
			s.peeks = append(s.peeks, c)
			s.told = false
		}
	}
}

// awaited says that somebody waits for something to read.
func (s *schedule) awaited() bool { return len(s.bodies)+len(s.peeks) > 0 }

// alarm is when due may say yes without another command; zero for never.
func (s *schedule) alarm() time.Time {
	at := s.next
	if !s.settle.IsZero() && (at.IsZero() || s.settle.Before(at)) {
		at = s.settle
	}
	if s.asked || s.awaited() {
		at = s.free
		if at.IsZero() {
			at = time.Unix(1, 0)
		}
	}
	if !at.IsZero() && at.Before(s.free) {
		at = s.free
	}
	return at
}

// due says whether to visit now, and takes what for.
func (s *schedule) due(now time.Time) (job, bool) {
	if now.Before(s.free) {
		return job{}, false
	}
	whole := s.asked || reached(s.next, now) || reached(s.settle, now)
	if !whole && !s.awaited() {
		return job{}, false
	}
	j := job{asked: s.bodies, peeks: s.peeks, only: !whole}
	if whole {
		j.octets, j.sparing = s.octets, s.sparing && !s.asked
		s.octets, s.settle = 0, time.Time{}
	}
	s.asked, s.told, s.bodies, s.peeks = false, false, nil, nil
	return j, true
}

// repeat has a job that never came to the mailbox done once more, at once.
func (s *schedule) repeat(j job, now time.Time) {
	s.bodies, s.peeks = append(j.asked, s.bodies...), append(j.peeks, s.peeks...)
	switch {
	case j.only:
	case j.sparing:
		s.next = now
	default:
		s.asked = true
	}
}

func reached(at, now time.Time) bool { return !at.IsZero() && !now.Before(at) }

// heldBack says, once, why a person who wants a visit has to wait, and until when.
func (s *schedule) heldBack(now time.Time) (*Problem, time.Time) {
	if s.told || !(s.asked || s.awaited()) || !now.Before(s.free) {
		return nil, time.Time{}
	}
	s.told = true
	return tooSoon(s.free), s.free
}

func tooSoon(free time.Time) *Problem {
	return &Problem{Kind: Busy, What: "the server wants a pause between visits; the next is at " + free.Format(time.TimeOnly), class: limited}
}

// ended takes in how a visit went and returns when the next one is planned; zero: when asked.
func (s *schedule) ended(v *visit, p *Problem, now time.Time) time.Time {
	if v.delay > 0 && v.loggedIn {
		s.free = now.Add(v.delay)
	}
	if v.loggedIn {
		s.success = now
	}
	if p == nil {
		s.class, s.nth = calm, 0
		s.next = time.Time{}
		switch {
		case v.more:
			s.next = now.Add(max(time.Minute, v.delay))
		case s.poll > 0:
			s.next = now.Add(pollWait(s.poll, v.delay, s.rand()))
		}
		return s.next
	}
	if v.fit != nil && p.class != stopped {
		s.octets = v.fit.left() // the next goes on with it
	}
	if p.class != s.class {
		s.class, s.nth = p.class, 0
	}
	s.nth++
	s.next = time.Time{}
	if v.again {
		s.settle = now.Add(s.quiet)
	}
	if p.class == limited {
		s.free = now.Add(max(v.delay, time.Minute))
	}
	trusted := !s.success.IsZero() && now.Sub(s.success) < 24*time.Hour
	if wait, again := backoff(p.class, s.nth, v.delay, trusted, s.rand()); again && s.poll > 0 {
		s.next = now.Add(wait)
		if p.class == stopped {
			s.next = now.Add(pollWait(s.poll, v.delay, s.rand()))
		}
	}
	return s.next
}
