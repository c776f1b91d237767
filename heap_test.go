package main

import (
	"math"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"testing"
	"time"
)

// gcNow is how much garbage may lie about, and what the heap may come to.
func gcNow() (percent, limit uint64) {
	s := []metrics.Sample{{Name: "/gc/gogc:percent"}, {Name: "/gc/gomemlimit:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64(), s[1].Value.Uint64()
}

// TestCollectingBeginsWhenTheStartIsOver: nothing is collected while the program starts, short of a bound, and after it
// as much as the work calls for, whether the screen came in time or late.
func TestCollectingBeginsWhenTheStartIsOver(t *testing.T) {
	procs := runtime.GOMAXPROCS(0)
	defer func() {
		debug.SetGCPercent(100)
		debug.SetMemoryLimit(math.MaxInt64)
		runtime.GOMAXPROCS(procs)
	}()
	until := func(want uint64) {
		t.Helper()
		for end := time.Now().Add(time.Minute); ; runtime.Gosched() {
			percent, limit := gcNow()
			if percent == want && limit == math.MaxInt64 {
				return
			}
			if time.Now().After(end) {
				t.Fatalf("%d percent, at most %d, want %d", percent, limit, want)
			}
		}
	}
	late := newHeap()
	if percent, limit := gcNow(); limit != startHeap && percent != gcPercent { // unless it is over already
		t.Errorf("at the start %d percent, at most %d", percent, limit)
	}
	until(gcPercent)
	late.beNimble()
	until(nimbleGC)
	runtime.GOMAXPROCS(procs)
	early := newHeap()
	early.beNimble()
	until(nimbleGC)
	if n := runtime.GOMAXPROCS(0); n != runtime.NumCPU()+spare {
		t.Errorf("%d goroutines may run at once", n)
	}
}
