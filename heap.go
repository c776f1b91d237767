package main

import (
	"math"
	"runtime"
	"runtime/debug"
	"sync"
	"time"
)

// How much garbage may lie beside what is in use, in percent.
const (
	gcPercent = 25  // what a visit holds on to hardly changes while it lasts: collecting often costs next to nothing
	nimbleGC  = 100 // where a person waits for answers
)

// A start makes a few megabytes and lasts no longer than collecting them a time or two would: so nothing is collected
// before it is over, unless it comes to more than startHeap.
const (
	startTime = 250 * time.Millisecond
	startHeap = 48 << 20
)

// heap says when garbage is collected, over a life of the program.
type heap struct {
	mu     sync.Mutex
	nimble bool // once the start is over
	over   bool // it is
}

// newHeap puts collecting off until the start is over.
func newHeap() *heap {
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(startHeap)
	h := &heap{}
	time.AfterFunc(startTime, h.begin)
	return h
}

func (h *heap) begin() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.over = true
	h.settle()
	debug.SetMemoryLimit(math.MaxInt64)
}

// settle is with the lock held, once the start is over: before, each processor more would have memory of its own that
// was not touched yet.
func (h *heap) settle() {
	if !h.nimble {
		debug.SetGCPercent(gcPercent)
		return
	}
	runtime.GOMAXPROCS(runtime.NumCPU() + spare)
	debug.SetGCPercent(nimbleGC)
}

// spare is how many goroutines may run beside as many as there are processors.
const spare = 6

// beNimble has a key read and echoed at once while a visit keeps all processors busy. Go lets as many goroutines run as
// there are processors, and one that has just woken waits until another has had its ten milliseconds; with some to
// spare it is the system that shares out the processors, and that puts first who slept, and last what a worker does
// aside. A visit reads, works out on two, writes and has two collect garbage: six at once. Collecting less often costs ten
// megabytes while a visit is under way, and spares one key in twenty a few milliseconds.
func (h *heap) beNimble() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.nimble = true; h.over {
		h.settle()
	}
}
