package reader

import (
	"strings"

	"poplin/cache"
	"poplin/pop3/worker"
	"poplin/ui/screen"
)

// fetch is a body that was asked for.
type fetch struct {
	asked       bool
	peek        bool // only the beginning of it
	done, total int64
	problem     string
	hint        string
}

// askBody asks the worker for the body, once.
func (s *Screen) askBody() screen.Action {
	if s.letter == nil || s.letter.whole() || s.fetch.asked {
		return nil
	}
	if s.letter.entry.Flags&cache.Gone != 0 {
		return screen.Notice{Text: "the server no longer has this message", Bad: true}
	}
	s.fetch = fetch{asked: true, total: s.letter.entry.Size}
	return screen.Post{Account: s.letter.entry.AccountName, Command: worker.Fetch{ID: s.id}}
}

func (f *fetch) progress(p worker.Progress) {
	if p.Step == worker.Bodies && p.BytesTotal > 0 {
		f.done, f.total = p.Bytes, p.BytesTotal
	}
}

func (f *fetch) failed(p *worker.Problem) {
	*f = fetch{problem: "it could not be fetched"}
	if p != nil {
		f.problem, f.hint = p.What, p.Hint
	}
}

// arrived forgets what was asked once it is here.
func (f *fetch) arrived(l *letter) {
	if l.whole() {
		*f = fetch{}
	}
}

// bar says what is happening to the body, "" when nothing is.
func (f *fetch) bar(s *Screen) string {
	th, margin := s.env.Theme, screen.Spaces(s.margin())
	switch {
	case f.problem != "":
		text := th.Danger.Render(th.Glyph.Bad + " " + f.problem)
		if f.hint != "" {
			text += th.Dim.Render(" " + th.Glyph.Sep + " " + f.hint)
		}
		return margin + text
	case !f.asked:
		return ""
	}
	if f.peek {
		return margin + th.Text.Render("looking at how it begins"+th.Glyph.Ellipsis)
	}
	text := "fetching " + screen.Bytes(f.total)
	if f.done > 0 {
		text = "fetching " + screen.Bytes(f.done) + " of " + screen.Bytes(f.total)
	}
	const cells = 20
	full := 0
	if f.total > 0 {
		full = int(min(f.done, f.total) * cells / f.total)
	}
	return margin + th.Text.Render(text) + "  " +
		th.Bar.Render(strings.Repeat(th.Glyph.BarFull, full)) + th.BarRest.Render(strings.Repeat(th.Glyph.BarRest, cells-full))
}
