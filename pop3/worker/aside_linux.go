package worker

import (
	"runtime"
	"syscall"
)

// lower is by how much a thread that gives way is nicer than the rest of the program.
const lower = 10

// giveWay has the goroutine that calls it, until it ends, on a thread of its own that the system puts behind the others
// of the program: whoever has just been woken runs at once, and this goes on when nothing else has to. The thread ends
// with the goroutine, so no other work is slowed down by it. That it cannot be had is no fault.
func giveWay() {
	runtime.LockOSThread()
	thread := syscall.Gettid()
	if n, err := syscall.Getpriority(syscall.PRIO_PROCESS, thread); err == nil {
		_ = syscall.Setpriority(syscall.PRIO_PROCESS, thread, 20-n+lower) // Linux counts from 40 down where it is asked
	}
}
