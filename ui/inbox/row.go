package inbox

import (
	"strconv"
	"strings"

	"poplin/cache"
	"poplin/ui/screen"
	"poplin/ui/theme"
)

// who is the sender as the list names them: by name, else by address.
func who(r *cache.Row) string {
	switch {
	case r.From.Name != "":
		return r.From.Name
	case r.From.Addr != "":
		return r.From.Addr
	}
	return ""
}

// drawing is what all rows of one frame share.
type drawing struct {
	m     *Model
	cols  columns
	glyph theme.Glyphs
	words []string
}

// row writes line i of the list, exactly the pane's width.
func (d *drawing) row(b *strings.Builder, i int) {
	m := d.m
	at := rowOf(m.win.lines[i])
	r := &m.win.rows[at]
	if isHeading(m.win.lines[i]) {
		d.heading(b, r)
		return
	}
	if m.foldedAt(at) {
		cover := m.win.cover(at)
		r = &cover
	}
	k := &m.pens.page
	on := i == m.win.cur
	if on {
		k = &m.pens.cursor
		if !m.focus {
			k = &m.pens.idle
		}
	}
	base := k.text
	if r.Flags&cache.Read == 0 && r.Body != cache.Poison {
		base = k.strong
	}
	if m.marks.has(r.ID) {
		base = k.marked
	}
	d.gutter(b, r, at, on, k)
	d.from(b, r, at, base, k)
	base.Write(b, "  ")
	d.subject(b, r, base, k)
	d.tail(b, r, k)
}

func (d *drawing) gutter(b *strings.Builder, r *cache.Row, at int, on bool, k *inks) {
	g := &d.glyph
	sign(b, on, k.accent, g.Cursor, k)
	sign(b, d.m.marks.has(r.ID), k.marked, g.Mark, k)
	switch {
	case r.Flags&cache.Starred != 0:
		k.star.Write(b, g.Star)
	case r.Flags&cache.Read == 0:
		k.accent.Write(b, g.Unread)
	default:
		k.text.Write(b, " ")
	}
	state := d.state(r, at)
	sign(b, state != " ", k.dim, state, k)
	k.text.Write(b, " ")
}

// sign writes a sign, or a blank in the style of plain text: every change of style costs bytes on the line.
func sign(b *strings.Builder, on bool, pen theme.Pen, glyph string, k *inks) {
	if on {
		pen.Write(b, glyph)
	} else {
		k.text.Write(b, " ")
	}
}

// state is the sign for what is unusual about a row: a fold, a removal under way, a body that is not here.
func (d *drawing) state(r *cache.Row, at int) string {
	m, g := d.m, &d.glyph
	switch {
	case m.foldedAt(at):
		return g.Fold
	case m.folds.on && !m.win.follows(at) && m.win.run(at) > 1:
		return g.Unfold
	case r.Removal != "" && r.Removal != cache.Verified:
		return g.Removing
	case r.Place == cache.Archive && !m.onlyArchived():
		return g.Archived
	case r.Body != cache.Full:
		return g.NotHere
	}
	return " "
}

func (m *Model) onlyArchived() bool { return m.place == 3 && !m.search.on }

func (d *drawing) from(b *strings.Builder, r *cache.Row, at int, base theme.Pen, k *inks) {
	width := d.cols.from
	if d.m.folds.on {
		if tree := d.tree(r, at); tree != "" && width > 8 {
			k.dim.Write(b, tree)
			width -= screen.Width(tree)
		}
		if d.m.foldedAt(at) {
			count := " (" + strconv.Itoa(d.m.win.run(at)) + ")"
			name := screen.Cut(who(r), width-len(count), d.glyph.Ellipsis)
			writeLit(b, name, d.words, base, k.hit)
			k.dim.Write(b, screen.Fit(count, width-screen.Width(name), ""))
			return
		}
	}
	if who(r) == "" {
		k.dim.Write(b, screen.Fit("(no sender)", width, d.glyph.Ellipsis))
		return
	}
	writeLit(b, screen.Fit(who(r), width, d.glyph.Ellipsis), d.words, base, k.hit)
}

// tree is the branch that hangs an answer on its conversation.
func (d *drawing) tree(r *cache.Row, at int) string {
	const deepest = 4
	g := &d.glyph
	switch d.m.win.branch(at) {
	case 1:
		return screen.Spaces(min(r.Depth, deepest)-1) + g.ThreadMid + " "
	case 2:
		return screen.Spaces(min(r.Depth, deepest)-1) + g.ThreadLast + " "
	}
	return ""
}

func (d *drawing) subject(b *strings.Builder, r *cache.Row, base theme.Pen, k *inks) {
	width := d.cols.subject
	note := d.note(r)
	if n := screen.Width(note); note != "" && n+12 <= width {
		width -= n + 2
	} else {
		note = ""
	}
	text, pen := r.Subject, base
	if text == "" {
		text, pen = "(no subject)", k.dim
		if r.Body == cache.None {
			text = "not fetched yet"
		}
	}
	writeLit(b, screen.Fit(text, width, d.glyph.Ellipsis), d.words, pen, k.hit)
	if note != "" {
		k.dim.Write(b, "  "+note)
	}
}

// note is a word at the end of the subject: tags, or what is out of the ordinary.
func (d *drawing) note(r *cache.Row) string {
	var parts []string
	if m := d.m; m.accounts == nil && len(m.env.Accounts) > 1 && d.cols.size > 0 {
		parts = append(parts, screen.Cut(m.env.Accounts[r.Account], 12, d.glyph.Ellipsis))
	}
	for _, t := range r.Tags {
		parts = append(parts, "#"+t)
	}
	switch {
	case r.Removal == cache.Stuck:
		parts = append(parts, "could not be removed")
	case r.Removal != "" && r.Removal != cache.Verified && d.cols.size > 0:
		parts = append(parts, "leaving the server")
	case r.Body == cache.TooBig && d.cols.size > 0:
		parts = append(parts, "not downloaded")
	case r.Body == cache.Poison:
		parts = append(parts, "cannot be fetched")
	}
	return strings.Join(parts, " ")
}

func (d *drawing) tail(b *strings.Builder, r *cache.Row, k *inks) {
	if d.cols.files > 0 {
		k.dim.Write(b, " "+d.files(r))
	}
	if d.cols.size > 0 {
		k.dim.Write(b, " "+screen.FitRight(screen.Bytes(r.Size), d.cols.size, "")+" ")
	}
	when := screen.When(r.Date, d.m.now())
	if d.m.win.day != nil {
		when = r.Date.In(d.m.now().Location()).Format("15:04")
	}
	k.dim.Write(b, " "+screen.FitRight(when, d.cols.date, "")+" ")
}

func (d *drawing) files(r *cache.Row) string {
	if r.Attachments == 0 && r.Flags&cache.Attached == 0 {
		return screen.Spaces(d.cols.files)
	}
	sign := d.glyph.Attachment
	if d.cols.files > 1 && r.Attachments > 0 {
		sign += " " + strconv.Itoa(min(r.Attachments, 99))
	}
	return screen.Fit(sign, d.cols.files, "")
}
