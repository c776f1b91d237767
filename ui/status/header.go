package status

import (
	"strings"

	"poplin/pop3/worker"
	"poplin/ui/screen"
	"poplin/ui/theme"
)

// Span is where a tab stands in the header, for the mouse.
type Span struct{ From, To, Tab int }

// Header draws the first line, exactly width cells: the brand, the views, and on the right the visit under way. It also says
// where each view stands.
func (m *Model) Header(t *theme.Theme, width int, brand string, tabs []screen.Tab, active int) (string, []Span) {
	m.use(t)
	right := m.visit(t, width)
	room := width - screen.Width(right)
	var b strings.Builder
	used := 0
	put := func(render func(string) string, s string) bool {
		n := screen.Width(s)
		if used+n > room {
			return false
		}
		b.WriteString(render(s))
		used += n
		return true
	}
	if width >= 60 {
		put(m.pens.brand.Render, " "+brand+" ")
	}
	var spans []Span
	for _, i := range tabOrder(tabs, active) {
		style := m.pens.dim.Render
		if i == active {
			style = m.pens.active
		}
		label := tabs[i].Name
		if c := tabs[i].Count; c > 0 {
			label += " " + screen.Count(c)
		}
		if used+2+screen.Width(label) > room {
			break
		}
		put(m.pens.text.Render, "  ")
		spans = append(spans, Span{used, used + screen.Width(label), i})
		put(style, label)
	}
	b.WriteString(screen.Spaces(room - used))
	b.WriteString(right)
	return b.String(), spans
}

// tabOrder leaves out what need not be shown. The active view comes first where it would else be missing.
func tabOrder(tabs []screen.Tab, active int) []int {
	var out []int
	for i, x := range tabs {
		if !x.Optional || i == active {
			out = append(out, i)
		}
	}
	return out
}

// visit is the visit under way: "home ⟳ 412/1,203 ━━━━━╸────", shorter where there is less room.
func (m *Model) visit(t *theme.Theme, width int) string {
	for _, n := range m.order {
		a := m.accounts[n]
		if a.step == "" {
			continue
		}
		text := t.Glyph.Sync + " " + doing(a)
		if width >= 100 || (width >= 70 && len(m.order) > 1) {
			text = screen.Cut(n, 16, t.Glyph.Ellipsis) + " " + text
		}
		out := t.Dim.Render(" "+text) + " "
		if a.progress.Total > 0 && width >= 70 {
			out = t.Dim.Render(" "+text) + " " + Bar(t, width/10, portion(a.progress)) + " "
		}
		return out
	}
	return ""
}

func doing(a *account) string {
	p := a.progress
	switch {
	case p.Total > 0 && p.Step == worker.Removing:
		return "removing " + screen.Count(p.Done) + "/" + screen.Count(p.Total)
	case p.Total > 0:
		return screen.Count(p.Done) + "/" + screen.Count(p.Total)
	}
	return string(a.step)
}

// Bar is a thin progress bar of width cells.
func Bar(t *theme.Theme, width, percent int) string {
	halves := 2 * width * max(0, min(percent, 100)) / 100
	full := strings.Repeat(t.Glyph.BarFull, halves/2)
	if halves%2 == 1 {
		full += t.Glyph.BarHalf
	}
	rest := strings.Repeat(t.Glyph.BarRest, width-(halves+1)/2)
	return t.Bar.Render(full) + t.BarRest.Render(rest)
}
