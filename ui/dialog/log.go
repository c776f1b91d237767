package dialog

import (
	"context"
	"errors"
	"fmt"
	"image"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"poplin/cache"
	"poplin/pop3/worker"
	"poplin/ui/screen"
	"poplin/ui/theme"
)

// Log tells the last visit of each account: first in plain words, then the dialogue.
type Log struct {
	env    *screen.Env
	theme  *theme.Theme
	visits []visit
	loaded bool
	at     int
	pager  pager
	gen    int // of what is read
}

type visit struct {
	account string
	when    time.Time
	outcome cache.Outcome
	week    cache.History
	erases  int // days after which its server erases mail, 0 for never
	unsaved int // messages that are only there
	err     error
}

type visitsMsg struct {
	gen    int
	visits []visit
}

// NewLog reads the last visits.
func NewLog(env *screen.Env) *Log { return &Log{env: env, theme: env.Theme} }

// expiry is after how many days the account's server erases mail, and how much of that is only there.
func expiry(ctx context.Context, c *cache.Cache, id cache.AccountID) (days, unsaved int, err error) {
	learnt, err := c.Learnt(ctx, id)
	if days = worker.Erases(learnt); err != nil || days == 0 {
		return 0, 0, err
	}
	unsaved, err = c.Unsaved(ctx, id)
	return days, unsaved, err
}

// Init reads them from the cache.
func (l *Log) Init() tea.Cmd {
	l.gen++
	c, ctx, accounts, since, gen := l.env.Cache, l.env.Ctx, l.env.Accounts, l.env.Now().AddDate(0, 0, -7), l.gen
	return func() tea.Msg { return visitsMsg{gen, readVisits(ctx, c, accounts, since)} }
}

func readVisits(ctx context.Context, c *cache.Cache, accounts map[cache.AccountID]string, since time.Time) []visit {
	var out []visit
	for id, name := range accounts {
		v := visit{account: name}
		v.when, v.outcome, v.err = c.LastVisit(ctx, id)
		if v.err == nil {
			v.week, v.err = c.History(ctx, id, since)
		}
		if v.err == nil {
			v.erases, v.unsaved, v.err = expiry(ctx, c, id)
		}
		out = append(out, v)
	}
	slices.SortFunc(out, func(a, b visit) int { return b.when.Compare(a.when) })
	return out
}

func (l *Log) Cursor() *tea.Cursor { return nil }

// Update scrolls, and reads again when a visit has ended; tab goes to the next account.
func (l *Log) Update(msg tea.Msg) (Answer, tea.Cmd) {
	switch msg := msg.(type) {
	case visitsMsg:
		if msg.gen != l.gen {
			break
		}
		if l.loaded && len(l.visits) > 0 { // whoever was last visited comes first, but what is being read stays
			on := l.visits[l.at%len(l.visits)].account
			l.at = max(slices.IndexFunc(msg.visits, func(v visit) bool { return v.account == on }), 0)
		}
		l.visits, l.loaded = msg.visits, true
	case worker.Finished, worker.Failed:
		return stay, l.Init()
	case tea.KeyPressMsg:
		if l.pager.press(msg) {
			return stay, nil
		}
		switch msg.String() {
		case "tab":
			l.at, l.pager.top = (l.at+1)%max(len(l.visits), 1), 0
			return stay, nil
		case "R":
			return Answer{Close: true, Pass: true}, nil
		}
		return Answer{Close: true}, nil
	case tea.MouseWheelMsg:
		l.pager.wheel(msg)
	}
	return stay, nil
}

// View draws words and dialogue.
func (l *Log) View(room image.Point) string {
	inner := roomIn(room, 100)
	title, lines := "The last visit", []string{l.theme.Dim.Render("no visit yet: R visits the mailbox")}
	switch {
	case !l.loaded:
		lines = []string{""}
	case len(l.visits) > 0:
		v := l.visits[l.at%len(l.visits)]
		title = "The last visit to " + v.account
		if !v.when.IsZero() {
			title += ", " + screen.Ago(v.when, l.env.Now())
		}
		lines = l.tell(v, inner.X)
	}
	leave := "R visits now · any other key closes"
	if len(l.visits) > 1 {
		leave = "tab next account · " + leave
	}
	lines = l.pager.cut(lines, min(inner.Y, len(lines)))
	return frame(l.theme, title, l.pager.more(leave), lines, inner.X)
}

func (l *Log) tell(v visit, width int) []string {
	t, o := l.theme, v.outcome
	var lines []string
	switch {
	case errors.Is(v.err, cache.ErrNotFound):
		return []string{t.Dim.Render("no visit to this mailbox has ended yet: R makes one")}
	case v.err != nil:
		return wrap(v.err.Error(), width)
	case o.Error != "":
		for _, s := range wrap(o.Conclusion(), width) {
			lines = append(lines, t.Warn.Render(s))
		}
	}
	lines = append(lines, wrap(summary(o), width)...)
	if h := v.week; h.Removed+h.Expired+h.Vanished+h.Back > 0 {
		lines = append(lines, wrap(week(h), width)...)
	}
	if s := screen.Expiry(v.erases, v.unsaved); s != "" {
		style := t.Dim
		if v.unsaved > 0 {
			style = t.Warn
		}
		for _, line := range wrap(s, width) {
			lines = append(lines, style.Render(line))
		}
	}
	if len(o.Log) > 0 {
		lines = append(lines, "", t.Heading.Render("What was said"))
	}
	for _, x := range o.Log {
		lines = append(lines, l.said(x, width))
	}
	return lines
}

// summary is a visit in one sentence.
func summary(o cache.Outcome) string {
	s := fmt.Sprintf("%s on the server, %s new, %s fetched (%s)", screen.Plural(o.Listed, "message"), screen.Count(o.New), screen.Count(o.Downloaded), screen.Bytes(o.Bytes))
	if o.Deleted > 0 {
		s += fmt.Sprintf(", %s asked to be removed", screen.Count(o.Deleted))
	}
	if o.Verified > 0 {
		s += fmt.Sprintf(", %s verified gone", screen.Count(o.Verified))
	}
	switch o.Quit {
	case cache.QuitNone:
		s += "; closed without QUIT, so nothing was removed"
	case cache.QuitRefused:
		s += "; the server refused to end the session properly, the next visit finds out what was removed"
	case cache.QuitUnknown:
		s += "; QUIT was sent and no answer came, the next visit finds out what was removed"
	}
	return s
}

// week is "in the last 7 days: 41 came, 6 you removed, 18 vanished and not by you".
func week(h cache.History) string {
	s := "in the last 7 days: " + screen.Count(h.Came) + " came"
	for _, x := range []struct {
		n    int
		what string
	}{{h.Removed, "you removed"}, {h.Expired, "removed by your policy"}, {h.Vanished, "vanished and not by you"}, {h.Back, "came back"}} {
		if x.n > 0 {
			s += ", " + screen.Count(x.n) + " " + x.what
		}
	}
	return s
}

func (l *Log) said(x cache.LogLine, width int) string {
	t := l.theme
	style := t.Text
	switch x.Dir {
	case '>':
		style = t.Accent
	case '<':
	default:
		style = t.Dim
	}
	dir := string(rune(x.Dir))
	if x.Dir > '~' || x.Dir < ' ' {
		dir = t.Glyph.Sep
	}
	at := fmt.Sprintf("%8.3fs ", x.At.Seconds())
	return t.Dim.Render(at) + style.Render(screen.Cut(dir+" "+x.Text, width-len(at), t.Glyph.Ellipsis))
}
