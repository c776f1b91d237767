package worker

import (
	"database/sql"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"poplin/cache"
	"poplin/pop3/maildrop"
)

// everywhere asserts that each message is on the server or whole here, wherever it lies.
func (h *house) everywhere(ms ...maildrop.Message) {
	h.t.Helper()
	there := map[string]int{}
	for _, m := range h.box.Messages() {
		there[string(m.Raw)]++
	}
	maps.Copy(there, h.copies())
	for _, m := range ms {
		if there[string(m.Raw)] == 0 {
			h.t.Errorf("%s is lost: %.60q", m.UIDL, m.Raw)
		}
	}
}

// A server gives the UIDL of a message that is gone to another one: what is new is not removed in the place of what is
// old, whether it has the same size or not, and comes home.
func TestANameGivenToAnotherMessage(t *testing.T) {
	for _, keep := range []cache.Keep{{Mode: cache.UntilDeleted}, {Mode: cache.Never}} {
		for _, size := range []int{900, 2000} {
			old, fresh := letter("old", 900), letter("new", size)
			fresh.UIDL = old.UIDL
			ms := letters(5)
			h := newHouse(t, maildrop.Config{}, append(slices.Clone(ms), old)...)
			h.visit()
			h.acc.Keep = keep
			h.delete(old.UIDL)
			h.box.Replace(append(slices.Clone(ms), fresh)...)
			h.visit()
			if keep.Mode == cache.UntilDeleted {
				h.wantServer(append(uidls(ms), fresh.UIDL)...)
				h.wantState(old.UIDL, cache.Verified)
			}
			h.visit()
			h.everywhere(append(ms, old, fresh)...)
			h.holds(append(slices.Clone(ms), fresh)...)
		}
	}
}

// Many removals, one of them of a message whose name another of the same size bears: a sample finds out, or the UIDLs
// of all are asked for.
func TestNamesThatCountAnew(t *testing.T) {
	var ms []maildrop.Message
	for i := range 200 {
		m := letter(string(rune('a'+i%26))+strings.Repeat("x", i/26), 700)
		m.UIDL = string(rune('0'+i/100)) + string(rune('0'+i/10%10)) + string(rune('0'+i%10))
		ms = append(ms, m)
	}
	h := newHouse(t, maildrop.Config{}, ms...)
	h.visit()
	var doomed []string
	for _, m := range ms[50:150] {
		doomed = append(doomed, m.UIDL)
	}
	h.delete(doomed...)
	var shifted []maildrop.Message // another program removed the first
	for i, m := range ms[1:] {
		shifted = append(shifted, maildrop.Message{UIDL: ms[i].UIDL, Raw: m.Raw})
	}
	h.box.Replace(shifted...)
	h.visit()
	h.visit()
	h.everywhere(ms...)
	kept := map[string]bool{}
	for _, m := range h.box.Messages() {
		kept[string(m.Raw)] = true
	}
	for i, m := range ms[1:] {
		if i+1 < 50 && !kept[string(m.Raw)] {
			t.Errorf("message %d left the server and nobody asked for it", i+1)
		}
	}
}

// Where sizes differ, they tell what a sample of header blocks would, and more: nothing is asked beside the UIDLs while
// they are as they were, and when they are not, all.
func TestSizesTell(t *testing.T) {
	var ms []maildrop.Message
	for i := range 400 {
		m := letter(fmt.Sprint("m", i), 0)
		m.Raw = append(m.Raw, strings.Repeat("x", 60+i)+"\r\n"...)
		m.UIDL = fmt.Sprintf("%03d", i)
		ms = append(ms, m)
	}
	doomed := ms[20:380]
	for _, anew := range []bool{false, true} {
		h := newHouse(t, maildrop.Config{}, ms...)
		h.visit()
		h.delete(uidls(doomed)...)
		left := slices.Concat(ms[:20], ms[380:])
		if anew { // another program has removed the first, and the server counts from there
			var shifted []maildrop.Message
			for i, m := range ms[1:] {
				shifted = append(shifted, maildrop.Message{UIDL: ms[i].UIDL, Raw: m.Raw})
			}
			h.box.Replace(shifted...)
			left = left[1:]
		}
		o := h.visit()
		if asked := strings.Contains(dialogue(o), "> TOP"); asked != anew {
			t.Errorf("counted anew %v: header blocks asked for: %v", anew, asked)
		}
		there := map[string]bool{}
		for _, m := range h.box.Messages() {
			there[string(m.Raw)] = true
		}
		for _, m := range left {
			if !there[string(m.Raw)] {
				t.Errorf("counted anew %v: %s left the server and nobody asked for it", anew, m.UIDL)
			}
		}
		if !anew && len(there) != len(left) {
			t.Errorf("%d messages are left, want %d", len(there), len(left))
		}
		h.everywhere(ms...)
	}
}

func TestSizesThatTellLittle(t *testing.T) {
	of := func(n int, size func(int) int64) (all []departure) {
		for i := range n {
			all = append(all, departure{line: cache.Listing{Size: size(i)}})
		}
		return all
	}
	for _, c := range []struct {
		name string
		all  []departure
		tell bool
	}{
		{"each its own", of(300, func(i int) int64 { return int64(i) + 1 }), true},
		{"each a few", of(20_000, func(i int) int64 { return int64(i%2000) + 1 }), true},
		{"few messages", of(100, func(i int) int64 { return int64(i) + 1 }), false},
		{"few sizes", of(20_000, func(i int) int64 { return int64(i%100) + 1 }), false},
		{"many of one size", of(20_000, func(i int) int64 { return max(1, int64(i)-1000) }), false},
		{"unknown ones", of(300, func(i int) int64 { return int64(i) }), false},
	} {
		if got := sizesTell(c.all); got != c.tell {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

// A proxy rewrites headers as they pass, and TOP and RETR do not agree: the bytes decide, and the removal goes on.
func TestHeadersThatChangeOnTheWay(t *testing.T) {
	h := newHouse(t, maildrop.Config{}, letters(4)...)
	h.visit()
	h.delete("uid-m1")
	h.serve(maildrop.Config{Faults: []maildrop.Fault{{Kind: maildrop.OtherBody, Command: "TOP", Number: 2, At: 3}}})
	h.visit()
	h.wantServer("uid-m0", "uid-m2", "uid-m3")
}

// LIST tells another size each time: nothing is fetched again, and removals go on.
func TestSizesThatChange(t *testing.T) {
	ms := letters(6)
	h := newHouse(t, maildrop.Config{}, ms...)
	h.visit()
	for i, size := range []int64{5000, 77, 0} {
		h.delete(ms[i].UIDL)
		h.serve(maildrop.Config{Faults: []maildrop.Fault{{Kind: maildrop.WrongSize, At: size}}})
		if o := h.visit(); o.Downloaded != 0 || o.New != 0 || o.Deleted != 1 {
			t.Errorf("sizes of %d: %+v\n%s", size, o, dialogue(o))
		}
	}
	h.wantServer(uidls(ms[3:])...)
	h.holds(ms[3:]...)
}

// spoil damages what the cache holds of a message.
func (h *house) spoil(uidl string) {
	h.t.Helper()
	h.exec("UPDATE chunk SET bytes = zeroblob(length(bytes)) WHERE key >> 16 = (SELECT raw FROM detail WHERE message = ?)", h.find(uidl))
}

// exec changes the cache behind its back.
func (h *house) exec(query string, args ...any) {
	h.t.Helper()
	db, err := sql.Open("sqlite3", filepath.Join(h.dir, "cache.db"))
	if err != nil {
		h.t.Fatal(err)
	}
	defer db.Close()
	if _, err = db.Exec(query, args...); err != nil {
		h.t.Fatal(err)
	}
}

// A copy that rotted on the disk is no copy: the server's stays until it has been fetched again.
func TestARottenCopyIsFetchedAgainFirst(t *testing.T) {
	for _, keep := range []cache.Keep{{Mode: cache.UntilDeleted}, {Mode: cache.Never}} {
		ms := append(letters(5), letter("big", 3<<20))
		h := newHouse(t, maildrop.Config{}, ms...)
		h.visit()
		h.acc.Keep = keep
		for _, u := range []string{"uid-m2", "uid-big"} {
			h.spoil(u)
			h.delete(u)
		}
		o, err := h.try()
		if err != nil || o.Error == "" {
			t.Errorf("nothing was said: %+v, %v", o, err)
		}
		if left := h.onServer(); !slices.Contains(left, "uid-m2") || !slices.Contains(left, "uid-big") {
			t.Errorf("the server holds %v", left)
		}
		h.visit()
		if left := h.onServer(); slices.Contains(left, "uid-m2") || slices.Contains(left, "uid-big") {
			t.Errorf("afterwards the server holds %v", left)
		}
		h.everywhere(ms...)
	}
}

// Of many copies some are unpacked and hashed, and of the others the sums of what is stored are enough, unless one of
// those is not what came.
func TestManyCopiesAreReadBack(t *testing.T) {
	ms := make([]maildrop.Message, hashedOnes+100)
	for i := range ms {
		ms[i] = letter(fmt.Sprint("m", i), 1)
	}
	for _, badlyPacked := range []bool{false, true} {
		h := newHouse(t, maildrop.Config{}, ms...)
		h.visit()
		var want []string
		if badlyPacked {
			h.exec("UPDATE body SET sha256 = zeroblob(32)")
			want = uidls(ms)
		} else {
			for i := 0; i < len(ms); i += 100 {
				h.spoil(ms[i].UIDL)
				want = append(want, ms[i].UIDL)
			}
		}
		var all []cache.ID
		for _, e := range h.entries() {
			all = append(all, e.ID)
		}
		if _, err := h.cache.Delete(t.Context(), all, cache.RemoveOptions{}); err != nil {
			t.Fatal(err)
		}
		if o, err := h.try(); err != nil || o.Error == "" {
			t.Errorf("nothing was said: %+v, %v", o, err)
		}
		h.wantServer(want...)
	}
}

// A server that cannot read its own disk hands out the beginning of a message and ends as if that were all.
func TestAMessageThatCameShortStays(t *testing.T) {
	ms := append(letters(20), letter("long", 9000))
	short := []maildrop.Fault{{Kind: maildrop.ShortBody, Command: "RETR", Number: 21, At: 500}}
	h := newHouse(t, maildrop.Config{Faults: short}, ms...)
	h.acc.Keep = cache.Keep{Mode: cache.Never}
	h.visit()
	h.visit()
	h.wantServer("uid-long")
	if es, err := h.cache.Ledger(t.Context(), cache.Planned); err != nil || len(es) != 1 || es[0].Reason == "" {
		t.Errorf("the ledger does not say why: %+v, %v", es, err)
	}

	h = newHouse(t, maildrop.Config{Faults: short}, ms...) // now a server that gets over it
	h.visit()
	h.delete("uid-long")
	h.serve(maildrop.Config{})
	h.visit()
	h.wantServer(uidls(ms)...)
	h.visit()
	h.wantServer(uidls(ms[:20])...)
	h.everywhere(ms...)

	// Where sizes are guesses anyway, a short one is as good as any.
	h = newHouse(t, maildrop.Config{Faults: []maildrop.Fault{{Kind: maildrop.WrongSize, At: 5000}}}, ms[:20]...)
	h.acc.Keep = cache.Keep{Mode: cache.Never}
	h.visit()
	h.wantServer()
	h.holds(ms[:20]...)
}

// Headers without a Message-ID prove nothing: a message that comes under the headers of one that vanished is its own.
func TestHeadersThatTellNothing(t *testing.T) {
	one := maildrop.Message{UIDL: "1", Raw: []byte("Subject: backup\r\n\r\nfailed\r\n")}
	two := maildrop.Message{UIDL: "2", Raw: []byte("Subject: backup\r\n\r\nworked\r\n")}
	for _, limit := range []int64{0, 10} {
		ms := letters(3)
		h := newHouse(t, maildrop.Config{}, append(ms, one)...)
		h.visit()
		h.box.Replace(ms...)
		h.visit()
		h.acc.Download.Limit = limit // headers first, bodies later
		h.box.Replace(append(ms, two)...)
		h.visit()
		h.acc.Download.Limit = 0
		h.visit()
		h.holds(append(ms, one, two)...)
		h.box.Replace(append(ms, maildrop.Message{UIDL: "3", Raw: one.Raw}, two)...) // the first comes back under another name
		h.visit()
		h.holds(append(ms, maildrop.Message{UIDL: "3", Raw: one.Raw}, two)...)
	}
}

// When QUIT leaves, the copies of what it removes are in the file itself: somebody may take the log for a leftover.
func TestCopiesAreNotOnlyInTheLog(t *testing.T) {
	ms := letters(30)
	h := newHouse(t, maildrop.Config{}, ms...)
	h.acc.Keep = cache.Keep{Mode: cache.Never}
	dir := t.TempDir()
	_, err := h.worker().Visit(t.Context(), func(e Event) {
		if p, ok := e.(Phase); !ok || p.Step != Leaving {
			return
		}
		b, err := os.ReadFile(filepath.Join(h.dir, "cache.db"))
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, "cache.db"), b, 0o600)
		}
		if err != nil {
			t.Error(err)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	h.wantServer()
	if h.cache, err = cache.Open(t.Context(), dir, cache.Options{}); err != nil {
		t.Fatal(err)
	}
	defer h.cache.Close()
	h.holds(ms...)
}
