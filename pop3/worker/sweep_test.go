package worker

import (
	"context"
	"crypto/tls"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"poplin/cache"
	"poplin/pop3"
	"poplin/pop3/maildrop"
)

// stride is how many cuts a sweep leaves out between two. POPLIN_SWEEP=1 leaves out none.
func stride(t *testing.T, usual int) int {
	if n, err := strconv.Atoi(os.Getenv("POPLIN_SWEEP")); err == nil && n > 0 {
		return n
	}
	if testing.Short() {
		return usual * 5
	}
	return usual
}

// round is one turn of a sweep: mail comes, mail is to go, a visit goes wrong, and visits that do not follow.
type round struct {
	h    *house
	n    int
	want []maildrop.Message // in the cache
	left []maildrop.Message // on the server
	coy  bool               // a visit that goes well may put the removal off

	patience time.Duration // of the visit that meets trouble
}

func newRounds(t *testing.T) *round {
	ms := letters(2)
	h := newHouse(t, maildrop.Config{}, ms...)
	h.visit()
	return &round{h: h, want: ms, left: ms, patience: 150 * time.Millisecond}
}

// fault serves what the next visit meets.
func (r *round) fault(f maildrop.Fault) {
	f.Session = 1
	r.h.serve(maildrop.Config{Faults: []maildrop.Fault{f}})
}

// play lets one visit meet trouble and checks that the next ones mend everything: nothing lost, nothing double, what
// was to go is gone and verified, and nothing else.
func (r *round) play(t *testing.T, name string, trouble func()) {
	t.Helper()
	r.n++
	h := r.h
	h.t = t
	fresh := []maildrop.Message{letter(fmt.Sprintf("a%d", r.n), 300), letter(fmt.Sprintf("b%d", r.n), 500)}
	doomed := r.left[0]
	h.delete(doomed.UIDL)
	h.box.Add(fresh...)
	before := len(h.box.Messages())

	trouble()
	h.patience = r.patience
	o, err := h.try()
	h.patience = 0
	if o.Quit == cache.QuitNone && said(h.server, "QUIT") {
		t.Errorf("%s: QUIT was sent by a visit that failed: %v", name, err)
	}
	if err == nil && o.Error == "" && o.Deleted != 1 && !r.coy {
		t.Errorf("%s: all went well and nothing was deleted: %+v", name, o)
	}
	if n := len(h.box.Messages()); n < before-1 {
		t.Errorf("%s: the server lost %d messages", name, before-n)
	}
	h.serve(maildrop.Config{})
	h.now = h.now.Add(time.Hour) // past the time that slow servers are given to delete
	h.visit()
	h.visit()
	if r.coy {
		h.visit()
	}
	r.left = append(r.left[1:], fresh...)
	if !slices.Equal(h.onServer(), uidls(r.left)) {
		t.Errorf("%s: the server holds %v, not %v", name, h.onServer(), uidls(r.left))
	}
	if s := h.states()[doomed.UIDL]; s != cache.Verified {
		t.Errorf("%s: the removal is %q", name, s)
	}
	r.want = append(slices.DeleteFunc(r.want, func(m maildrop.Message) bool { return m.UIDL == doomed.UIDL }), fresh...)
	if r.n%20 == 1 || t.Failed() {
		h.holds(r.want...)
	}
	if len(r.want) > 40 {
		r.trim(t)
	}
}

// trim empties the house a little, so that a long sweep does not slow down.
func (r *round) trim(t *testing.T) {
	r.h.holds(r.want...)
	ids := []cache.ID{}
	for _, m := range r.want[:len(r.want)-4] {
		ids = append(ids, r.h.find(m.UIDL))
	}
	if _, err := r.h.cache.Delete(t.Context(), ids, cache.RemoveOptions{}); err != nil {
		t.Fatal(err)
	}
	r.h.visit()
	r.h.visit()
	r.want = r.want[len(r.want)-4:]
	r.left = nil
	for _, u := range r.h.onServer() {
		i := slices.IndexFunc(r.want, func(m maildrop.Message) bool { return m.UIDL == u })
		r.left = append(r.left, r.want[i])
	}
}

func uidls(ms []maildrop.Message) (us []string) {
	for _, m := range ms {
		us = append(us, m.UIDL)
	}
	return us
}

// by makes a house log in that way.
func by(mechanism string) func(*house) {
	return func(h *house) {
		h.acc.Login = func(context.Context) (pop3.Credentials, error) {
			cr := pop3.Credentials{User: "ada", Password: "secret", Mechanism: mechanism}
			if strings.Contains(mechanism, "oauth") {
				cr.Token = func(context.Context, bool) (string, error) { return token, nil }
			}
			return cr, nil
		}
	}
}

// The line is cut after every octet that one side says, in a visit that fetches and deletes, however it logs in:
// nothing is lost, and the next visits mend everything. A sweep ends when visits are over before the cut.
func TestCutAtEveryOctet(t *testing.T) {
	for _, mode := range []struct {
		name       string
		pipelining Pipelining
		arrange    func(*house)
	}{
		{"SCRAM, pipelined", PipeAuto, by("scram-sha-256")},
		{"SCRAM, one by one", PipeOff, by("scram-sha-256")},
		{"USER with all that follows in one write", PipeAuto, by("user")},
		{"USER, one by one", PipeOff, by("user")},
		{"PLAIN", PipeAuto, by("plain")},
		{"LOGIN", PipeAuto, by("login")},
		{"CRAM-MD5", PipeOff, by("cram-md5")},
		{"APOP", PipeAuto, by("apop")},
		{"XOAUTH2", PipeAuto, by("xoauth2")},
		{"OAUTHBEARER", PipeOff, by("oauthbearer")},
		{"STLS", PipeAuto, func(h *house) {
			h.acc.Security, h.acc.TLS = pop3.StartTLS, &tls.Config{RootCAs: h.server.Roots()}
		}},
	} {
		for who, usual := range map[side]int{server: 37, client: 11} {
			t.Run(fmt.Sprintf("%s, cut at the %s's", mode.name, who), func(t *testing.T) {
				t.Parallel()
				r := newRounds(t)
				r.h.acc.Pipelining, r.h.arrange = mode.pipelining, mode.arrange
				r.cutEverywhere(t, who, stride(t, usual))
			})
		}
	}
}

func (r *round) cutEverywhere(t *testing.T, who side, step int) {
	cuts := 0
	r.patience = time.Minute // who is cut off hears of it at once
	for missed, at := 0, 1; missed < 5; at += step {
		var line *relay
		r.play(t, fmt.Sprint("cut at ", at), func() {
			r.h.serve(maildrop.Config{})
			line = newRelay(t, r.h.server.Addr())
			line.set(trap{at: int64(at), side: who}, trap{}, nil)
			r.h.acc.Server = line.Addr().String()
		})
		if t.Failed() {
			return
		}
		line.Close()
		cuts++
		if !line.sprung() {
			cuts, missed = cuts-1, missed+1
		}
	}
	r.h.holds(r.want...)
	if cuts < 100/step {
		t.Errorf("only %d cuts, %d octets apart", cuts, step)
	}
	t.Logf("%d cuts, %d octets apart", cuts, step)
}

// Every kind of fault on every command.
func TestEveryFault(t *testing.T) {
	faults := []maildrop.Fault{
		{Kind: maildrop.Reply, Text: "-ERR no"},
		{Kind: maildrop.Reply, Text: "-ERR [SYS/TEMP] not now"},
		{Kind: maildrop.Reply, Text: "+OK"},
		{Kind: maildrop.Reply, Text: "* BYE"},
		{Kind: maildrop.Reply, Text: ""},
		{Kind: maildrop.HangUp},
		{Kind: maildrop.StrayBefore, Text: "-ERR stray"},
		{Kind: maildrop.StrayAfter, Text: "-ERR stray"},
		{Kind: maildrop.StrayAfter, Text: "+OK"},
		{Kind: maildrop.StrayAfter, Text: "."},
		{Kind: maildrop.CutReply, At: 1},
		{Kind: maildrop.CutReply, At: 40},
		{Kind: maildrop.NoTerminator},
		{Kind: maildrop.Drip, At: 0},
		{Kind: maildrop.Crumbs},
		{Kind: maildrop.Silence},
		{Kind: maildrop.Stall},
		{Kind: maildrop.LateDot},
		{Kind: maildrop.Flood, At: 100_000},
		{Kind: maildrop.Farewell, Text: "-ERR [SYS/TEMP] Server shutting down"},
		{Kind: maildrop.BrokenBody, Command: "RETR", At: 100, Text: "-ERR cannot read on"},
		{Kind: maildrop.EndlessLines, Command: "UIDL", Text: "1 again"},
		{Kind: maildrop.EndlessLines, Command: "LIST", Text: "1 100"},
		{Kind: maildrop.BareLF, Command: "UIDL"},
		{Kind: maildrop.BareLF, Command: "LIST"},
		{Kind: maildrop.LostQuit, Command: "QUIT"},
		{Kind: maildrop.DeadQuit, Command: "QUIT"},
		{Kind: maildrop.PartialQuit, Command: "QUIT", Text: "-ERR some deleted messages not removed"},
	}
	for _, verb := range []string{"greeting", "CAPA", "USER", "PASS", "AUTH", "STAT", "UIDL", "LIST", "TOP", "RETR", "DELE", "QUIT"} {
		t.Run(verb, func(t *testing.T) {
			t.Parallel()
			r := newRounds(t)
			if verb == "USER" || verb == "PASS" {
				r.h.arrange = by("user")
			}
			for _, f := range faults {
				if f.Command != "" && f.Command != verb {
					continue
				}
				f.Command = verb
				if once := stride(t, 1); once > 1 && r.n%once != 0 {
					r.n++
					continue
				}
				r.play(t, fmt.Sprintf("%s %q on %s", f.Kind, f.Text, verb), func() { r.fault(f) })
				if t.Failed() {
					return
				}
			}
			r.h.holds(r.want...)
		})
	}
}
