package reader

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"poplin/cache"
	"poplin/cache/message"
	"poplin/ui/screen"
)

// dwell is how long a message must have been on the screen to count as read: not while flying past it.
const dwell = 700 * time.Millisecond

// letter is an opened message.
type letter struct {
	entry cache.Entry
	msg   *message.Message // nil when not even the header block is here
	sum   *message.Summary // nil with it
	doc   *message.Document
	bare  bool        // doc holds what the HTML hides
	begun bool        // doc is only the beginning of a long text, so that something is there at once
	piece cache.Piece // of one that is not here whole
	found message.Findings
	read  []int               // parts that can be shown as text, best first
	why   string              // why there is no text, though the body is here
	asked *cache.Unsubscribed // the person asked to be left alone by whom it is from
}

// whole says that the body is at home.
func (l *letter) whole() bool { return l.entry.Body == cache.Full }

// extent is the size of the message, and how much of it is here where that is not all.
func (l *letter) extent() string {
	if l.whole() || l.piece.Octets == 0 {
		return screen.Bytes(l.entry.Size)
	}
	return screen.Bytes(l.piece.Octets) + " of " + screen.Bytes(l.entry.Size)
}

type (
	// openedMsg brings a message with its first layout.
	openedMsg struct {
		gen, turn int
		letter    *letter
		page      *page
		err       error
	}
	// laidMsg brings another layout of the message shown.
	laidMsg struct {
		gen, turn int
		doc       *message.Document // when another part was asked for, or the whole of it
		bare      bool
		begun     bool
		page      *page
		err       error
	}
	// entryMsg brings what the list knows of the message, read again.
	entryMsg struct {
		gen   int
		entry cache.Entry
		asked *cache.Unsubscribed
		err   error
	}
	// dwellMsg says that the message has been on the screen for a while.
	dwellMsg struct{ gen int }
)

// show takes up a message. The same one again only takes over what is new about it.
func (s *Screen) show(to screen.Selected) tea.Cmd {
	if to.ID == s.id && to.ID != 0 {
		return s.again(to)
	}
	s.cancel()
	s.ctx, s.cancel = context.WithCancel(s.env.Ctx)
	s.gen++
	s.id, s.opened, s.hidden, s.words = to.ID, to.Opened, to.Hidden, to.Words
	s.letter, s.fault, s.fetch, s.panel, s.seeking = nil, "", fetch{}, nil, false
	s.look, s.top, s.hit, s.parts = look{part: -1, picture: -1}, 0, -1, partList{}
	if to.ID == 0 {
		s.page = nil
		return nil
	}
	return s.open()
}

func (s *Screen) again(to screen.Selected) tea.Cmd {
	var cmds []tea.Cmd
	if to.Opened && !s.opened {
		s.opened = true
		cmds = append(cmds, s.dwell())
	}
	lit, came := sameWords(to.Words, s.words), s.hidden && !to.Hidden
	s.hidden = to.Hidden
	switch {
	case !lit:
		s.words, s.hit = to.Words, -1
		cmds = append(cmds, s.lay())
	case came && s.letter != nil && s.letter.begun:
		cmds = append(cmds, s.lay())
	}
	return tea.Batch(cmds...)
}

func sameWords(a, b []string) bool { return fmt.Sprint(a) == fmt.Sprint(b) }

// open reads the message from the cache and lays it out.
func (s *Screen) open() tea.Cmd {
	s.turn++
	s.fit()
	ctx, gen, turn, id, order := s.ctx, s.gen, s.turn, s.id, s.order()
	c, own := s.env.Cache, s.env.Own
	return func() tea.Msg {
		l, err := read(ctx, c, id, order.look.part, own)
		if err != nil {
			return openedMsg{gen: gen, turn: turn, err: err}
		}
		order.letter, order.first = l, true
		p, err := order.lay(ctx)
		return openedMsg{gen: gen, turn: turn, letter: l, page: p, err: err}
	}
}

// read opens a message as far as it is at home. own are the names of the accounts' servers.
func read(ctx context.Context, c *cache.Cache, id cache.ID, part int, own map[string][]string) (*letter, error) {
	es, err := c.Entries(ctx, []cache.ID{id})
	if err != nil {
		return nil, err
	}
	l := &letter{entry: es[0]}
	if l.asked, err = c.Unsubscription(ctx, &l.entry); err != nil {
		return nil, err
	}
	if l.entry.Body == cache.None {
		return l, nil
	}
	if l.msg, err = c.Open(ctx, id); err != nil {
		return nil, err
	}
	l.sum = l.msg.Envelope()
	l.found = l.msg.Findings(own[l.entry.AccountName])
	if !l.whole() {
		if l.piece, err = c.Piece(ctx, id); err != nil || l.piece.Lines == 0 {
			return l, err
		}
	}
	l.read = l.msg.Readable()
	var whole bool
	if l.doc, whole, err = l.msg.Beginning(part); err != nil {
		l.why = err.Error()
	}
	l.begun = err == nil && !whole && l.whole()
	return l, ctx.Err()
}

// opened takes an opened message in.
func (s *Screen) arrived(msg openedMsg) tea.Cmd {
	if msg.gen != s.gen || errors.Is(msg.err, context.Canceled) {
		return nil
	}
	if msg.err != nil {
		s.fault, s.page = plight(msg.err), nil
		return nil
	}
	s.letter, s.fault = msg.letter, ""
	s.parts = listParts(s.letter)
	s.fetch.arrived(s.letter)
	if msg.turn != s.turn { // another look was asked for meanwhile
		return tea.Batch(s.dwell(), s.lay())
	}
	s.page = msg.page
	s.scrollTo(s.top)
	if s.letter.begun && !s.hidden || s.look.bare {
		return tea.Batch(s.dwell(), s.lay())
	}
	return tea.Batch(s.dwell(), s.relayIfStale())
}

// dwell starts the time after which the message counts as read.
func (s *Screen) dwell() tea.Cmd {
	if !s.opened || s.letter == nil || !s.letter.whole() || s.letter.entry.Flags&cache.Read != 0 {
		return nil
	}
	return s.reach.after(dwell, dwellMsg{s.gen})
}

// dwelt marks the message read.
func (s *Screen) dwelt(msg dwellMsg) screen.Action {
	if msg.gen != s.gen || s.letter == nil || s.letter.entry.Flags&cache.Read != 0 {
		return nil
	}
	return screen.SetFlags{IDs: []cache.ID{s.id}, Flag: cache.Read, On: true}
}

// refresh reads again what the list knows of the message; when more of it has come home it is opened anew.
func (s *Screen) refresh() tea.Cmd {
	if s.id == 0 {
		return nil
	}
	if s.letter == nil || !s.letter.whole() {
		return s.open()
	}
	ctx, gen, id, c := s.ctx, s.gen, s.id, s.env.Cache
	return func() tea.Msg {
		es, err := c.Entries(ctx, []cache.ID{id})
		if err != nil {
			return entryMsg{gen: gen, err: err}
		}
		asked, err := c.Unsubscription(ctx, &es[0])
		return entryMsg{gen, es[0], asked, err}
	}
}

func (s *Screen) refreshed(msg entryMsg) tea.Cmd {
	if msg.gen != s.gen || s.letter == nil || msg.err != nil {
		return nil // what was read stays readable
	}
	was, asked := s.letter.entry, s.letter.asked
	l := *s.letter
	l.entry, l.asked = msg.entry, msg.asked
	s.letter = &l
	if sameFacts(&was, &msg.entry) && (asked == nil) == (msg.asked == nil) && (asked == nil || *asked == *msg.asked) {
		return nil
	}
	return s.lay()
}

// sameFacts says that the header block would look the same.
func sameFacts(a, b *cache.Entry) bool {
	return a.Flags&cache.Starred == b.Flags&cache.Starred && a.Place == b.Place && a.Removal == b.Removal && slices.Equal(a.Tags, b.Tags)
}

// plight is an error in words for a person.
func plight(err error) string {
	switch {
	case errors.Is(err, cache.ErrNotFound):
		return "this message is no longer here"
	case errors.Is(err, cache.ErrDamaged), errors.Is(err, cache.ErrCorrupt):
		return "the stored copy of this message is damaged"
	}
	return message.Clean(err.Error())
}
