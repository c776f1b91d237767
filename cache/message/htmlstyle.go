package message

import (
	"strconv"
	"strings"

	"golang.org/x/net/html/atom"
)

// maxCSS is how much style sheet is read, in bytes.
const maxCSS = 256 << 10

// styles is what a mail's style sheets say that text cannot ignore: which classes and ids are hidden.
type styles struct{ hidden map[string]bool } // ".class", "#id", "tag.class"

// parseCSS finds the simple selectors that hide their elements. Rules for other media (phones, print, dark mode) do
// not count: a terminal is a screen wide enough.
func parseCSS(css string) styles {
	s := styles{hidden: map[string]bool{}}
	for css != "" {
		open := strings.IndexByte(css, '{')
		if open < 0 {
			break
		}
		selector := strings.TrimSpace(css[:open])
		css = css[open+1:]
		if i := strings.LastIndex(selector, "*/"); i >= 0 {
			selector = strings.TrimSpace(selector[i+2:])
		}
		if strings.HasPrefix(selector, "@") {
			css = skipBlock(css)
			continue
		}
		end := strings.IndexByte(css, '}')
		if end < 0 {
			end = len(css)
		}
		if d := parseStyle(css[:end]); d.hides() || d.unseen(false) {
			s.add(selector)
		}
		css = css[min(end+1, len(css)):]
	}
	return s
}

func (s styles) add(selector string) {
	for _, one := range strings.Split(selector, ",") {
		if one = strings.ToLower(strings.TrimSpace(one)); one != "" && !strings.ContainsAny(one, " >+~:[*") && strings.ContainsAny(one, ".#") && len(s.hidden) < 1000 {
			s.hidden[one] = true
		}
	}
}

// skipBlock skips what is left of a block of rules, nested braces included.
func skipBlock(css string) string {
	depth := 1
	for i := 0; i < len(css); i++ {
		switch css[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return css[i+1:]
			}
		}
	}
	return ""
}

// declarations are the inline style of an element, lower case.
type declarations map[string]string

func parseStyle(s string) declarations {
	if s == "" {
		return nil
	}
	d := declarations{}
	for _, one := range strings.Split(s, ";") {
		name, val, ok := strings.Cut(one, ":")
		if !ok {
			continue
		}
		val = strings.ToLower(strings.TrimSpace(val))
		val = strings.TrimSpace(strings.TrimSuffix(val, "!important"))
		d[strings.ToLower(strings.TrimSpace(name))] = val
	}
	return d
}

// hides says that the declarations take an element out of sight with all it holds.
func (d declarations) hides() bool {
	switch {
	case d == nil:
		return false
	case d["display"] == "none", d["mso-hide"] == "all", d["opacity"] == "0":
		return true
	case d["overflow"] == "hidden" && (tiny(d["max-height"], 1) || tiny(d["height"], 0)):
		return true
	}
	return d["position"] == "absolute" && strings.HasPrefix(d["left"], "-9")
}

// unseen is whether text is invisible under these declarations, given what the surroundings say. Unlike hides it can
// be taken back further in: layouts set a font size of 0 around cells that have their own.
func (d declarations) unseen(around bool) bool {
	if size := d["font-size"]; size != "" {
		around = tiny(size, 1)
	}
	switch d["visibility"] {
	case "hidden", "collapse":
		around = true
	case "visible":
		around = false
	}
	return around || d["color"] == "transparent"
}

// tiny says that a length is given and at most max pixels.
func tiny(s string, max float64) bool {
	if s == "" {
		return false
	}
	num := strings.TrimRight(s, "pxtem%r ")
	v, err := strconv.ParseFloat(num, 64)
	if err != nil {
		return false
	}
	if strings.HasSuffix(s, "em") || strings.HasSuffix(s, "%") {
		return v == 0
	}
	return v <= max
}

// hides says that an element is not to be seen, by its attributes, its inline style or the style sheets.
func (s styles) hides(n *node, d declarations) bool {
	if _, ok := n.has("hidden"); ok {
		return true
	}
	if d.hides() {
		return true
	}
	if d["display"] != "" { // inline style wins
		return false
	}
	if len(s.hidden) == 0 {
		return false
	}
	if id := n.get("id"); id != "" && s.hidden["#"+strings.ToLower(id)] {
		return true
	}
	for _, class := range strings.Fields(strings.ToLower(n.get("class"))) {
		if s.hidden["."+class] || s.hidden[n.tag.String()+"."+class] {
			return true
		}
	}
	return false
}

// inlineStyle is the style that an element gives its text.
func inlineStyle(n *node, d declarations) Style {
	var st Style
	switch n.tag {
	case atom.B, atom.Strong, atom.Th:
		st = Bold
	case atom.I, atom.Em, atom.Cite, atom.Var, atom.Dfn:
		st = Italic
	case atom.U, atom.Ins:
		st = Underline
	case atom.S, atom.Strike, atom.Del:
		st = Strike
	case atom.Code, atom.Tt, atom.Kbd, atom.Samp:
		st = Code
	}
	switch d["font-weight"] {
	case "bold", "bolder", "600", "700", "800", "900":
		st |= Bold
	}
	if d["font-style"] == "italic" {
		st |= Italic
	}
	if strings.Contains(d["text-decoration"], "line-through") {
		st |= Strike
	}
	return st
}
