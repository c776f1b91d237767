package worker

import (
	"bufio"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"poplin/cache"
	"poplin/pop3/maildrop"
)

// A trace of system calls shows that whenever DELE or QUIT leaves, the write-ahead log has been synced since its last
// write: what is to go from the server is on the disk, not in a buffer.
func TestDeleFollowsSync(t *testing.T) {
	strace, err := exec.LookPath("strace")
	if err == nil {
		err = exec.Command(strace, "-o", os.DevNull, "true").Run()
	}
	if err != nil {
		t.Skip("system calls cannot be traced here:", err)
	}
	h := newHouse(t, maildrop.Config{}, append(letters(40), letter("big", 3<<20))...)
	order, err := json.Marshal(childVisit{
		Dir: filepath.Join(t.TempDir(), "data"), Server: h.server.Addr(), User: "ada", Keep: cache.Keep{Mode: cache.Never},
	})
	if err != nil {
		t.Fatal(err)
	}
	trace := filepath.Join(t.TempDir(), "trace")
	cmd := exec.Command(strace, "-f", "-y", "-s", "4096", "-e", "trace=write,pwrite64,fsync,fdatasync,sendto", "-o", trace, os.Args[0])
	cmd.Env = append(os.Environ(), childKey+"="+string(order))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if n := len(h.onServer()); n != 0 {
		t.Fatalf("%d messages are left on the server", n)
	}
	deles, writes, syncs := readTrace(t, trace)
	if deles != 41 || writes < 41 || syncs < 3 {
		t.Errorf("the trace shows %d DELEs, %d writes of the log and %d syncs of it", deles, writes, syncs)
	}
}

var (
	logWrite = regexp.MustCompile(`pwrite64\(\d+<[^>]*-wal>`)
	logSync  = regexp.MustCompile(`f(data)?sync\(\d+<[^>]*-wal>`)
	resumed  = regexp.MustCompile(`<\.\.\. f(data)?sync resumed>`)
	toServer = regexp.MustCompile(`(write|sendto)\(\d+<(TCP|socket):`)
)

// readTrace fails the test at the first DELE or QUIT that leaves while the log is not synced.
func readTrace(t *testing.T, path string) (deles, writes, syncs int) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	dirty, waiting := false, map[string]bool{} // threads whose sync of the log is under way
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		line := lines.Text()
		thread, _, _ := strings.Cut(line, " ")
		switch {
		case logWrite.MatchString(line):
			dirty = true
			writes++
		case logSync.MatchString(line) && strings.Contains(line, "unfinished"):
			waiting[thread] = true
		case logSync.MatchString(line), resumed.MatchString(line) && waiting[thread]:
			delete(waiting, thread)
			dirty = false
			syncs++
		case toServer.MatchString(line):
			deles += strings.Count(line, "DELE ")
			if dirty && (strings.Contains(line, "DELE ") || strings.Contains(line, "QUIT")) {
				t.Errorf("with the log not synced, this leaves: %.200s", line)
			}
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return deles, writes, syncs
}
