package ui

import (
	"reflect"
	"sync"
	"time"
	"unsafe"

	tea "charm.land/bubbletea/v2"
)

// Frame times. Bubble Tea draws by a clock of its own that never stops: fast enough to echo a key at once it costs a
// percent of a processor in a program that does nothing, slow enough to cost nothing it makes every key wait.
const (
	startRate = 30 // frames a second before the clock is taken over, and if it cannot be
	quick     = time.Millisecond
	lively    = 25 * time.Millisecond // of quick frames after something happened
	asleep    = time.Hour
)

// frames makes the clock follow need: quick frames for a moment whenever something may have changed, none in between.
type frames struct {
	mu      sync.Mutex
	program *tea.Program
	clock   *time.Ticker
	rest    *time.Timer
	until   time.Time
	closed  bool
}

// clockOf finds the frame clock. Bubble Tea has no door to it, so this looks at the field itself; nil when a later
// version has none of that name and type, and then the clock simply runs at startRate.
func clockOf(p *tea.Program) *time.Ticker {
	field := reflect.ValueOf(p).Elem().FieldByName("ticker")
	if !field.IsValid() || field.Type() != reflect.TypeFor[*time.Ticker]() {
		return nil
	}
	return *(**time.Ticker)(unsafe.Pointer(field.UnsafeAddr()))
}

// wake has what was just drawn shown at once. Every change comes of an Update, and every Update is followed by a View,
// which calls this.
func (f *frames) wake() {
	if f == nil {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.clock == nil && f.program != nil { // in the program's own goroutine, which is where the clock is made
		f.clock, f.program = clockOf(f.program), nil
	}
	if f.clock == nil || f.closed {
		return
	}
	now := time.Now()
	if !now.Before(f.until) {
		f.clock.Reset(quick)
	}
	f.until = now.Add(lively)
	if f.rest == nil {
		f.rest = time.AfterFunc(lively, f.sleep)
	} else {
		f.rest.Reset(lively)
	}
}

// sleep stops the clock, unless something happened meanwhile.
func (f *frames) sleep() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if left := time.Until(f.until); left > 0 && !f.closed {
		f.rest.Reset(left)
		return
	}
	f.until = time.Time{}
	if !f.closed {
		f.clock.Reset(asleep)
	}
}

// close leaves the clock alone from now on.
func (f *frames) close() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closed = true
	if f.rest != nil {
		f.rest.Stop()
	}
}
