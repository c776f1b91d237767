package cache

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"poplin/cache/message"
)

// sizes are the mailboxes that the benchmarks of list, search and cleanup run on. The biggest takes minutes to make and
// is only made when POPLIN_BENCH_MILLION is set.
func sizes() []int {
	all := []int{1_000, 10_000, 100_000}
	if testing.Short() {
		all = all[:2]
	}
	if os.Getenv("POPLIN_BENCH_MILLION") != "" {
		all = append(all, 1_000_000)
	}
	return all
}

// big makes each mailbox once for all benchmarks.
var big = struct {
	sync.Mutex
	made map[int]*Cache
	dirs []string
}{made: map[int]*Cache{}}

func TestMain(m *testing.M) {
	playChild()
	code := m.Run()
	for _, dir := range big.dirs {
		os.RemoveAll(dir)
	}
	os.Exit(code)
}

// bigDir is where a mailbox is made. With POPLIN_BENCH_DIR it is kept there, for other runs and for the program itself.
func bigDir(b *testing.B, n int) (dir string, kept bool) {
	b.Helper()
	if keep := os.Getenv("POPLIN_BENCH_DIR"); keep != "" {
		dir := filepath.Join(keep, fmt.Sprintf("rows-%d", n))
		_, err := os.Stat(filepath.Join(dir, "made"))
		return dir, err == nil
	}
	dir = must[string](b)(os.MkdirTemp("", "poplin-bench-"))
	big.dirs = append(big.dirs, dir)
	return dir, false
}

// bigCache is a cache of n made-up messages of some 500 bytes of text, indexed.
func bigCache(b *testing.B, n int) *Cache {
	b.Helper()
	big.Lock()
	defer big.Unlock()
	if c := big.made[n]; c != nil {
		return c
	}
	dir, kept := bigDir(b, n)
	c := must[*Cache](b)(Open(ctx, dir, Options{}))
	if !kept {
		fillBig(b, c, n)
		ok(b, os.WriteFile(filepath.Join(dir, "made"), nil, 0o600))
	}
	big.made[n] = c
	return c
}

func fillBig(b *testing.B, c *Cache, n int) {
	b.Helper()
	must[AccountID](b)(c.Account(ctx, "home", Keep{}))
	must[sql.Result](b)(c.write.Exec("PRAGMA cache_size = -400000; PRAGMA synchronous = OFF")) // made again if the power fails
	g, words := newGenerator(uint64(n)), newPostings()
	for at := 0; at < n; at += 2000 {
		ok(b, c.change(ctx, func(tx *txn) error {
			words.reset()
			for i := at; i < min(at+2000, n); i++ {
				if err := g.note(i, n).insert(tx, words); err != nil {
					return err
				}
			}
			return writeWords(ctx, tx, "word", words)
		}))
		ok(b, c.mergeWords(ctx, "word"))
	}
	must[sql.Result](b)(c.write.Exec("PRAGMA wal_checkpoint(TRUNCATE)"))
}

// generator makes mail with a vocabulary, senders and conversations as uneven as real ones.
type generator struct {
	r       *rand.Rand
	words   []string
	zipf    *rand.Zipf
	senders *rand.Zipf
}

func newGenerator(seed uint64) *generator {
	r := rand.New(rand.NewPCG(seed, 7))
	g := &generator{r: r, zipf: rand.NewZipf(r, 1.1, 6, 19_999), senders: rand.NewZipf(r, 1.3, 4, 399)}
	syllables := strings.Fields("ba ce di fo gu ha je ki lo me na pe qui ro su ta ve wi xo ya ze")
	for i := range 20_000 {
		w := ""
		for range 2 + r.IntN(4) {
			w += pick(r, syllables)
		}
		g.words = append(g.words, w)
		_ = i
	}
	copy(g.words, strings.Fields("the to of and a in for is on that with invoice meeting budget"))
	return g
}

func (g *generator) text(n int) string {
	var b strings.Builder
	for range n {
		b.WriteString(g.words[g.zipf.Uint64()])
		b.WriteByte(' ')
	}
	return b.String()
}

// note makes message i of n, oldest first, with words planted for the searches: zanzibarium in every 997th, quokkafest
// in every 97th, 東京タワー in every 499th.
func (g *generator) note(i, n int) *note {
	s := g.senders.Uint64()
	m := &note{id: ID(i + 1), account: 1, date: noon.Unix() - int64(n-i)*2500, flags: Read, have: Full,
		from:    message.Address{Name: fmt.Sprintf("Sender %d", s), Addr: fmt.Sprintf("sender%d@example%d.org", s, s%60)},
		to:      []message.Address{{Name: "Ada Lovelace", Addr: "ada@example.org"}},
		subject: g.text(5), body: g.text(70), size: 1200 + int64(g.r.ExpFloat64()*4000)}
	if s%5 == 0 {
		m.list, m.flags = fmt.Sprintf("list%d.example.org", s), m.flags|Bulk
	}
	switch {
	case i%997 == 13:
		m.body += " zanzibarium"
	case i%97 == 5:
		m.body += " quokkafest"
	case i%499 == 7:
		m.body += " 昨日は東京タワーに行きました"
	}
	if i%50 == 3 {
		m.flags &^= Read
	}
	if i%2000 == 17 {
		m.flags |= Starred
	}
	if i%9 == 2 {
		m.flags |= Attached
		m.files = []message.Attachment{{Name: "bill.pdf", Type: "application/pdf", Size: 3000}}
	}
	if i%4 == 1 {
		m.thread, m.turn = int64(i-i%16+1), i%16
	}
	if i%13 == 1 {
		m.place = Archive
	}
	return m
}
