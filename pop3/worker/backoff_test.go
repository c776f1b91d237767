package worker

import (
	"testing"
	"time"
)

func TestBackoff(t *testing.T) {
	s, m := time.Second, time.Minute
	for _, c := range []struct {
		name     string
		class    class
		nth      int
		delay    time.Duration
		trusted  bool
		min, max time.Duration // over all jitter
		again    bool
	}{
		{"password refused", refused, 1, 0, false, 0, 0, false},
		{"password refused that was good yesterday", refused, 1, 0, true, 9 * m, 11 * m, true},
		{"and again", refused, 2, 0, true, 0, 0, false},
		{"bad certificate", untrusted, 1, 0, true, 0, 0, false},
		{"in use", locked, 1, 0, false, 22 * s, 38 * s, true},
		{"in use, third time", locked, 3, 0, false, 90 * s, 150 * s, true},
		{"in use, for ever", locked, 99, 0, false, 450 * s, 750 * s, true},
		{"login delay of five minutes", limited, 1, 5 * m, false, 300 * s, 310 * s, true},
		{"login delay unknown", limited, 1, 0, false, m, 70 * s, true},
		{"temporary", temporary, 1, 0, false, 15 * s, m, true},
		{"temporary, sixth time", temporary, 6, 0, false, 15 * s, 30 * m, true},
		{"permanent", permanent, 1, 0, false, 54 * m, 66 * m, true},
		{"offline", offline, 1, 0, false, 5 * s, 7 * s, true},
		{"offline, fifth time", offline, 5, 0, false, 11 * m, 19 * m, true},
		{"offline never beats the login delay", offline, 1, 5 * m, false, 5 * m, 5 * m, true},
		{"garbled once", garbled, 1, 0, false, 13 * s, 17 * s, true},
		{"garbled again", garbled, 2, 0, false, 13 * m, 17 * m, true},
		{"disk full", local, 1, 0, false, 9 * m, 11 * m, true},
	} {
		for _, jitter := range []float64{0, 0.25, 0.5, 0.75, 0.999999} {
			wait, again := backoff(c.class, c.nth, c.delay, c.trusted, jitter)
			if again != c.again || again && (wait < c.min || wait > c.max) {
				t.Errorf("%s, jitter %v: got %v %v, want %v to %v, %v", c.name, jitter, wait, again, c.min, c.max, c.again)
			}
		}
	}
}

func TestPollWait(t *testing.T) {
	for _, c := range []struct{ poll, delay, min, max time.Duration }{
		{10 * time.Minute, 0, 9 * time.Minute, 11 * time.Minute},
		{time.Second, 0, time.Minute, time.Minute},
		{time.Minute, 5 * time.Minute, 5 * time.Minute, 5 * time.Minute},
	} {
		for _, jitter := range []float64{0, 0.5, 0.999} {
			if got := pollWait(c.poll, c.delay, jitter); got < c.min || got > c.max {
				t.Errorf("poll %v, login delay %v: got %v", c.poll, c.delay, got)
			}
		}
	}
}
