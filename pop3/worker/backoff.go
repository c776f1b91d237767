package worker

import "time"

// class sorts failures by how long it is wise to stay away.
type class uint8

const (
	calm      class = iota // no failure
	refused                // credentials: no use before the person has acted
	locked                 // somebody holds the mailbox, perhaps our own last session
	limited                // the server said how often it wants to be asked
	temporary              // trouble that the server says, or behaves as if, will pass
	permanent              // the server says it will not pass
	offline                // no way to the server
	garbled                // replies that make no sense, or end in the middle
	untrusted              // TLS: no use before the person has acted
	local                  // our own disk
	stopped                // the person said so
)

var (
	lockedWaits    = []time.Duration{30 * time.Second, time.Minute, 2 * time.Minute, 4 * time.Minute, 10 * time.Minute}
	temporaryWaits = []time.Duration{time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute, 15 * time.Minute, 30 * time.Minute}
	offlineWaits   = []time.Duration{5 * time.Second, 15 * time.Second, time.Minute, 5 * time.Minute, 15 * time.Minute}
	garbledWaits   = []time.Duration{15 * time.Second, 15 * time.Minute}
)

const minWait = 5 * time.Second

// backoff says how long to wait before trying again of one's own accord, and whether to try at all. nth counts the
// failures of this class in a row, from 1; delay is the server's LOGIN-DELAY as advertised or learnt; jitter, in [0,1),
// spreads clients that failed together. trusted says that the same secret was good within the last day: then a refusal
// may be a throttle in disguise, and one more try after a while is right.
func backoff(c class, nth int, delay time.Duration, trusted bool, jitter float64) (wait time.Duration, again bool) {
	switch c {
	case refused:
		return spread(10*time.Minute, 0.1, jitter), trusted && nth == 1
	case untrusted:
		return 0, false
	case locked:
		wait = spread(step(lockedWaits, nth), 0.25, jitter)
	case limited:
		return max(delay, time.Minute) + time.Duration(jitter*float64(10*time.Second)), true
	case temporary:
		// Full jitter, but never at once.
		wait = max(15*time.Second, time.Duration(jitter*float64(step(temporaryWaits, nth))))
	case permanent:
		wait = spread(time.Hour, 0.1, jitter)
	case garbled:
		wait = spread(step(garbledWaits, nth), 0.1, jitter)
	case local:
		wait = spread(10*time.Minute, 0.1, jitter)
	default:
		wait = spread(step(offlineWaits, nth), 0.25, jitter)
	}
	return max(wait, delay, minWait), true
}

func step(waits []time.Duration, nth int) time.Duration {
	return waits[min(max(nth, 1), len(waits))-1]
}

// spread moves d by up to part of itself to either side.
func spread(d time.Duration, part, jitter float64) time.Duration {
	return d + time.Duration((2*jitter-1)*part*float64(d))
}

// pollWait is the time until the next visit when all is well.
func pollWait(poll, delay time.Duration, jitter float64) time.Duration {
	return max(spread(poll, 0.1, jitter), delay, time.Minute)
}
