package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"poplin/cache"
)

// TestTheWholeTrip goes with 1,000 messages from the server home, and with some of them back to be removed.
func TestTheWholeTrip(t *testing.T) {
	server := dovecot(t, letters(1000))
	h := newHome(t)
	h.configure(server.TLSAddr, fmt.Sprintf("ca_file = %q", h.write("ca.pem", string(server.CA))))

	if done := h.sync(); done.Listed != 1000 || done.New != 1000 || done.Downloaded != 1000 || done.Error != "" {
		t.Fatalf("first visit: %+v", done)
	}
	rows := h.list()
	if len(rows) != 1000 {
		t.Fatalf("%d rows", len(rows))
	}
	t.Run("every byte", func(t *testing.T) { compareAll(t, h, server.Addr) })
	t.Run("show --raw", func(t *testing.T) { compareSome(t, h, rows, server.Addr) })
	t.Run("delete", func(t *testing.T) {
		h.remove(t, "delete", "from:shop", 50, 950, server.Addr)
		if left := h.list("from:shop"); len(left) != 0 {
			t.Errorf("%d of them are still listed", len(left))
		}
	})
	t.Run("archive", func(t *testing.T) {
		h.remove(t, "archive", "subject:minutes", 50, 900, server.Addr)
		kept := h.list("is:archived")
		if len(kept) != 50 {
			t.Fatalf("%d are kept, not 50", len(kept))
		}
		for _, m := range kept {
			if m.OnServer || m.Body != "full" {
				t.Errorf("message %d: on the server %v, body %s", m.ID, m.OnServer, m.Body)
			}
		}
		h.must("show", fmt.Sprint(kept[0].ID))
	})
	if done := h.sync(); done.Listed != 900 || done.New != 0 || done.Deleted != 0 {
		t.Errorf("last visit: %+v", done)
	}
}

// remove carries one removal through all its steps and looks at each.
func (h *home) remove(t *testing.T, command, query string, n, left int, addr string) {
	t.Helper()
	states := func(state string) (count int) {
		for _, x := range objects[struct{ Action, State string }](t, h.must("ledger", "--json")) {
			if x.Action == command && x.State == state {
				count++
			}
		}
		return count
	}
	h.must(command, query, "--yes")
	if got := states("planned"); got != n {
		t.Fatalf("%d are planned, not %d", got, n)
	}
	if done := h.sync(); done.Deleted != n {
		t.Errorf("the visit removed %d, not %d", done.Deleted, n)
	}
	w := newWitness(t, addr)
	if got := len(w.uidls()); got != left {
		t.Errorf("the server holds %d, not %d", got, left)
	}
	w.quit()
	if done := h.sync(); done.Verified != n || states("verified") != n {
		t.Errorf("%d are verified, %d in the ledger, not %d", done.Verified, states("verified"), n)
	}
}

// compareAll reads every message from the cache as show --raw does, and from the server without Poplin.
func compareAll(t *testing.T, h *home, addr string) {
	c, err := cache.Open(t.Context(), h.data(), cache.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	w := newWitness(t, addr)
	defer w.quit()
	numbers := w.uidls()
	ids, err := c.Select(t.Context(), cache.View{}, 0)
	if err != nil || len(ids) != len(numbers) {
		t.Fatalf("%d messages here, %d there, %v", len(ids), len(numbers), err)
	}
	entries, err := c.Entries(t.Context(), ids)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range entries {
		n, there := numbers[x.UIDL]
		delete(numbers, x.UIDL)
		var here bytes.Buffer
		if err := c.Raw(t.Context(), x.ID, &here); err != nil {
			t.Fatal(err)
		}
		if !there || !bytes.Equal(here.Bytes(), w.lines(fmt.Sprintf("RETR %d", n))) {
			t.Errorf("message %d (%s) is not what the server holds", x.ID, x.UIDL)
		}
	}
}

// compareSome does the same through the command itself.
func compareSome(t *testing.T, h *home, rows []listed, addr string) {
	w := newWitness(t, addr)
	defer w.quit()
	numbers := w.uidls()
	for i := 0; i < len(rows); i += 101 {
		want := w.lines(fmt.Sprintf("RETR %d", numbers[rows[i].UIDL]))
		if got := h.must("show", "--raw", fmt.Sprint(rows[i].ID)); got != string(want) {
			t.Errorf("message %d differs", rows[i].ID)
		}
	}
}

// TestServerKilledMidway: what had arrived is kept, and the next visit brings the rest, nothing twice.
func TestServerKilledMidway(t *testing.T) {
	filler := bytes.Repeat([]byte("All work and no play makes a long letter.\n"), 3000)
	messages := letters(300)
	for i := range messages {
		messages[i] = append(messages[i], filler...)
	}
	server := dovecot(t, messages)
	h := newHome(t)
	h.configure(server.TLSAddr, fmt.Sprintf("ca_file = %q", h.write("ca.pem", string(server.CA))), `download = "all"`)

	code := h.syncUntil(func(e event) bool { return e.Event == "progress" && e.Step == "bodies" && e.Done > 0 }, server.Kill)
	if code != 4 && code != 1 {
		t.Errorf("exit code %d of the visit that was cut", code)
	}
	if err := server.Restart(); err != nil {
		t.Fatal(err)
	}
	done := h.sync()
	if done.Listed != 300 || done.Downloaded >= 300 {
		t.Errorf("second visit: %+v", done)
	}
	var uidls []string
	for _, row := range h.list() {
		uidls = append(uidls, row.UIDL)
		if row.Body != "full" {
			t.Errorf("message %d: body %s", row.ID, row.Body)
		}
	}
	slices.Sort(uidls)
	if len(uidls) != 300 || len(slices.Compact(uidls)) != 300 {
		t.Errorf("%d rows", len(uidls))
	}
	compareAll(t, h, server.Addr)
}

// syncUntil runs sync, does act at the first event that is enough, and returns the exit code.
func (h *home) syncUntil(enough func(event) bool, act func()) int {
	h.t.Helper()
	cmd := exec.CommandContext(h.t.Context(), h.binary, "sync", "--json")
	cmd.Env, cmd.Dir = h.env, filepath.Dir(h.dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		h.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		h.t.Fatal(err)
	}
	acted := false
	for lines := bufio.NewScanner(out); lines.Scan(); {
		var e event
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			h.t.Error(err)
		}
		if !acted && enough(e) {
			act()
			acted = true
		}
	}
	cmd.Wait()
	if !acted {
		h.t.Fatal("the visit ended before its time")
	}
	return cmd.ProcessState.ExitCode()
}
