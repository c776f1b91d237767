package worker

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"poplin/cache"
	"poplin/pop3/maildrop"
)

// noise makes a message that no compression changes, so that it is known again wherever its bytes are written.
func noise(rng *rand.Rand, i, size int) maildrop.Message {
	b := fmt.Appendf(nil, "Subject: noise %d\r\nMessage-ID: <%d@example.org>\r\n\r\n", i, i)
	for len(b) < size {
		for range 70 {
			b = append(b, byte(128+rng.IntN(128)))
		}
		b = append(b, "\r\n"...)
	}
	return maildrop.Message{UIDL: fmt.Sprintf("uid-%d", i), Raw: b}
}

// A trace of system calls shows, for each DELE that leaves: its UIDL was asked for and confirmed in the same session;
// the message of that UIDL had been written to the write-ahead log; and between its last write there and the DELE the
// log was synced. And whenever QUIT leaves, nothing of the log is unsynced: neither the messages nor the ledger.
func TestDeleFollowsSync(t *testing.T) {
	strace, err := exec.LookPath("strace")
	if err != nil && os.Getenv("CI") != "" {
		t.Fatal(err)
	}
	if err == nil {
		err = exec.Command(strace, "-o", os.DevNull, "true").Run()
	}
	if err != nil {
		t.Skip("system calls cannot be traced here:", err)
	}
	for _, keep := range []cache.Keep{{Mode: cache.Never}, {Mode: cache.UntilDeleted}} {
		t.Run(fmt.Sprint("keep ", keep.Mode), func(t *testing.T) {
			t.Parallel()
			deleFollowsSync(t, strace, keep)
		})
	}
}

func deleFollowsSync(t *testing.T, strace string, keep cache.Keep) {
	rng := rand.New(rand.NewPCG(1, 2))
	var ms []maildrop.Message
	for i := range 40 {
		ms = append(ms, noise(rng, i, 500+i*300))
	}
	ms = append(ms, noise(rng, 40, 1500<<10))
	h := newHouse(t, maildrop.Config{}, ms...)
	h.acc.Keep = keep
	p := newProof(t, ms)
	visit := childVisit{Dir: h.dir, Server: h.server.Addr(), User: "ada", Keep: keep}
	p.trace(strace, visit)
	want := len(ms)
	if keep.Mode == cache.UntilDeleted {
		h.acc.Name = "ada"
		h.delete("uid-3", "uid-17", "uid-39", "uid-40")
		want = 4
		p.trace(strace, visit) // what it removes, the visit before has written
	}
	if n := len(ms) - len(h.onServer()); n != want || p.deles != want || p.quits == 0 {
		t.Errorf("%d messages left the server, %d DELEs and %d QUITs are in the trace, want %d", n, p.deles, p.quits, want)
	}
	t.Logf("%d DELEs, each behind the sync of its message; %d writes of the log, %d syncs", p.deles, p.writes, p.syncs)
}

// trace makes a visit under strace and reads what it did.
func (p *proof) trace(strace string, v childVisit) {
	p.t.Helper()
	order, err := json.Marshal(v)
	if err != nil {
		p.t.Fatal(err)
	}
	out := filepath.Join(p.t.TempDir(), "trace")
	cmd := exec.Command(strace, "-f", "-y", "-xx", "-s", "70000", "-e", "trace=read,write,pwrite64,fsync,fdatasync", "-o", out, os.Args[0])
	cmd.Env = append(os.Environ(), childKey+"="+string(order))
	if said, err := cmd.CombinedOutput(); err != nil {
		p.t.Fatalf("%v\n%s", err, said)
	}
	f, err := os.Open(out)
	if err != nil {
		p.t.Fatal(err)
	}
	defer f.Close()
	p.read(f)
}

// proof follows what is written where.
type proof struct {
	t      *testing.T
	pieces map[[8]byte]string // of messages, to their UIDLs

	now     int            // counts what happens
	written map[string]int // when the log last got a piece of the message
	any     int            // when the log was last written
	synced  int            // when the last sync that is over began

	number    map[int]string // what the server last called a message, in this session
	confirmed map[int]bool   // by UIDL n
	asked     []int          // UIDL n without an answer yet
	heard     []byte         // of the server, not a whole line yet

	deles, quits, writes, syncs int
}

func newProof(t *testing.T, ms []maildrop.Message) *proof {
	p := &proof{t: t, pieces: map[[8]byte]string{}, written: map[string]int{}, number: map[int]string{}, confirmed: map[int]bool{}}
	for _, m := range ms {
		_, body, _ := bytes.Cut(m.Raw, []byte("\r\n\r\n"))
		for ; len(body) >= 8; body = body[8:] {
			p.pieces[[8]byte(body)] = m.UIDL
		}
	}
	return p
}

// wrote notes a write to the log, and whose bytes are in it.
func (p *proof) wrote(b []byte) {
	p.now++
	p.writes++
	p.any = p.now
	for i := 0; i+8 <= len(b); i++ {
		if b[i] < 128 && b[i] != '\r' && b[i] != '\n' {
			continue // no noise
		}
		if uidl, ok := p.pieces[[8]byte(b[i:])]; ok {
			p.written[uidl] = p.now
			i += 7
		}
	}
}

// said judges what leaves for the server.
func (p *proof) said(b []byte) {
	for line := range bytes.Lines(b) {
		var n int
		switch {
		case scans(line, "UIDL %d", &n):
			p.asked = append(p.asked, n)
		case scans(line, "DELE %d", &n):
			p.deles++
			uidl := p.number[n]
			switch wrote := p.written[uidl]; {
			case uidl == "":
				p.t.Errorf("DELE %d, which the server has not named", n)
			case !p.confirmed[n] && !slices.Contains(p.asked, n):
				p.t.Errorf("DELE %d without UIDL %d before it", n, n)
			case wrote == 0:
				p.t.Errorf("DELE of %s, which was never written to the log", uidl)
			case p.synced < wrote:
				p.t.Errorf("DELE of %s leaves and the log was not synced since its last write", uidl)
			}
		case bytes.HasPrefix(line, []byte("QUIT")):
			p.quits++
			if p.synced < p.any {
				p.t.Error("QUIT leaves and the log is not synced")
			}
		case bytes.HasPrefix(line, []byte("CAPA")):
			clear(p.number)
			clear(p.confirmed)
		}
	}
}

func scans(line []byte, format string, n *int) bool {
	_, err := fmt.Sscanf(string(line), format, n)
	return err == nil
}
