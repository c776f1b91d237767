package cleanup

import (
	"strings"

	"poplin/cache"
	"poplin/pop3/worker"
	"poplin/ui/screen"
)

// planHead is how many lines stand above the messages of the plan.
func (s *Screen) planHead() int { return len(s.planSum()) }

// planRows is how many of the plan's messages are on the screen.
func (s *Screen) planRows() int { return max(s.rows()-s.planHead(), 1) }

// planStatus says where the cursor is.
func (s *Screen) planStatus() string {
	if p := s.plan; p.made != nil && len(p.made.Items) > 0 {
		return screen.Count(p.cur+1) + " of " + screen.Count(len(p.made.Items))
	}
	return "plan"
}

// planLines say what would go and what of it deserves a second look, and then name every message.
func (s *Screen) planLines() []string {
	p := s.plan
	switch {
	case p.fault != "":
		return s.say("the plan could not be made", p.fault)
	case p.made == nil:
		return nil
	case len(p.made.Items) == 0:
		return s.say("there is nothing left of that", "q goes back")
	}
	out := s.planSum()
	for i := p.top; i < len(p.made.Items) && len(out) < s.rows(); i++ {
		out = append(out, s.planLine(i))
	}
	return out
}

// planSum is the upper part: the sum, the warnings, the rehearsal.
func (s *Screen) planSum() []string {
	p, t, w := s.plan, s.env.Theme, s.size.X
	if p.made == nil {
		return nil
	}
	left := p.trimmed()
	fit := func(text string) string { return screen.Fit(text, w, t.Glyph.Ellipsis) }
	sum := t.Strong.Render(" "+screen.Plural(len(left.Items), "message")+", "+screen.Bytes(left.Bytes())) + t.Text.Render(" would go")
	if n := len(p.made.Items) - len(left.Items); n > 0 {
		sum += t.Good.Render(", " + screen.Count(n) + " stay")
	}
	if w >= 60 {
		sum += t.Dim.Render(" · you would be left with " + screen.Bytes(s.total.Bytes-left.Bytes()))
	}
	out := []string{fit(sum)}
	if words := s.planWarnings(); words != "" {
		out = append(out, fit(words))
	}
	out = append(out, s.planPlayed(fit)...)
	if s.size.Y >= airyFrom {
		out = append(out, screen.Spaces(w))
	}
	return out
}

// planWarnings counts what deserves a second look.
func (s *Screen) planWarnings() string {
	p, t := s.plan, s.env.Theme
	n := p.made.Warned()
	var parts []string
	for _, w := range cache.Warnings {
		if n[w] == 0 {
			continue
		}
		many, one := warningWords(w)
		if s.size.X < 120 {
			many = one
		}
		text := t.Warn.Render(screen.Count(n[w])) + t.Dim.Render(" "+many)
		if p.keep[w] {
			text = t.Good.Render(screen.Count(n[w])+" ") + t.Dim.Render(many+" stay")
		}
		parts = append(parts, text)
	}
	if len(parts) == 0 {
		return ""
	}
	return " " + strings.Join(parts, t.Dim.Render(" "+t.Glyph.Sep+" "))
}

// planPlayed says how the rehearsal ended.
func (s *Screen) planPlayed(fit func(string) string) []string {
	p, t := s.plan, s.env.Theme
	if p.playing {
		return []string{fit(t.Dim.Render(" rehearsing on a stand-in of the server" + t.Glyph.Ellipsis))}
	}
	var out []string
	of := func(listed []cache.Listing) string {
		return screen.Count(len(listed)) + " (" + screen.Bytes(worker.Bytes(listed)) + ")"
	}
	for _, r := range p.played {
		out = append(out, flow(s.size.X, t.Good.Render(" rehearsed "+t.Glyph.Good)+t.Text.Render("  "+r.Account+" holds "+of(r.Before)),
			t.Text.Render("after the visit "+of(r.After)), t.Text.Render(screen.Count(r.Verified)+" verified gone"),
			t.Dim.Render("cut before QUIT: still "+of(r.Cut)))...)
		for _, x := range r.Refused[:min(len(r.Refused), 3)] {
			out = append(out, fit(t.Warn.Render("   stays  ")+t.Text.Render(x.Item.Subject)+t.Dim.Render("  "+x.Reason)))
		}
		if n := len(r.Open); n > 0 {
			out = append(out, fit(t.Warn.Render("   "+screen.Count(n)+" would not leave: ")+t.Text.Render(r.Open[0].Subject)+t.Dim.Render("  "+r.Open[0].Reason)))
		}
	}
	return out
}

// flow puts parts side by side as far as they fit, the others on lines of their own below.
func flow(width int, parts ...string) (lines []string) {
	line := ""
	for _, p := range parts {
		switch {
		case line == "":
			line = p
		case screen.Width(line)+2+screen.Width(p) <= width:
			line += ", " + p
		default:
			lines = append(lines, screen.Fit(line, width, ""))
			line = "   " + p
		}
	}
	return append(lines, screen.Fit(line, width, ""))
}

// planLine is one message of the plan.
func (s *Screen) planLine(i int) string {
	t, p, w := s.env.Theme, s.plan, s.size.X
	it := &p.made.Items[i]
	k, cursor := &s.pens.page, " "
	if i == p.cur {
		k, cursor = &s.pens.cursor, t.Glyph.Cursor
	}
	mark, pen := t.Glyph.Mark, k.text
	if p.stays(*it) {
		mark, pen = " ", k.dim
	}
	var words []string
	for _, warning := range it.Warnings {
		_, one := warningWords(warning)
		words = append(words, one)
	}
	warn, from := 0, 0
	if w >= 60 {
		warn = min(max(w/4, 14), 30)
	}
	if w >= 72 {
		from = 20
	}
	subject := max(w-3-from-warn-1-8-7-1, 4)
	var b strings.Builder
	k.text.Write(&b, cursor)
	pen.Write(&b, mark+" ")
	if from > 0 {
		pen.Write(&b, screen.Fit(nameIn(it.From), from-2, t.Glyph.Ellipsis)+"  ")
	}
	pen.Write(&b, screen.Fit(it.Subject, subject, t.Glyph.Ellipsis)+" ")
	k.dim.Write(&b, screen.Fit(strings.Join(words, ", "), warn, t.Glyph.Ellipsis)+screen.FitRight(screen.Bytes(it.Size), 8, "")+" "+
		screen.FitRight(screen.When(it.Date, s.env.Now()), 6, "")+" ")
	return b.String()
}

// nameIn is the name in "Name <address>", else the address.
func nameIn(from string) string {
	name, rest, ok := strings.Cut(from, "<")
	if name = strings.TrimSpace(name); ok && name == "" {
		return strings.TrimSuffix(rest, ">")
	}
	return name
}
