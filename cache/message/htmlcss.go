package message

import (
	"maps"
	"strings"

	"golang.org/x/net/html/atom"
)

const (
	maxCSS       = 256 << 10 // bytes of style sheet that are read
	maxSelectors = 2000
)

// styles is what a mail's style sheets say that text cannot ignore, by simple selector: "p", ".class", "#id",
// "p.class". Selectors that ask for more than the element itself are not followed.
type styles struct {
	rules map[string]declarations
	known map[look]declarations // what came out for elements so far; mails repeat themselves
}

// look is all that decides how an element looks.
type look struct {
	tag              atom.Atom
	class, id, style string
}

// maxLooks bounds what is remembered of one mail.
const maxLooks = 1000

// parseCSS reads style sheets. Rules for other media (phones, print, dark mode) do not count: a terminal is a screen
// wide enough.
func parseCSS(css string) *styles {
	s := &styles{rules: map[string]declarations{}}
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
		s.add(strings.ToLower(selector), parseStyle(css[:end]).visible())
		css = css[min(end+1, len(css)):]
	}
	return s
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

// visible keeps the declarations that decide whether and how plainly text is seen.
func (d declarations) visible() declarations {
	maps.DeleteFunc(d, func(name, _ string) bool {
		switch name {
		case "display", "opacity", "overflow", "max-height", "height", "position", "left", "font-size", "visibility", "color":
			return false
		}
		return true
	})
	return d
}

// add notes a rule. What comes later wins.
func (s *styles) add(selectors string, d declarations) {
	if len(d) == 0 {
		return
	}
	for one := range strings.SplitSeq(selectors, ",") {
		one = strings.TrimSpace(one)
		if one == "" || strings.ContainsAny(one, " >+~:[*") {
			continue
		}
		if had, ok := s.rules[one]; ok {
			maps.Copy(had, d)
		} else if len(s.rules) < maxSelectors {
			s.rules[one] = maps.Clone(d)
		}
	}
}

// of is what holds for an element. It is not to be changed.
func (s *styles) of(n *node) declarations {
	l := look{n.tag, n.get("class"), n.get("id"), n.get("style")}
	d, ok := s.known[l]
	if !ok {
		d = s.work(l)
		if s.known == nil {
			s.known = map[look]declarations{}
		}
		if len(s.known) < maxLooks {
			s.known[l] = d
		}
	}
	return d
}

// work goes through the style sheets from the least to the most special rule, then the element's own style, which is all
// when no rule concerns the element.
func (s *styles) work(l look) declarations {
	own := parseStyle(l.style)
	if len(s.rules) == 0 {
		return own
	}
	var rules []declarations
	find := func(selector string) {
		if d, ok := s.rules[selector]; ok {
			rules = append(rules, d)
		}
	}
	find(l.tag.String())
	if classes := strings.Fields(strings.ToLower(l.class)); len(classes) > 0 {
		for _, c := range classes {
			find("." + c)
		}
		for _, c := range classes {
			find(l.tag.String() + "." + c)
		}
	}
	if l.id != "" {
		find("#" + strings.ToLower(l.id))
	}
	if len(rules) == 0 {
		return own
	}
	all := declarations{}
	for _, d := range append(rules, own) {
		maps.Copy(all, d)
	}
	return all
}

// hides says that an element is not to be seen, by its attributes or its style.
func hides(n *node, d declarations) bool {
	if _, ok := n.has("hidden"); ok && n.tag != atom.Body {
		return true
	}
	return d.hides()
}
