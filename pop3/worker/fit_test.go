package worker

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"poplin/cache"
	"poplin/pop3/maildrop"
)

// fit makes a visit that brings what fits.
func (h *house) fit(octets int64) (Fitted, cache.Outcome) {
	h.t.Helper()
	h.freed()
	var told []Fitted
	o, err := h.worker().Fit(h.t.Context(), octets, func(e Event) {
		if f, ok := e.(Fitted); ok {
			told = append(told, f)
		}
	})
	if err != nil || len(told) != 1 {
		h.t.Fatalf("%v, told %+v\n%s", err, told, dialogue(o))
	}
	return told[0], o
}

var asked = regexp.MustCompile(`(?m)^(RETR|TOP) (\d+) ?(\d*)`)

// sent adds up what the server was asked to send, in octets of messages.
func (h *house) sent(ms []maildrop.Message) (octets int64, bodies int) {
	for _, m := range asked.FindAllStringSubmatch(strings.Join(h.server.Transcript(), "\n"), -1) {
		n, _ := strconv.Atoi(m[2])
		raw := ms[n-1].Raw
		if m[1] == "RETR" {
			bodies++
			octets += int64(len(raw))
			continue
		}
		lines, _ := strconv.Atoi(m[3])
		head, text, _ := bytes.Cut(raw, []byte("\r\n\r\n"))
		octets += int64(len(head) + 4)
		for i, l := range bytes.SplitAfter(text, []byte("\n")) {
			if i < lines {
				octets += int64(len(l))
			}
		}
	}
	return octets, bodies
}

// tried counts the messages that are believed to have failed.
func (h *house) tried() (n int) {
	h.t.Helper()
	account, err := h.cache.Account(h.t.Context(), "home", h.acc.Keep)
	if err != nil {
		h.t.Fatal(err)
	}
	v, err := h.cache.HoldVisit(account)
	if err != nil {
		h.t.Fatal(err)
	}
	defer v.End(h.t.Context(), cache.Outcome{})
	known, err := v.Known(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	for _, k := range known {
		if k.Attempts > 0 {
			n++
		}
	}
	return n
}

// newsletter is a letter from a list.
func newsletter(name string, size int) maildrop.Message {
	m := letter(name, size)
	m.Raw = append([]byte("List-Id: <news.example.org>\r\n"), m.Raw...)
	return m
}

// TestFit brings the letters and not the newsletters, begins a giant, and stays below what was allowed.
func TestFit(t *testing.T) {
	var ms []maildrop.Message
	for i := range 20 {
		ms = append(ms, newsletter(fmt.Sprint("news", i), 30_000), letter(fmt.Sprint("person", i), 8_000))
	}
	ms = append(ms, letter("giant", 3<<20))
	h := newHouse(t, maildrop.Config{}, ms...)
	const limit = 400_000
	e, o := h.fit(limit)
	octets, bodies := h.sent(ms)
	if octets != e.Bytes || octets > limit || octets < limit*8/10 || bodies != e.Messages || e.Messages+e.Left != len(ms) || o.Quit != cache.QuitOK || o.Downloaded != bodies {
		t.Errorf("told %+v, sent %d octets of %d messages; %+v", e, octets, bodies, o)
	}
	var left int64
	for _, x := range h.entries() {
		if x.Body != cache.Full {
			left += x.Size
		}
		if strings.HasPrefix(x.UIDL, "uid-person") && x.Body != cache.Full {
			t.Errorf("%s did not come", x.UIDL)
		}
	}
	if left != e.LeftBytes || e.Begun != 1 || h.piece(h.find("uid-giant")).Lines != pieceFrom {
		t.Errorf("told %+v; %d octets are left, and of the giant there is %+v", e, left, h.piece(h.find("uid-giant")))
	}
	h.visit()
	h.holds(ms...)
	if e, _ := h.fit(limit); e != (Fitted{Account: "home"}) {
		t.Errorf("with everything here: %+v", e)
	}
}

// TestFitWhenAllFits needs no headers first.
func TestFitWhenAllFits(t *testing.T) {
	ms := letters(90)
	h := newHouse(t, maildrop.Config{}, ms...)
	e, _ := h.fit(1 << 20)
	if octets, _ := h.sent(ms); e.Messages != len(ms) || e.Left != 0 || octets != e.Bytes || slices.ContainsFunc(h.server.Transcript(), func(l string) bool { return strings.HasPrefix(l, "TOP") }) {
		t.Errorf("told %+v, sent %d", e, octets)
	}
	h.holds(ms...)
}

// TestFitOnALyingServer counts what comes, not what was listed.
func TestFitOnALyingServer(t *testing.T) {
	var ms []maildrop.Message
	for i := range 40 {
		ms = append(ms, letter(fmt.Sprint("m", i), 40_000))
	}
	const limit = 500_000
	for name, c := range map[string]struct {
		listed     int64
		least      int // messages
		most       int64
		brokenOff  bool
		outOfBound int
	}{
		"a little less":     {36_000, 10, limit, false, 0},
		"more":              {60_000, 11, limit, false, 0},
		"nothing at all":    {0, 10, limit, false, 0},
		"next to nothing":   {7, 10, limit, false, 0},
		"all but the first": {-33_000, 10, limit, false, 0},
		"giants like mites": {7, 0, limit + 64<<10, true, 700_000},
	} {
		t.Run(name, func(t *testing.T) {
			some := slices.Clone(ms)
			if c.outOfBound > 0 {
				for i := range some {
					some[i] = letter(fmt.Sprint("m", i), c.outOfBound)
				}
			}
			faults := []maildrop.Fault{{Kind: maildrop.WrongSize, At: c.listed}}
			if c.listed < 0 { // the first to come is listed as it is, and the others come one at a time
				faults, some[len(ms)-1] = nil, letter("m39", 30_000)
				for n := range len(ms) - 1 {
					faults = append(faults, maildrop.Fault{Kind: maildrop.WrongSize, At: -c.listed, Number: n + 1})
				}
			}
			h := newHouse(t, maildrop.Config{Faults: faults}, some...)
			if c.listed < 0 {
				h.acc.Pipelining = PipeOff
			}
			e, o := h.fit(limit)
			if e.Bytes > c.most || e.Messages < c.least || (o.Quit == cache.QuitNone) != c.brokenOff || (o.Error != "") != c.brokenOff {
				o.Log = nil
				t.Errorf("told %+v; %+v", e, o)
			}
			whole := 0
			for _, x := range h.entries() {
				if x.Body == cache.Full {
					whole++
				}
			}
			if whole != e.Messages {
				t.Errorf("%d are here, told %+v", whole, e)
			}
			if n := h.tried(); n > 0 {
				t.Errorf("%d messages are blamed for what the server listed", n)
			}
			h.serve(maildrop.Config{})
			h.visit()
			h.holds(some...)
		})
	}
}

// TestFitRemoves carries removals out, and leaves what waits for its copy.
func TestFitRemoves(t *testing.T) {
	ms := append(letters(3), letter("big", 200_000))
	h := newHouse(t, maildrop.Config{}, ms...)
	h.acc.Download = Download{Limit: 10_000}
	h.visit()
	h.delete("uid-m1", "uid-big")
	if e, o := h.fit(50_000); e.Messages != 0 || e.Left != 1 || o.Deleted != 1 {
		t.Errorf("told %+v; %+v", e, o)
	}
	h.wantServer("uid-m0", "uid-m2", "uid-big")
}

// TestFitLeavesRoomForBodies: of a big mailbox not even the headers would fit.
func TestFitLeavesRoomForBodies(t *testing.T) {
	var ms []maildrop.Message
	for i := range 600 {
		ms = append(ms, letter(fmt.Sprint("m", i), 10_000))
	}
	h := newHouse(t, maildrop.Config{}, ms...)
	e, _ := h.fit(100_000)
	octets, bodies := h.sent(ms)
	if heads := octets - int64(bodies)*int64(len(ms[0].Raw)); bodies < 7 || heads < 10_000 || heads > 25_500 || octets != e.Bytes {
		t.Errorf("%d bodies and about %d octets of headers; told %+v", bodies, heads, e)
	}
}

// TestFitAndWhatIsOpened: somebody who opens a message has it, whatever fits.
func TestFitAndWhatIsOpened(t *testing.T) {
	h := newHouse(t, maildrop.Config{}, letter("giant", 300_000), letter("a", 300), letter("b", 90_000))
	h.acc.Download = Download{HeadersOnly: true}
	h.visit()
	s, giant := h.run(), h.find("uid-giant")
	s.w.Post(Fit{Bytes: 50_000})
	s.w.Post(Fetch{ID: giant})
	fetched, told := false, Fitted{}
	s.until("Finished", func(e Event) bool {
		switch e := e.(type) {
		case Fetched:
			fetched = e.ID == giant
		case Fitted:
			told = e
		}
		return finished(e)
	})
	if !fetched || told.Messages != 2 || told.Left != 1 || told.Bytes > 50_000 {
		t.Errorf("fetched %v; told %+v", fetched, told)
	}
}

// TestFitInASecondSession: what was set aside for a session that broke is free again, and what it brought is not.
func TestFitInASecondSession(t *testing.T) {
	big := letter("big", 400_000)
	for range 50 {
		h := newHouse(t, maildrop.Config{Faults: []maildrop.Fault{{Kind: maildrop.CutReply, Command: "RETR", At: 50_000, Session: 1}}}, big)
		var told Fitted
		_, err := h.worker().Fit(t.Context(), 500_000, func(e Event) {
			if f, ok := e.(Fitted); ok {
				told = f
			}
		})
		if err != nil && strings.Contains(err.Error(), "another program holds the mailbox") {
			continue // the server had not noticed yet that the first session was over
		}
		if err != nil || told.Messages != 1 || told.Bytes < 440_000 {
			t.Errorf("%v, told %+v", err, told)
		}
		h.holds(big)
		return
	}
	t.Error("the server never let a second session in")
}

// TestFitTakesTurns has a visit under way that brings everything give way, without a word of failure.
func TestFitTakesTurns(t *testing.T) {
	ms := letters(30)
	for i := range 12 {
		ms = append(ms, letter(string(rune('A'+i)), 2<<20))
	}
	h := newHouse(t, maildrop.Config{Rate: 8 << 20}, ms...)
	s := h.run()
	s.w.yield = time.Hour
	s.w.Post(Refresh{})
	posted, told := false, Fitted{}
	s.until("Finished", func(e Event) bool {
		switch e := e.(type) {
		case Progress:
			if e.Step == Bodies && !posted {
				posted = true
				s.w.Post(Fit{Bytes: 3 << 20})
			}
		case Failed:
			t.Errorf("failed: %v", e.Problem)
		case Fitted:
			told = e
		}
		return finished(e) && told.Account != ""
	})
	if told.Left < 2 || told.Bytes > 3<<20 {
		t.Errorf("told %+v", told)
	}
	s.w.Post(Refresh{})
	s.until("Finished", finished)
	h.holds(ms...)
}

// TestFitDoesNotWaitForAGiant breaks off what would go on for a long time.
func TestFitDoesNotWaitForAGiant(t *testing.T) {
	h := newHouse(t, maildrop.Config{Rate: 1 << 20}, letter("giant", 16<<20), letter("a", 300))
	w := h.worker()
	w.yield = time.Millisecond
	less := func() {}
	_, err := w.visit(t.Context(), job{less: func(do func()) { less = do }}, func(e Event) {
		if p, ok := e.(Progress); ok && p.Step == Bodies && less != nil {
			less()
		}
	})
	if !errors.Is(err, errLess) || h.entries()[0].Body != cache.Full && h.entries()[1].Body != cache.Full {
		t.Errorf("%v", err)
	}
}

// TestSparing: after a Fit, a visit that nobody asked for brings headers of what is new and nothing else.
func TestSparing(t *testing.T) {
	h := newHouse(t, maildrop.Config{}, letter("older", 90_000), letter("a", 300), letter("big", 90_000))
	h.fit(10_000)
	h.box.Add(letter("new", 300))
	h.freed()
	if _, err := h.worker().visit(t.Context(), job{sparing: true}, func(Event) {}); err != nil {
		t.Fatal(err)
	}
	for _, x := range h.entries() {
		if want := map[string]cache.Body{"uid-older": cache.None, "uid-a": cache.Full, "uid-big": cache.None, "uid-new": cache.Headers}[x.UIDL]; x.Body != want {
			t.Errorf("%s is here to degree %v, not %v", x.UIDL, x.Body, want)
		}
	}
}
