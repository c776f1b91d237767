package theme

import (
	"fmt"
	"image/color"
	"math"
	"reflect"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// Backgrounds of terminals in wide use, the brightest dark and the darkest light one among them.
var (
	darkPages  = []string{"#000000", "#1e1e1e", "#1a1b26", "#282a36", "#24273a", "#282828", "#002b36", "#2e3440"}
	lightPages = []string{"#ffffff", "#fafafa", "#fdf6e3", "#eff1f5", "#fbf1c7", "#f2e5bc"}
)

// xterm's palette, which the 16-colour look is checked against.
var xterm = map[color.Color]string{
	lipgloss.BrightCyan: "#00ffff", lipgloss.BrightGreen: "#00ff00", lipgloss.BrightYellow: "#ffff00",
	lipgloss.BrightRed: "#ff0000", lipgloss.Blue: "#0000ee", lipgloss.Red: "#cd0000",
}

func channel(v uint32) float64 {
	s := float64(v) / 0xffff
	if s <= 0.04045 {
		return s / 12.92
	}
	return math.Pow((s+0.055)/1.055, 2.4)
}

// luminance and contrast as WCAG 2.2 defines them.
func luminance(c color.Color) float64 {
	if hex, ok := xterm[c]; ok {
		c = lipgloss.Color(hex)
	}
	r, g, b, _ := c.RGBA()
	return 0.2126*channel(r) + 0.7152*channel(g) + 0.0722*channel(b)
}

func contrast(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	return (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05)
}

func set(c color.Color) bool {
	_, none := c.(lipgloss.NoColor)
	return c != nil && !none
}

// styles walks every style of a theme with its field name.
func styles(t *Theme) map[string]lipgloss.Style {
	out := map[string]lipgloss.Style{}
	var walk func(string, reflect.Value)
	walk = func(name string, v reflect.Value) {
		switch x := v.Interface().(type) {
		case lipgloss.Style:
			out[name] = x
			return
		case Glyphs, Choice:
			return
		}
		switch v.Kind() {
		case reflect.Struct:
			for i := range v.NumField() {
				walk(name+"."+v.Type().Field(i).Name, v.Field(i))
			}
		case reflect.Array:
			for i := range v.Len() {
				walk(fmt.Sprintf("%s[%d]", name, i), v.Index(i))
			}
		}
	}
	walk("", reflect.ValueOf(*t))
	return out
}

// need is the least contrast a style must have: text 4.5:1, secondary text and lines 3:1.
func need(name string) float64 {
	for _, low := range []string{".Ink.Dim", ".OnCursor.Dim", ".OnIdle.Dim", ".Line", ".BarRest", ".Quote[3]"} {
		if name == low {
			return 3
		}
	}
	return 4.5
}

func TestEveryPairIsReadable(t *testing.T) {
	for _, c := range []struct {
		Choice
		pages []string
	}{
		{Choice{Dark: true}, darkPages}, {Choice{}, lightPages},
		{Choice{Dark: true, Basic: true}, []string{"#000000"}}, {Choice{Basic: true}, []string{"#ffffff"}},
	} {
		for name, s := range styles(New(c.Choice)) {
			fg, bg := s.GetForeground(), s.GetBackground()
			if !set(fg) {
				continue
			}
			pages := []color.Color{bg}
			if !set(bg) {
				pages = nil
				for _, p := range c.pages {
					pages = append(pages, lipgloss.Color(p))
				}
			}
			for _, p := range pages {
				checkPair(t, fmt.Sprintf("%+v %s", c.Choice, name), fg, p, need(name))
			}
		}
	}
}

func checkPair(t *testing.T, name string, fg, bg color.Color, least float64) {
	t.Helper()
	if got := contrast(fg, bg); got < least {
		t.Errorf("%s: contrast %.2f of %v on %v, want %.1f", name, got, fg, bg, least)
	}
}

func TestCursorRowStandsOut(t *testing.T) {
	for _, c := range []struct {
		dark  bool
		pages []string
	}{{true, darkPages}, {false, lightPages}} {
		th := New(Choice{Dark: c.dark})
		for _, p := range c.pages {
			if got := contrast(th.Cursor.GetBackground(), lipgloss.Color(p)); got < 1.5 {
				t.Errorf("dark=%v: the cursor's row has contrast %.2f to the page %s", c.dark, got, p)
			}
			if got := contrast(th.CursorIdle.GetBackground(), lipgloss.Color(p)); got < 1.2 {
				t.Errorf("dark=%v: the idle cursor's row has contrast %.2f to the page %s", c.dark, got, p)
			}
		}
	}
	for _, c := range []Choice{{NoColor: true}, {Basic: true, Dark: true}, {Basic: true}} {
		if th := New(c); !th.Cursor.GetReverse() || !th.CursorIdle.GetUnderline() {
			t.Errorf("%+v: the cursor's row must be reverse, the idle one underlined", c)
		}
	}
}

func TestNoColorNamesNoColour(t *testing.T) {
	for name, s := range styles(New(Choice{NoColor: true})) {
		if set(s.GetForeground()) || set(s.GetBackground()) {
			t.Errorf("%s has a colour", name)
		}
	}
}

func TestGlyphsAreOneCell(t *testing.T) {
	for _, g := range []Glyphs{unicodeGlyphs, asciiGlyphs} {
		v := reflect.ValueOf(g)
		for i := range v.NumField() {
			s := v.Field(i).String()
			if ansi.StringWidth(s) != 1 || ansi.StringWidthWc(s) != 1 {
				t.Errorf("%s %q is not one cell", v.Type().Field(i).Name, s)
			}
			if g == asciiGlyphs && (len(s) != 1 || s[0] > '~') {
				t.Errorf("%s %q is not ASCII", v.Type().Field(i).Name, s)
			}
		}
	}
}
