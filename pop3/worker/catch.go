package worker

import (
	"errors"
	"io"
	"slices"

	"poplin/cache"
	"poplin/cache/message"
	"poplin/pop3"
)

// catch takes what Fetch brings and hands it to the store fence by fence: nothing reaches the cache before a fence has
// proved whose it is. It is the pop3.Sink of one Fetch.
type catch struct {
	v     *visit
	store *store
	mails map[reply]drawn // what was asked for
	order []drawn
	tops  struct{ came, refused int }

	b      *batch
	fenced struct{ items, stages, octets int } // of b

	open    *drawn       // being received
	stage   *cache.Stage // where its octets go if it is big, else the arena
	size    int64
	strange []*mail         // came, and do not fit the headers that came before
	refused []drawn         // -ERR
	over    map[caught]bool // came or was refused
	whole   []caught        // came since the last fence, and is kept when the next is passed
	came    int

	got, headed *idSet        // whole, and by header block, in this visit
	redate      *func() error // the fetcher's
}

var _ pop3.Sink = (*catch)(nil)

func newCatch(f *fetcher) *catch {
	s := f.store
	return &catch{v: f.visit, store: s, got: &f.got, headed: &f.headed, mails: map[reply]drawn{}, b: s.empty(), over: map[caught]bool{}, redate: &f.redate}
}

// draw notes that m is about to be asked for.
func (c *catch) draw(m drawn) pop3.Request {
	c.mails[reply{int(m.line.Number), m.top}] = m
	c.order = append(c.order, m)
	return m.request(m.top, c.v.content)
}

var errUnasked = errors.New("a message arrived that was not asked for")

// maxHead is as much of a header block as is kept when only headers were asked for.
const maxHead = 4 << 20

func (c *catch) Body(r pop3.Request) (io.Writer, error) {
	if err := c.finish(); err != nil {
		return nil, err
	}
	m, ok := c.mails[reply{r.Number, r.Top}]
	if !ok {
		return nil, errUnasked
	}
	c.open, c.size = &m, 0
	c.b.items = append(c.b.items, &item{mail: m.mail, top: r.Top, from: len(c.b.arena)})
	if !r.Top && m.size > medium {
		return c, c.toDisk()
	}
	return c, nil
}

func (c *catch) Write(p []byte) (int, error) {
	c.size += int64(len(p))
	if err := c.v.purse().came(c.open, len(p)); err != nil {
		return 0, err
	}
	switch {
	case c.stage != nil:
		return c.stage.Write(p)
	case c.open.top && c.size > maxHead:
		return len(p), nil
	}
	c.b.append(p)
	if !c.open.top && c.size > medium {
		return len(p), c.toDisk()
	}
	return len(p), nil
}

// toDisk moves the open message from the arena to a stage: it is big, or turned out to be.
func (c *catch) toDisk() (err error) {
	last := len(c.b.items) - 1
	from := c.b.items[last].from
	c.stage = c.v.ledger.Stage(c.store.ctx, c.open.id, func(write func()) {
		c.store.do(func() error { write(); return nil })
	})
	if _, err = c.stage.Write(c.b.arena[from:]); err != nil {
		return err
	}
	c.b.items, c.b.arena = c.b.items[:last], c.b.arena[:from]
	return nil
}

// finish closes the message being received: its last octet is here.
func (c *catch) finish() error {
	m := c.open
	if m == nil {
		return nil
	}
	c.open = nil
	c.v.purse().whole(m, c.size)
	c.over[m.caught()] = true
	c.came++
	if m.top {
		c.tops.came++
	}
	c.whole = append(c.whole, m.caught())
	if c.stage != nil {
		c.stage.End()
		c.b.stages = append(c.b.stages, staged{m.mail, c.size, c.stage})
		c.stage = nil
		return nil
	}
	it := c.b.items[len(c.b.items)-1]
	it.to = len(c.b.arena)
	raw := c.b.arena[it.from:]
	switch print := c.v.prints[m.id]; {
	case m.top:
		c.v.prints[m.id] = cache.Fingerprint(raw)
	case print != 0 && print != cache.Fingerprint(raw) && !c.v.checked[m.id]:
		// Either a reply slipped past the fences, or something on the way rewrites mail. Asking again, alone, tells.
		c.strange = append(c.strange, m.mail)
		c.whole = c.whole[:len(c.whole)-1]
		c.b.items, c.b.arena = c.b.items[:len(c.b.items)-1], c.b.arena[:it.from]
		return nil
	}
	c.store.work(c.b, it)
	return nil
}

func (c *catch) Refused(r pop3.Request, e *pop3.Error) {
	m, ok := c.mails[reply{r.Number, r.Top}]
	if !ok {
		return
	}
	c.over[m.caught()] = true
	if m.top {
		c.tops.refused++
	}
	c.v.purse().whole(&m, 0)
	c.refused = append(c.refused, m)
	if m.asked && !m.top {
		c.v.answered(m.id, &Problem{Kind: Server, What: "the server refuses to hand this message out", Hint: "see the dialogue: poplin log"})
	}
	c.v.diary.say("message %d was refused: %s", r.Number, message.Clean(e.Text))
}

// Fence: what came since the last one may be kept. It goes to disk at once if the disk is idle.
func (c *catch) Fence() error {
	if err := c.finish(); err != nil {
		return err
	}
	c.v.fences++
	for _, m := range c.whole {
		if m.top {
			c.headed.add(m.id)
		} else {
			c.got.add(m.id)
		}
	}
	c.whole = c.whole[:0]
	c.mark()
	c.forget()
	redate := *c.redate
	if !c.b.empty() {
		gone, err := c.store.offer(c.b, c.awaited() || redate != nil)
		if gone {
			c.renew()
		}
		if err != nil {
			return err
		}
	}
	if redate != nil {
		c.store.do(redate)
		*c.redate = nil
	}
	return nil
}

// knowsNoTop says that header blocks alone were refused, all that were asked for.
func (c *catch) knowsNoTop() bool { return c.tops.came == 0 && c.tops.refused > 0 }

// forget lets go of what was asked for and is over, up to the first that is not: a stream may be a whole mailbox.
func (c *catch) forget() {
	n := 0
	for n < len(c.order) && c.over[c.order[n].caught()] {
		m := c.order[n]
		delete(c.over, m.caught())
		if r := (reply{int(m.line.Number), m.top}); c.mails[r] == m {
			delete(c.mails, r)
		}
		n++
	}
	c.order = c.order[n:]
}

// awaited says that somebody waits for a message of the batch.
func (c *catch) awaited() bool {
	return slices.ContainsFunc(c.b.items, func(it *item) bool { return it.mail.asked && !it.top })
}

func (c *catch) mark() {
	c.fenced.items, c.fenced.stages, c.fenced.octets = len(c.b.items), len(c.b.stages), len(c.b.arena)
}

func (c *catch) renew() {
	c.b = c.store.empty()
	c.mark()
}

// settle ends the Fetch: what is fenced is kept, what is not is dropped. broken tells that the session has failed.
func (c *catch) settle(broken bool) error {
	if !broken {
		if err := c.finish(); err != nil {
			broken = true
		}
	}
	var loose []*cache.Stage
	if c.stage != nil {
		loose = append(loose, c.stage)
	}
	for _, s := range c.b.stages[c.fenced.stages:] {
		loose = append(loose, s.stage)
	}
	for _, s := range loose {
		c.store.do(func() error {
			s.Discard(c.store.ctx) // the next visit clears up if this fails
			return nil
		})
	}
	for _, it := range c.b.items[c.fenced.items:] {
		it.parsing.Wait()
	}
	c.b.items, c.b.stages, c.b.arena = c.b.items[:c.fenced.items], c.b.stages[:c.fenced.stages], c.b.arena[:c.fenced.octets]
	if c.b.empty() {
		c.store.recycle(c.b)
	} else {
		c.store.give(c.b)
	}
	return c.store.failed()
}

// culprit is the message that the session was at when it failed: the open one, else the first that had no reply.
func (c *catch) culprit() (*mail, bool) {
	if c.open != nil {
		return c.open.mail, true
	}
	for _, m := range c.order {
		if !c.over[m.caught()] {
			return m.mail, true
		}
	}
	return nil, false
}
