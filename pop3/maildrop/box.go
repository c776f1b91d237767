package maildrop

import (
	"slices"
	"sync"
)

// Box is a mailbox: exclusive to one session at a time, safe for use from tests beside it.
type Box struct {
	mu     sync.Mutex
	ms     []*Message
	locked bool

	leaving map[*Message]int // what goes when that many more sessions have ended
}

// NewBox makes a mailbox of these messages.
func NewBox(ms ...Message) *Box {
	b := &Box{}
	b.Add(ms...)
	return b
}

// Messages returns what the box holds now.
func (b *Box) Messages() []Message {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := make([]Message, len(b.ms))
	for i, m := range b.ms {
		out[i] = *m
	}
	return out
}

// Add delivers.
func (b *Box) Add(ms ...Message) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, m := range ms {
		b.ms = append(b.ms, &m)
	}
}

// Remove takes a message away behind the client's back: every copy under that id.
func (b *Box) Remove(uidl string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ms = slices.DeleteFunc(b.ms, func(m *Message) bool { return m.UIDL == uidl })
}

// Replace puts other messages in the place of all: a server restored from a backup, or one that made new ids.
func (b *Box) Replace(ms ...Message) {
	b.mu.Lock()
	b.ms = nil
	b.mu.Unlock()
	b.Add(ms...)
}

// lock gives the box to one session, with what it holds now.
func (b *Box) lock() (ms []*Message, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.locked {
		return nil, false
	}
	b.locked = true
	return slices.Clone(b.ms), true
}

func (b *Box) unlock() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.locked = false
	for m, n := range b.leaving {
		if b.leaving[m] = n - 1; n == 1 {
			b.ms = slices.DeleteFunc(b.ms, func(o *Message) bool { return o == m })
			delete(b.leaving, m)
		}
	}
}

// later lets messages stay for one more session.
func (b *Box) later(marked map[*Message]bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.leaving == nil {
		b.leaving = map[*Message]int{}
	}
	for m := range marked {
		b.leaving[m] = 2 // this session's own end is the first
	}
}

// expunge removes exactly these messages.
func (b *Box) expunge(gone map[*Message]bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ms = slices.DeleteFunc(b.ms, func(m *Message) bool { return gone[m] })
}

// holds says whether a message is still there.
func (b *Box) holds(m *Message) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Contains(b.ms, m)
}

// Locked says whether a session holds the box.
func (b *Box) Locked() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.locked
}
