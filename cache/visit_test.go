package cache

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

var ctx = context.Background()

// clock is a time that only tests move.
type clock struct{ now time.Time }

func newClock() *clock { return &clock{time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time        { return c.now }
func (c *clock) sleep(d time.Duration) { c.now = c.now.Add(d) }
func (c *clock) days(n int)            { c.sleep(time.Duration(n) * 24 * time.Hour) }
func (c *clock) options() Options      { return Options{Now: c.Now} }
func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// settle says that QUIT was answered +OK.
func settle(v *Visit) error {
	_, err := v.Settle(ctx, func() bool { return true })
	return err
}

// home opens a cache with one account.
func home(t testing.TB, keep Keep) (*Cache, AccountID, *clock) {
	t.Helper()
	clk := newClock()
	c := open(t, t.TempDir(), clk.options())
	return c, must[AccountID](t)(c.Account(ctx, "home", keep)), clk
}

func begin(t testing.TB, c *Cache, a AccountID) *Visit {
	t.Helper()
	v := must[*Visit](t)(c.BeginVisit(ctx, a))
	t.Cleanup(func() { v.lock.Close() })
	return v
}

func mail(n int) []byte {
	return fmt.Appendf(nil, "From: Ada <ada@example.org>\r\nTo: bob@example.org\r\nSubject: Note %d\r\n"+
		"Message-ID: <n%d@example.org>\r\nDate: Sun, 22 Nov 2026 10:%02d:%02d +0000\r\n\r\nWords of note %d.\r\n",
		n, n, n/60%60, n%60, n)
}

// listing makes n lines of a listing with UIDLs u0, u1, ...
func listing(n int) []Listing {
	all := make([]Listing, n)
	for i := range all {
		all[i] = Listing{Number: int32(i + 1), UIDL: fmt.Sprintf("u%d", i), Size: int64(len(mail(i)))}
	}
	return all
}

// fill runs a visit that brings n messages home.
func fill(t testing.TB, c *Cache, a AccountID, n int) []ID {
	t.Helper()
	v := begin(t, c, a)
	ids := must[[]ID](t)(v.Record(ctx, Changes{New: listing(n), Complete: true}))
	var as []Arrival
	for i, id := range ids {
		as = append(as, Arrival{ID: id, Raw: mail(i)})
	}
	ok(t, v.Put(ctx, as))
	ok(t, v.End(ctx, Outcome{Complete: true, Quit: QuitOK}))
	return ids
}

func row(t testing.TB, c *Cache, id ID) Row {
	t.Helper()
	rows := must[[]Row](t)(c.readRows(ctx, "SELECT "+rowColumns+" FROM message m WHERE m.id = ?", id))
	if len(rows) != 1 {
		t.Fatalf("message %d: %d rows", id, len(rows))
	}
	return rows[0]
}

func known(t testing.TB, v *Visit) map[ID]Known {
	t.Helper()
	all := map[ID]Known{}
	for _, k := range must[[]Known](t)(v.Known(ctx)) {
		all[k.ID] = k
	}
	return all
}

func raw(t testing.TB, c *Cache, id ID) []byte {
	t.Helper()
	var b bytes.Buffer
	ok(t, c.Raw(ctx, id, &b))
	return b.Bytes()
}

func TestWhatCameIsKeptExactly(t *testing.T) {
	c, a, _ := home(t, Keep{})
	v := begin(t, c, a)
	rnd := rand.NewChaCha8([32]byte{1})
	sizes := []int{0, 1, 17, chunkSize - 1, chunkSize, chunkSize + 1, 2 * chunkSize, stageBuffer, 3*stageBuffer + 5}
	var news []Listing
	for i := range sizes {
		news = append(news, Listing{Number: int32(i + 1), UIDL: fmt.Sprint(i), Size: int64(sizes[i])})
	}
	for _, staged := range []bool{false, true} {
		for i := range news {
			news[i].Dup = map[bool]int32{true: 1}[staged]
		}
		ids := must[[]ID](t)(v.Record(ctx, Changes{New: news}))
		for i, id := range ids {
			want := make([]byte, sizes[i])
			rnd.Read(want)
			if staged {
				s := v.Stage(ctx, id, nil)
				for rest := want; len(rest) > 0; {
					n := min(len(rest), 1+int(rnd.Uint64()%100_000))
					must[int](t)(s.Write(rest[:n]))
					rest = rest[n:]
				}
				ok(t, s.Commit(ctx))
			} else {
				ok(t, v.Put(ctx, []Arrival{{ID: id, Raw: want}}))
			}
			if got := raw(t, c, id); !bytes.Equal(got, want) {
				t.Errorf("%d bytes, staged %v: got back %d others", sizes[i], staged, len(got))
			}
			if r := row(t, c, id); r.Body != Full || r.Size != int64(sizes[i]) {
				t.Errorf("%d bytes, staged %v: row says %d, body %d", sizes[i], staged, r.Size, r.Body)
			}
		}
	}
}

func TestHeadersGiveWayToTheFullMessage(t *testing.T) {
	c, a, _ := home(t, Keep{})
	v := begin(t, c, a)
	id := must[[]ID](t)(v.Record(ctx, Changes{New: listing(1)}))[0]
	head, full := mail(0)[:40], mail(0)
	if err := c.Raw(ctx, id, &bytes.Buffer{}); !errors.Is(err, ErrNotFound) {
		t.Errorf("no bytes yet: %v", err)
	}
	ok(t, v.Put(ctx, []Arrival{{ID: id, Raw: head, Top: true}}))
	if r := row(t, c, id); r.Body != Headers || r.Size != int64(len(full)) {
		t.Errorf("after TOP: body %d, size %d", r.Body, r.Size)
	}
	ok(t, v.Put(ctx, []Arrival{{ID: id, Raw: full}}))
	ok(t, v.Put(ctx, []Arrival{{ID: id, Raw: head, Top: true}})) // late, and no news
	if got := raw(t, c, id); !bytes.Equal(got, full) {
		t.Errorf("got %q", got)
	}
	var chunks int
	ok(t, c.read.QueryRow("SELECT count(*) FROM chunk").Scan(&chunks))
	if chunks != 1 {
		t.Errorf("%d chunks are kept, want 1", chunks)
	}
}

func TestOneVisitPerAccount(t *testing.T) {
	c, a, clk := home(t, Keep{})
	v := begin(t, c, a)
	other := open(t, c.dir, clk.options())
	_, err := other.BeginVisit(ctx, a)
	var held *HeldError
	if !errors.As(err, &held) || !errors.Is(err, ErrHeld) || held.PID == 0 || !held.Since.Equal(clk.now) {
		t.Fatalf("a second visit: %v", err)
	}
	b := must[AccountID](t)(other.Account(ctx, "work", Keep{}))
	ok(t, begin(t, other, b).End(ctx, Outcome{}))
	ok(t, v.End(ctx, Outcome{}))
	ok(t, begin(t, other, a).End(ctx, Outcome{}))
}

func TestOutcomeIsKept(t *testing.T) {
	c, a, clk := home(t, Keep{})
	if _, _, err := c.LastVisit(ctx, a); !errors.Is(err, ErrNotFound) {
		t.Errorf("before the first visit: %v", err)
	}
	want := Outcome{Listed: 9, New: 8, Downloaded: 7, Deleted: 6, Verified: 5, Bytes: 4, Complete: true, Quit: QuitRefused,
		Error: "it rained", Log: []LogLine{{At: time.Second, Dir: '·', Text: "hello"}}}
	v := begin(t, c, a)
	clk.sleep(time.Minute)
	ok(t, v.End(ctx, want))
	begin(t, c, a)
	when, got, err := c.LastVisit(ctx, a)
	if err != nil || !when.Equal(clk.now) || fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v %v %v", when, got, err)
	}
}

func TestQuarantineAfterThreeVisits(t *testing.T) {
	c, a, _ := home(t, Keep{})
	v := begin(t, c, a)
	ids := must[[]ID](t)(v.Record(ctx, Changes{New: listing(3)}))
	for range patience {
		if r := row(t, c, ids[0]); r.Body != None {
			t.Fatalf("in quarantine too early")
		}
		ok(t, v.Begin(ctx, ids))
		ok(t, v.Put(ctx, []Arrival{{ID: ids[1], Raw: mail(1)}}))
		ok(t, v.Excuse(ctx, ids[2:]))
		v.lock.Close()
		v = begin(t, c, a)
	}
	for i, want := range []Body{Poison, Full, None} {
		if r := row(t, c, ids[i]); r.Body != want {
			t.Errorf("message %d has body %d, want %d", i, r.Body, want)
		}
	}
	ok(t, v.Begin(ctx, ids[:1])) // the person asked for it
	ok(t, v.Put(ctx, []Arrival{{ID: ids[0], Raw: mail(0)}}))
	if r := row(t, c, ids[0]); r.Body != Full {
		t.Errorf("a body that came after all is %d", r.Body)
	}
}

func TestNewestHasHighestID(t *testing.T) {
	c, a, _ := home(t, Keep{})
	v := begin(t, c, a)
	ids := must[[]ID](t)(v.Record(ctx, Changes{New: []Listing{{Number: 9, UIDL: "c"}, {Number: 1, UIDL: "a"}, {Number: 5, UIDL: "b"}}}))
	if !(ids[0] > ids[2] && ids[2] > ids[1]) {
		t.Errorf("ids %v for the numbers 9, 1, 5", ids)
	}
}

func TestStagedBodiesAreInvisibleUntilCommit(t *testing.T) {
	c, a, _ := home(t, Keep{})
	v := begin(t, c, a)
	id := must[[]ID](t)(v.Record(ctx, Changes{New: listing(1)}))[0]
	s := v.Stage(ctx, id, nil)
	must[int](t)(s.Write(make([]byte, stageBuffer+10)))
	if r := row(t, c, id); r.Body != None {
		t.Errorf("body is %d before Commit", r.Body)
	}
	v.lock.Close() // the visit crashes
	v = begin(t, c, a)
	var chunks, bodies int
	ok(t, c.read.QueryRow("SELECT (SELECT count(*) FROM chunk), (SELECT count(*) FROM body)").Scan(&chunks, &bodies))
	if chunks != 0 || bodies != 0 {
		t.Errorf("%d chunks and %d bodies are left of a crashed visit", chunks, bodies)
	}
	s = v.Stage(ctx, id, nil)
	must[int](t)(s.Write(make([]byte, stageBuffer+10)))
	ok(t, s.Discard(ctx))
	ok(t, c.read.QueryRow("SELECT count(*) FROM chunk").Scan(&chunks))
	if chunks != 0 {
		t.Errorf("%d chunks are left of a discarded stage", chunks)
	}
}
