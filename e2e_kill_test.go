package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"poplin/cache"
	"poplin/pop3/maildrop"
)

// TestKilledProgram kills the program itself, whatever it is at: visits that download and delete, and the commands that
// plan and undo. Whatever the moment, every message is on the server or whole in the cache, the next command works, and
// in the end nothing has left the server but what was asked for.
func TestKilledProgram(t *testing.T) {
	kills := 15
	if n, err := strconv.Atoi(os.Getenv("POPLIN_KILLS")); err == nil {
		kills = n
	} else if testing.Short() {
		kills = 5
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	box := maildrop.NewBox()
	ever := map[string]bool{}
	server, err := maildrop.Start(maildrop.Config{TLS: true, Users: map[string]maildrop.User{"ada": {Password: "secret", Box: box}}})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	h := newHome(t)
	h.configure(server.Addr(), caLine(h, server.RootsPEM()))
	for killed, n := 0, 0; killed < kills; {
		for range 1 + rng.IntN(10) {
			n++
			raw := fmt.Sprintf("Subject: number %d\r\nMessage-ID: <%d@example.org>\r\n\r\n%s", n, n, strings.Repeat("words of it\r\n", rng.IntN(5000)))
			ever[raw] = true
			box.Add(maildrop.Message{UIDL: fmt.Sprint("u", n), Raw: []byte(raw)})
		}
		orders := [][]string{{"sync"}, {"sync"}, {"sync"}, {"delete", "subject:1*", "--yes"}, {"archive", "subject:2*", "--yes"}, {"undo"}}
		if h.killed(t, time.Duration(rng.IntN(120))*time.Millisecond, orders[rng.IntN(len(orders))]...) {
			killed++
		}
		for raw := range h.lost(t, ever, box) {
			t.Fatalf("lost after %d kills: %.60q", killed, raw)
		}
	}
	for range 8 { // what crashes brought into quarantine comes by and by
		h.run("sync")
	}
	asked := map[string]bool{}
	for _, e := range objects[struct{ UIDL, State string }](t, h.must("ledger", "--json")) {
		asked[e.UIDL] = true
		if e.State != "verified" {
			t.Errorf("%s ends as %s", e.UIDL, e.State)
		}
	}
	here := map[string]bool{}
	for _, m := range box.Messages() {
		here[m.UIDL] = true
	}
	for n := 1; n <= len(ever); n++ {
		if uidl := fmt.Sprint("u", n); !here[uidl] && !asked[uidl] {
			t.Errorf("%s left the server and the ledger knows nothing of it", uidl)
		}
	}
}

// killed runs a command and kills it after a while; it says whether it was still running.
func (h *home) killed(t *testing.T, after time.Duration, args ...string) bool {
	t.Helper()
	cmd := exec.Command(h.binary, args...)
	cmd.Env, cmd.Dir = h.env, h.dir
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(after, func() { cmd.Process.Kill() })
	cmd.Wait()
	timer.Stop()
	return !cmd.ProcessState.Exited()
}

// lost are the messages that are neither on the server nor whole here.
func (h *home) lost(t *testing.T, ever map[string]bool, box *maildrop.Box) map[string]bool {
	t.Helper()
	missing := map[string]bool{}
	for raw := range ever {
		missing[raw] = true
	}
	for _, m := range box.Messages() { // first: what leaves after this look must be here
		delete(missing, string(m.Raw))
	}
	if len(missing) == 0 {
		return nil
	}
	ctx := t.Context()
	c, err := cache.Open(ctx, h.data(), cache.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for _, words := range []string{"", "is:deleted"} {
		q, err := cache.ParseQuery(words, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		ids, err := c.Select(ctx, cache.View{Query: q}, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range ids {
			var b bytes.Buffer
			if c.Raw(ctx, id, &b) == nil {
				delete(missing, b.String())
			}
		}
	}
	return missing
}

// TestASecondPoplinIsSeen: what another Poplin on the same cache does shows up on the screen.
func TestASecondPoplinIsSeen(t *testing.T) {
	server := sampleServer(t)
	h := newHome(t)
	h.configure(server.Addr(), caLine(h, server.RootsPEM()), `poll = "0"`)
	h.sync()
	x := h.inTerminal(t)
	x.awaitText("Inbox 1")
	h.must("delete", "1")
	x.await("the first change of another", func(screen string) bool { return !strings.Contains(screen, "Inbox 1") })
	h.must("undo")
	x.awaitText("Inbox 1")
	x.press("q")
	x.awaitEnd()
}
