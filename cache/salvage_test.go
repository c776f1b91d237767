package cache

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// damage closes a cache, lets f spoil its file and opens it again.
func damage(t testing.TB, c *Cache, clk *clock, f func(b []byte) []byte) (*Cache, error) {
	t.Helper()
	path := filepath.Join(c.dir, fileName)
	ok(t, c.Close())
	b := must[[]byte](t)(os.ReadFile(path))
	ok(t, os.WriteFile(path, f(b), 0o600))
	again, err := Open(ctx, c.dir, clk.options())
	if err == nil {
		t.Cleanup(func() { again.Close() })
	}
	return again, err
}

func asides(t testing.TB, dir string) []string {
	t.Helper()
	return must[[]string](t)(filepath.Glob(filepath.Join(dir, "*.corrupt-????????-??????")))
}

func TestGarbageInPlaceOfTheCache(t *testing.T) {
	c, a, clk := home(t, Keep{})
	fill(t, c, a, 3)
	garbage := bytes.Repeat([]byte("this is not a database. "), 1000)
	c, err := damage(t, c, clk, func([]byte) []byte { return garbage })
	ok(t, err)
	s := c.Salvaged()
	if s == nil || s.Messages != 0 {
		t.Fatalf("salvaged %+v", s)
	}
	if kept := must[[]byte](t)(os.ReadFile(s.Aside)); !bytes.Equal(kept, garbage) {
		t.Error("what was there is not kept as it was")
	}
	a = must[AccountID](t)(c.Account(ctx, "home", Keep{}))
	fill(t, c, a, 3) // it works
	ok(t, c.Close())
	if c = open(t, c.dir, clk.options()); c.Salvaged() != nil {
		t.Error("salvaged twice")
	}
}

func TestATruncatedCacheGivesWhatItHas(t *testing.T) {
	c, a, clk := home(t, Keep{})
	ids := fill(t, c, a, 400)
	must[Removal](t)(c.Delete(ctx, ids[:1], RemoveOptions{}))
	c, err := damage(t, c, clk, func(b []byte) []byte { return b[:len(b)*9/10] })
	ok(t, err)
	s := c.Salvaged()
	if s == nil || len(asides(t, c.dir)) != 1 {
		t.Fatalf("salvaged %+v", s)
	}
	ok(t, c.Check(ctx))
	if whole := checkWhole(t, c); whole < 200 || whole != s.Messages {
		t.Errorf("%d messages came through, %+v", whole, *s)
	}
}

// checkWhole asserts that what a salvaged cache says of its messages is true.
func checkWhole(t testing.TB, c *Cache) (whole int) {
	t.Helper()
	rows := must[[]Row](t)(c.readRows(ctx, "SELECT "+rowColumns+" FROM message m"))
	for _, r := range rows {
		if r.Body != Full {
			continue
		}
		var b bytes.Buffer
		err := c.Raw(ctx, r.ID, &b)
		if err != nil && !errors.Is(err, ErrDamaged) {
			t.Errorf("message %d: %v", r.ID, err)
		}
		if err == nil {
			whole++
		}
	}
	var orphans int
	ok(t, c.read.QueryRow(`SELECT (SELECT count(*) FROM body WHERE message NOT IN (SELECT id FROM message)) +
		(SELECT count(*) FROM chunk WHERE key >> 16 NOT IN (SELECT id FROM body)) +
		(SELECT count(*) FROM detail WHERE message NOT IN (SELECT id FROM message))`).Scan(&orphans))
	if orphans != 0 {
		t.Errorf("%d rows lost their parents", orphans)
	}
	return whole
}

// Pages are spoilt at random; whatever they were, the cache opens, tells no lies and keeps the damaged file.
func TestSpoiltPages(t *testing.T) {
	const messages = 300
	rnd := rand.New(rand.NewPCG(1, 2))
	saved := 0
	for round := range 12 {
		c, a, clk := home(t, Keep{})
		ids := fill(t, c, a, messages)
		must[Removal](t)(c.Delete(ctx, ids[:5], RemoveOptions{}))
		ok(t, os.WriteFile(filepath.Join(c.dir, suspectName), nil, 0o600))
		c, err := damage(t, c, clk, func(b []byte) []byte {
			for range 3 {
				page := 1 + rnd.IntN(len(b)/pageSize-1) // all but the first
				for i := range 4096 {
					b[page*pageSize+i] = byte(rnd.Uint32())
				}
			}
			return b
		})
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		if c.Salvaged() == nil {
			t.Fatalf("round %d: the damage was not noticed", round)
		}
		ok(t, c.Check(ctx))
		saved += checkWhole(t, c)
	}
	t.Logf("%d of %d messages came through", saved, 12*messages)
	if saved < 12*messages*9/10 {
		t.Errorf("only %d of %d messages came through", saved, 12*messages)
	}
}

func TestAfterASalvageNothingIsRemovedAtFirst(t *testing.T) {
	c, a, clk := home(t, Keep{Mode: Never})
	ids := fill(t, c, a, 3)
	must[Removal](t)(c.Delete(ctx, ids[:1], RemoveOptions{}))
	ok(t, os.WriteFile(filepath.Join(c.dir, suspectName), nil, 0o600))
	c, err := damage(t, c, clk, func(b []byte) []byte { return b[:len(b)-4096] })
	ok(t, err)
	v := begin(t, c, a)
	if !v.Rebuilt() {
		t.Error("the visit does not know")
	}
	must[[]ID](t)(v.Record(ctx, Changes{Expire: ids[1:], Complete: true}))
	expect(t, c, ids[1], "")
	ok(t, v.Ack(ctx, ids[:1]))
	if err := v.Send(ctx); !errors.Is(err, errRebuilt) {
		t.Errorf("send: %v", err)
	}
	ok(t, v.End(ctx, Outcome{})) // it saw no whole listing
	if v = begin(t, c, a); !v.Rebuilt() {
		t.Error("the next visit does not know any more")
	}
	ok(t, v.End(ctx, Outcome{Complete: true}))
	if v = begin(t, c, a); v.Rebuilt() {
		t.Error("still held back after a whole listing")
	}
	ok(t, v.Ack(ctx, ids[:1]))
	ok(t, v.Send(ctx))
}

// What may have left when the cache was damaged is not simply planned afterwards, and nothing is left of visits that are lost.
func TestASalvageKnowsWhatMayHaveLeft(t *testing.T) {
	c, a, clk := home(t, Keep{})
	ids := fill(t, c, a, 2)
	must[Removal](t)(c.Delete(ctx, ids[:1], RemoveOptions{}))
	v := begin(t, c, a)
	ok(t, v.Ack(ctx, ids[:1]))
	ok(t, v.Send(ctx))
	ok(t, v.lock.Close()) // it was killed behind QUIT
	execute(t, c, "INSERT INTO acked VALUES (777, 888, 1)")
	ok(t, os.WriteFile(filepath.Join(c.dir, suspectName), nil, 0o600))
	c, err := damage(t, c, clk, func(b []byte) []byte { return b[:len(b)-4096] })
	ok(t, err)
	expect(t, c, ids[0], Sent)
	begin(t, c, a)
	expect(t, c, ids[0], Sent)
	var left int
	ok(t, c.read.QueryRow("SELECT count(*) FROM acked").Scan(&left))
	if left != 0 {
		t.Errorf("%d marks are left of visits that nobody knows", left)
	}
}

func TestDamageWaitsForTheOtherPoplin(t *testing.T) {
	c, a, clk := home(t, Keep{})
	fill(t, c, a, 3)
	execute(t, c, "PRAGMA wal_checkpoint(TRUNCATE)")
	other := open(t, c.dir, clk.options())
	_, err := damage(t, c, clk, func(b []byte) []byte { return append([]byte("garbage!"), b[8:]...) })
	if !errors.Is(err, ErrCorrupt) || !strings.Contains(err.Error(), "close every other Poplin") {
		t.Errorf("open: %v", err)
	}
	if len(asides(t, c.dir)) != 0 {
		t.Error("moved away while somebody has it open")
	}
	other.Close()
	again, err := Open(ctx, c.dir, clk.options())
	ok(t, err)
	defer again.Close()
	if again.Salvaged() == nil {
		t.Error("not salvaged")
	}
}

func TestASalvageCutShortIsFinished(t *testing.T) {
	c, a, clk := home(t, Keep{})
	ids := fill(t, c, a, 3)
	ok(t, c.Close())
	path := filepath.Join(c.dir, fileName)
	ok(t, os.Rename(path, filepath.Join(c.dir, salvageName)))
	c = open(t, c.dir, clk.options())
	if string(raw(t, c, ids[2])) != string(mail(2)) {
		t.Error("the new cache was not put in its place")
	}
}

func TestANewerCacheIsLeftAlone(t *testing.T) {
	c, _, clk := home(t, Keep{})
	execute(t, c, "PRAGMA user_version = 999")
	ok(t, c.Close())
	for _, readOnly := range []bool{false, true} {
		_, err := Open(ctx, c.dir, Options{Now: clk.Now, ReadOnly: readOnly})
		if !errors.Is(err, ErrNewer) {
			t.Errorf("read-only %v: %v", readOnly, err)
		}
	}
	if len(asides(t, c.dir)) != 0 {
		t.Error("it was moved away")
	}
}

func TestDamagedBytesAreNotPassedOn(t *testing.T) {
	c, a, _ := home(t, Keep{})
	v := begin(t, c, a)
	ids := must[[]ID](t)(v.Record(ctx, Changes{New: listing(2)}))
	big := bytes.Repeat([]byte("All work and no play. "), 100_000)
	ok(t, v.Put(ctx, []Arrival{{ID: ids[0], Raw: mail(0)}, {ID: ids[1], Raw: big}}))
	execute(t, c, "UPDATE chunk SET bytes = CAST(replace(CAST(bytes AS TEXT), 'play', 'pray') AS BLOB) WHERE key & 65535 = 5")
	execute(t, c, "UPDATE body SET sha256 = zeroblob(32) WHERE message = ?", ids[0])
	for _, id := range ids {
		var b bytes.Buffer
		if err := c.Raw(ctx, id, &b); !errors.Is(err, ErrDamaged) || b.Len() != 0 {
			t.Errorf("message %d: %v after %d bytes", id, err, b.Len())
		}
	}
	execute(t, c, "UPDATE chunk SET crc = crc + 1 WHERE key >> 16 = (SELECT id FROM body WHERE message = ?)", ids[0])
	if _, err := c.Open(ctx, ids[0]); !errors.Is(err, ErrDamaged) {
		t.Errorf("opened: %v", err)
	}
	s := must[stored](t)(c.stored(ctx, ids[1]))
	src := &source{c: c, ctx: ctx, body: s.body, size: s.size}
	if _, err := src.ReadAt(make([]byte, 100), 4*chunkSize); err != nil {
		t.Errorf("a sound part beside the damage: %v", err)
	}
	if _, err := src.ReadAt(make([]byte, 100), 5*chunkSize); !errors.Is(err, ErrDamaged) {
		t.Errorf("the damaged part: %v", err)
	}
}

func execute(t testing.TB, c *Cache, query string, args ...any) {
	t.Helper()
	_, err := c.write.Exec(query, args...)
	ok(t, err)
}

// Where even the schema is lost, the messages are carved out of the pages, and the next visit knows them again.
func TestMessagesOutliveTheirTables(t *testing.T) {
	c, a, clk := home(t, Keep{})
	const n = 50
	fill(t, c, a, n)
	v := begin(t, c, a)
	id := must[[]ID](t)(v.Record(ctx, Changes{New: []Listing{{Number: n + 1, UIDL: "big", Size: 3 * chunkSize}}}))[0]
	big := bytes.Repeat([]byte("A line of a big message.\r\n"), 3*chunkSize/26)
	ok(t, v.Put(ctx, []Arrival{{ID: id, Raw: big}}))
	ok(t, v.End(ctx, Outcome{}))
	c, err := damage(t, c, clk, func(b []byte) []byte { clear(b[:8*4096]); return b })
	ok(t, err)
	if s := c.Salvaged(); s.Messages != n+1 || checkWhole(t, c) != n+1 {
		t.Errorf("salvaged %+v", s)
	}
	a = must[AccountID](t)(c.Account(ctx, "home", Keep{}))
	fill(t, c, a, n) // the server still has them
	var messages int
	ok(t, c.read.QueryRow("SELECT count(*) FROM message").Scan(&messages))
	if messages != n+1 {
		t.Errorf("%d messages for %d", messages, n+1)
	}
	if k := known(t, begin(t, c, a)); len(k) != n {
		t.Errorf("%d of %d are known", len(k), n)
	}
}

// No page, however it is made, may do more than not be read.
func FuzzCarve(f *testing.F) {
	f.Add([]byte("SQLite format 3\x00\x10\x00"), uint8(1))
	leaf := make([]byte, 4096)
	copy(leaf, []byte{tableLeaf, 0, 0, 0, 1, 0x0f, 0xf0})
	copy(leaf[8:], []byte{0x0f, 0xf0})
	copy(leaf[0x0ff0:], []byte{9, 1, 5, 0, 1, 1, 14, 0, 7, 'x'})
	f.Add(leaf, uint8(0))
	f.Fuzz(func(t *testing.T, b []byte, n uint8) {
		b = append(b, make([]byte, 4096)...)
		p := &pages{f: bytes.NewReader(b), size: 512 << (n % 4)}
		p.count = uint32(len(b) / p.size)
		for page := range p.count + 2 {
			tree, err := p.btree(page)
			if err != nil {
				continue
			}
			for _, cell := range tree.cells {
				tree.child(cell)
				if _, b, err := p.payload(tree, cell); err == nil {
					if len(b) > biggestRecord {
						t.Fatalf("a record of %d bytes", len(b))
					}
					record(b)
				}
			}
		}
	})
}

// Rows are lost whose lines of the listing came through: their messages are fetched again, and not removed meanwhile,
// though the lines look like those of messages that were thrown away.
func TestRowsLostInASalvage(t *testing.T) {
	c, a, clk := home(t, Keep{})
	ids := fill(t, c, a, 3)
	must[Removal](t)(c.Delete(ctx, ids[:1], RemoveOptions{}))
	execute(t, c, "DELETE FROM detail WHERE message IN (?, ?)", ids[0], ids[1])
	execute(t, c, "DELETE FROM chunk WHERE key >> 16 IN (SELECT id FROM body WHERE message IN (?, ?))", ids[0], ids[1])
	execute(t, c, "DELETE FROM body WHERE message IN (?, ?)", ids[0], ids[1])
	execute(t, c, "DELETE FROM message WHERE id IN (?, ?)", ids[0], ids[1])
	c, err := damage(t, c, clk, func(b []byte) []byte { return append([]byte("SQLite format 4"), b[15:]...) })
	ok(t, err)
	if c.Salvaged() == nil {
		t.Fatal("not salvaged")
	}
	v := begin(t, c, a)
	if k := known(t, v); len(k) != 1 || k[ids[2]].UIDL != "u2" {
		t.Errorf("known %+v", k)
	}
	if es := must[[]LedgerEntry](t)(c.Ledger(ctx)); len(es) != 1 || es[0].State != Stuck || es[0].Reason == "" {
		t.Errorf("the ledger says %+v", es)
	}
	ok(t, v.End(ctx, Outcome{}))
	for i, id := range fill(t, c, a, 3) {
		if string(raw(t, c, id)) != string(mail(i)) {
			t.Errorf("message %d did not come again", i)
		}
	}
}
