package message

import (
	"strconv"
	"strings"

	"golang.org/x/net/html/atom"
)

// declarations are properties and their values, lower case.
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

// hides says that the declarations take an element out of sight with all it holds. What is hidden from Outlook alone
// (mso-hide) is meant for everybody else: buttons are.
func (d declarations) hides() bool {
	switch {
	case d == nil:
		return false
	case d["display"] == "none", d["opacity"] == "0":
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
