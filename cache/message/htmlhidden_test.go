package message

import (
	"fmt"
	"strings"
	"testing"
)

// Whether text is seen is decided as a browser decides it: what an inner element says about itself goes before what
// surrounds it, a special rule before a general one, the element's own style before all.
func TestWhatIsSeen(t *testing.T) {
	for _, c := range []struct {
		name, css, body string
		seen            bool
	}{
		{"size 0 around, a size of its own", `.wrap{font-size:0}`, `<div class=wrap><p style="font-size:16px">words</p></div>`, true},
		{"size 0 around, a size by class", `.wrap{font-size:0} .t{font-size:14px}`, `<div class=wrap><p class=t>words</p></div>`, true},
		{"size 0 around, nothing said", `.wrap{font-size:0}`, `<div class=wrap><p>words</p></div>`, false},
		{"hidden, then visible within", ``, `<div style="visibility:hidden"><span style="visibility:visible">words</span></div>`, true},
		{"display none, display block within", `.wrap{display:none}`, `<div class=wrap><p style="display:block">words</p></div>`, false},
		{"class by tag", `td.x{display:none}`, `<table><tr><td class=x>words</td><td>z</td></tr></table>`, false},
		{"class by another tag", `p.x{display:none}`, `<div class=x>words</div>`, true},
		{"id before class", `#a{display:block} .x{display:none}`, `<div id=a class=x>words</div>`, true},
		{"own style before class", `.x{display:none}`, `<div class=x style="display:block">words</div>`, true},
		{"two rules make it", `.x{overflow:hidden}`, `<div class=x style="max-height:0">words</div>`, false},
		{"the later rule wins", `.x{display:none} .x{display:block}`, `<div class=x>words</div>`, true},
		{"for phones only", `@media (max-width:480px){.x{display:none!important}}`, `<div class=x>words</div>`, true},
		{"a descendant of another", `.y .x{display:none}`, `<div class=x>words</div>`, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := document(t, open(string(htmlMail("<style>"+c.css+"</style>"+c.body+"<p>other</p>"))), -1).Plain(80)
			if got := strings.Contains(text, "words"); got != c.seen {
				t.Errorf("seen: %v, want %v\n%s", got, c.seen, text)
			}
		})
	}
}

// Text that only filters are meant to read is left out, but not kept quiet about, and it can be had.
func TestHiddenText(t *testing.T) {
	var salad strings.Builder
	for i := range 60 {
		fmt.Fprintf(&salad, "salad%d ", i)
	}
	hide := func(words string) string { return `<div style="display:none">` + words + `</div>` }
	for _, c := range []struct {
		name, body, says string
		hidden           int
	}{
		{"a salad of words", hide(salad.String()) + "<p>Pay now</p>", "salad59", 60},
		{"by size", `<p style="font-size:0">` + salad.String() + "</p><p>Pay now</p>", "salad59", 60},
		{"a preheader", hide("Our best offers of the week, only until Sunday") + "<p>Pay now</p>", "offers", 0},
		{"the same for phones", hide(salad.String()) + "<p>Pay now</p><p>" + salad.String() + "</p>", "salad59", 0},
		{"all is hidden, so it is shown", hide(salad.String()), "salad59", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := open(string(htmlMail(c.body)))
			if d := document(t, m, -1); d.Hidden != c.hidden {
				t.Errorf("%d words hidden, want %d", d.Hidden, c.hidden)
			}
			d, err := m.Unhidden(-1)
			if err != nil || !strings.Contains(d.Plain(80), c.says) || d.Hidden != 0 {
				t.Errorf("unhidden: %v\n%s", err, d.Plain(80))
			}
		})
	}
}
