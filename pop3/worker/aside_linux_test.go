package worker

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// priorities gives the nice value of every thread of the program.
func priorities(t *testing.T) map[string]int {
	t.Helper()
	all := map[string]int{}
	threads, err := filepath.Glob("/proc/self/task/*/stat")
	if err != nil || len(threads) == 0 {
		t.Fatal("no threads to be seen", err)
	}
	for _, name := range threads {
		stat, err := os.ReadFile(name)
		if err != nil {
			continue // it has ended
		}
		fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
		all[name], _ = strconv.Atoi(fields[16])
	}
	return all
}

// TestWorkGivesWay holds that parsers and writer run behind the rest of the program where that was asked for, and that
// no thread of use is left behind there when they have ended.
func TestWorkGivesWay(t *testing.T) {
	own, err := syscall.Getpriority(syscall.PRIO_PROCESS, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, aside := range []bool{false, true} {
		want := 20 - own
		if aside {
			want = min(want+lower, 19)
		}
		s := newStore(t.Context(), &visit{w: &Worker{aside: aside}}, func(*batch) {})
		got := make(chan int)
		tell := func() {
			n, _ := syscall.Getpriority(syscall.PRIO_PROCESS, syscall.Gettid())
			got <- 20 - n
		}
		s.parse <- tell
		if n := <-got; n != want {
			t.Errorf("aside %v: a parser runs at %d, not %d", aside, n, want)
		}
		s.pending.Add(1)
		s.jobs <- tell
		if n := <-got; n != want {
			t.Errorf("aside %v: the writer runs at %d, not %d", aside, n, want)
		}
		if err := s.close(); err != nil {
			t.Fatal(err)
		}
	}
	first := fmt.Sprintf("/proc/self/task/%d/stat", os.Getpid()) // which never ends: Go leaves it alone from then on
	for patience := time.Now().Add(10 * time.Second); ; {
		late := 0
		for thread, n := range priorities(t) {
			if n != 20-own && thread != first {
				late++
			}
		}
		if late == 0 {
			return
		}
		if time.Now().After(patience) {
			t.Fatalf("%d threads stay behind", late)
		}
		runtime.Gosched()
	}
}
