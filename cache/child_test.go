package cache

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"testing"
	"time"
)

// childEnv makes the test binary play another Poplin.
const childEnv = "POPLIN_CACHE_TEST_CHILD"

// playChild does not return in a process that a test started to be another Poplin.
func playChild() {
	play, is := map[string]func(dir string) error{"visit": visitForever, "small files": writeUnderLimit}[os.Getenv(childEnv)]
	if !is {
		return
	}
	if err := play(os.Args[1]); err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	os.Exit(0)
}

func child(t testing.TB, play, dir string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0], dir)
	cmd.Env = append(os.Environ(), childEnv+"="+play)
	cmd.Stderr = os.Stderr
	return cmd
}

// visitForever brings mail home and sends some of it away, and says what is durable as soon as it is.
func visitForever(dir string) error {
	c, err := Open(ctx, dir, Options{})
	if err != nil {
		return err
	}
	a, err := c.Account(ctx, "home", Keep{})
	if err != nil {
		return err
	}
	rnd := rand.New(rand.NewPCG(uint64(os.Getpid()), 1))
	for round := 0; ; round++ {
		if err := visitOnce(c, a, rnd, fmt.Sprintf("%d-%d", os.Getpid(), round)); err != nil {
			return err
		}
	}
}

func visitOnce(c *Cache, a AccountID, rnd *rand.Rand, name string) error {
	v, err := c.BeginVisit(ctx, a)
	if err != nil {
		return err
	}
	ids, err := v.Record(ctx, Changes{New: []Listing{{UIDL: name + "a", Number: 1}, {UIDL: name + "b", Number: 2}}, Complete: true})
	if err != nil {
		return err
	}
	small, big := make([]byte, rnd.IntN(20_000)), make([]byte, stageBuffer+rnd.IntN(stageBuffer))
	for i := range small {
		small[i] = byte(rnd.Uint32())
	}
	big[rnd.IntN(len(big))] = 1
	if err := v.Put(ctx, []Arrival{{ID: ids[0], Raw: small}}); err != nil {
		return err
	}
	fmt.Printf("put %d %x\n", ids[0], sha256.Sum256(small))
	s := v.Stage(ctx, ids[1], nil)
	if _, err := s.Write(big); err != nil {
		return err
	}
	if err := s.Commit(ctx); err != nil {
		return err
	}
	fmt.Printf("put %d %x\n", ids[1], sha256.Sum256(big))
	if _, err := c.Delete(ctx, ids[:1], RemoveOptions{}); err != nil {
		return err
	}
	fmt.Printf("removal %d planned\n", ids[0])
	if err := v.Ack(ctx, ids[:1]); err != nil {
		return err
	}
	if err := v.Send(ctx); err != nil {
		return err
	}
	fmt.Printf("removal %d sent\n", ids[0])
	if err := settle(v); err != nil {
		return err
	}
	fmt.Printf("removal %d committed\n", ids[0])
	return v.End(ctx, Outcome{Complete: true, Quit: QuitOK})
}

// Whatever moment a visit is killed at, what it called durable is there, whole, and the next visit can begin.
func TestKilledAtAnyMoment(t *testing.T) {
	rounds := 25
	if testing.Short() {
		rounds = 3
	}
	dir := t.TempDir()
	sums, states := map[ID]string{}, map[ID]State{}
	// On a slow machine a child may not get as far as its first message in that time, so it is given more until one has.
	for reach, round := 150, 0; round < rounds || len(sums) == 0 && reach < 100_000; round++ {
		if round >= rounds {
			reach *= 2
		}
		cmd := child(t, "visit", dir)
		out := must[interface{ Read([]byte) (int, error) }](t)(cmd.StdoutPipe())
		ok(t, cmd.Start())
		time.AfterFunc(time.Duration(20+rand.IntN(reach))*time.Millisecond, func() { cmd.Process.Kill() })
		for lines := bufio.NewScanner(out); lines.Scan(); {
			var (
				id   ID
				word string
			)
			switch line := lines.Text(); {
			case scan(line, "put %d %s", &id, &word) && len(word) == 64:
				sums[id] = word
			case scan(line, "removal %d %s", &id, &word):
				states[id] = State(word)
			case bytes.HasPrefix(lines.Bytes(), []byte("error")):
				t.Fatal(line)
			}
		}
		cmd.Wait()
	}
	c := open(t, dir, Options{})
	ok(t, c.Check(ctx))
	if c.Salvaged() != nil {
		t.Error("it had to be salvaged")
	}
	if len(sums) == 0 {
		t.Fatal("nothing was stored")
	}
	for id, sum := range sums {
		if got := fmt.Sprintf("%x", sha256.Sum256(raw(t, c, id))); got != sum {
			t.Errorf("message %d is not what was stored", id)
		}
	}
	order := map[State]int{Planned: 1, Acked: 2, Sent: 3, Committed: 4}
	for id, said := range states {
		if is := state(t, c, id); order[is] < order[said] && !(is == Planned && said == Acked) {
			t.Errorf("the removal of %d was %s and is %q", id, said, is)
		}
	}
	a := must[AccountID](t)(c.Account(ctx, "home", Keep{}))
	v := begin(t, c, a)
	var staged, acked int
	ok(t, c.read.QueryRow("SELECT (SELECT count(*) FROM body WHERE sha256 = x''), (SELECT count(*) FROM acked)").Scan(&staged, &acked))
	if staged != 0 || acked != 0 {
		t.Errorf("%d staged bodies and %d acked removals are left", staged, acked)
	}
	ok(t, v.End(ctx, Outcome{}))
	t.Logf("%d messages, %d removals", len(sums), len(states))
}

func scan(line, format string, into ...any) bool {
	n, _ := fmt.Sscanf(line, format, into...)
	return n == len(into)
}

// writeUnderLimit stores messages until the file may grow no more, as under ulimit -f.
func writeUnderLimit(dir string) error {
	signal.Ignore(syscall.SIGXFSZ)
	limit := syscall.Rlimit{Cur: 2 << 20, Max: 2 << 20}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	return fillUntilFull(dir, func(format string, args ...any) { fmt.Printf(format, args...) })
}
