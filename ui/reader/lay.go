package reader

import (
	"context"
	"errors"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"poplin/ui/screen"
	"poplin/ui/theme"
)

// order is all that a layout is made from, so that a command can make it while the screen goes on.
type order struct {
	letter  *letter
	look    look
	words   []string
	now     time.Time
	glyph   theme.Glyphs
	plain   bool   // no colours
	sharp   bool   // the terminal draws pictures
	account string // shown when there are several
	first   bool   // take the text as it was opened: something is to be on the screen at once
}

func (s *Screen) order() order {
	o := order{letter: s.letter, look: s.look, words: s.words, now: s.env.Now(), glyph: s.env.Theme.Glyph,
		plain: s.env.Theme.Choice.NoColor, sharp: s.env.Sharp}
	if s.letter != nil && len(s.env.Accounts) > 1 {
		o.account = s.letter.entry.AccountName
	}
	return o
}

// mostMeasure is the longest line that is comfortable to read; the eye loses longer ones.
const mostMeasure = 84

// margin is the space at both sides of the text.
func (s *Screen) margin() int {
	if s.size.X < mostMeasure { // lines of 78 (RFC 5322) fit into 80 columns
		return 1
	}
	return 2
}

func (s *Screen) measure() int { return max(8, min(mostMeasure, s.size.X-2*s.margin())) }

// lay asks for another layout of the message shown.
func (s *Screen) lay() tea.Cmd {
	if s.letter == nil {
		return nil
	}
	s.turn++
	s.fit()
	ctx, gen, turn, o := s.ctx, s.gen, s.turn, s.order()
	return func() tea.Msg {
		p, err := o.lay(ctx)
		return laidMsg{gen: gen, turn: turn, doc: o.letter.doc, bare: o.letter.bare, begun: o.letter.begun, page: p, err: err}
	}
}

// relayIfStale asks for a layout when the pane has another width than the page was laid out for.
func (s *Screen) relayIfStale() tea.Cmd {
	if s.letter == nil || s.look.width == s.measure() && s.look.compact == s.compact() {
		return nil
	}
	return s.lay()
}

// fit makes the look one for the pane as it is now.
func (s *Screen) fit() {
	s.look.width, s.look.height, s.look.compact = s.measure(), max(4, s.size.Y-4), s.compact()
}

func (s *Screen) compact() bool {
	const low = 14
	return s.size.Y < low
}

// laid takes a layout in and stays at the text that was read.
func (s *Screen) laid(msg laidMsg) screen.Action {
	if msg.gen != s.gen || msg.turn != s.turn || errors.Is(msg.err, context.Canceled) {
		return nil
	}
	if msg.err != nil {
		s.look = s.page.shown(s.look)
		return screen.Notice{Text: "this cannot be shown: " + plight(msg.err), Bad: true}
	}
	at := s.page.placeOf(s.top)
	same := s.page != nil && s.page.look.mode == msg.page.look.mode && s.page.look.part == msg.page.look.part && s.page.look.bare == msg.page.look.bare
	s.page = msg.page
	s.letter.doc, s.letter.bare, s.letter.begun = msg.doc, msg.bare, msg.begun
	if same {
		s.scrollTo(s.page.find(at))
	} else {
		s.scrollTo(0)
	}
	if s.seeking {
		return s.found()
	}
	return nil
}

// lay makes the page. It may decode a part anew, on a letter of its own.
func (o *order) lay(ctx context.Context) (*page, error) {
	l := *o.letter
	o.letter = &l
	p := &page{look: o.look}
	var err error
	switch o.look.mode {
	case headersMode:
		o.fields(p)
	case sourceMode:
		err = o.source(p)
	case picturesMode:
		o.head(p)
		err = o.pictures(ctx, p)
	default:
		if !o.first {
			err = l.turn(o.look)
		}
		if err != nil {
			return nil, err
		}
		o.head(p)
		o.body(p)
	}
	if err == nil {
		err = ctx.Err()
	}
	p.light(o.words)
	return p, err
}

// turn takes up the text that is looked for, if it is another one than that at hand.
func (l *letter) turn(to look) (err error) {
	if !l.whole() || l.doc == nil || !l.begun && l.bare == to.bare && (to.part < 0 || l.doc.Part == to.part) {
		return nil
	}
	l.begun = false
	if l.bare = to.bare; l.bare {
		l.doc, err = l.msg.Unhidden(to.part)
	} else {
		l.doc, err = l.msg.Document(to.part)
	}
	return err
}

// fields is the look at every header field.
func (o *order) fields(p *page) {
	if o.letter.msg == nil {
		p.put(run{text: "The header fields are not here yet.", ink: dimInk})
		return
	}
	for _, f := range o.letter.msg.Fields() {
		lead := f.Name + ": "
		for i, line := range wrap(f.Value, max(10, o.look.width-2), len(lead)) {
			if i == 0 {
				p.put(run{text: lead, ink: accentInk}, run{text: line})
			} else {
				p.put(run{text: "  "}, run{text: line})
			}
		}
	}
}

// mostSource is how much of the raw message the source view shows.
const mostSource = 4 << 20

// source is the look at the raw bytes.
func (o *order) source(p *page) error {
	if o.letter.msg == nil {
		p.put(run{text: "The message is not here yet.", ink: dimInk})
		return nil
	}
	text, err := o.letter.msg.Source(mostSource)
	if err != nil {
		return err
	}
	head := true
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		head = head && line != ""
		for _, piece := range strings.Split(ansi.Hardwrap(line, o.look.width, true), "\n") {
			p.put(sourceRuns(piece, head)...)
		}
	}
	if !o.letter.whole() {
		p.put()
		o.note(p, "Here it breaks off: "+o.letter.extent()+" is here.")
	}
	return nil
}

// sourceRuns colours the name of a header field.
func sourceRuns(line string, head bool) []run {
	name, _, ok := strings.Cut(line, ":")
	if !head || !ok || strings.ContainsAny(name, " \t") {
		return []run{{text: line}}
	}
	return []run{{text: name + ":", ink: accentInk}, {text: line[len(name)+1:]}}
}

// wrap breaks clean text into lines of width cells; lead cells of the first are taken.
func wrap(text string, width, lead int) []string {
	lines := strings.Split(ansi.Wrap(strings.Repeat("x", min(lead, width-1))+text, width, ""), "\n")
	lines[0] = lines[0][min(lead, width-1):]
	return lines
}
