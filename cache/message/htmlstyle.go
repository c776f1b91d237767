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

// airRoom is how many pixels around a box read as an empty line.
const airRoom = 10

// room says whether there is space above and below the text of a box. That around a cell is its row's affair.
func (d declarations) room(n *node) (above, below bool) {
	if n.tag == atom.Td || n.tag == atom.Th || len(d) == 0 {
		return false, false
	}
	mt, mb := d.sides("margin")
	pt, pb := d.sides("padding")
	return mt+pt >= airRoom, mb+pb >= airRoom
}

// spacer says that a box is as high as an empty line whatever it holds.
func (d declarations) spacer(n *node) bool {
	height := pixels(d["height"])
	if v, err := strconv.ParseFloat(strings.TrimSuffix(n.get("height"), "px"), 64); err == nil {
		height = max(height, v)
	}
	return height >= airRoom
}

// sides are the pixels of a property above and below.
func (d declarations) sides(property string) (top, bottom float64) {
	if four := strings.Fields(d[property]); len(four) > 0 {
		top, bottom = pixels(four[0]), pixels(four[0])
		if len(four) > 2 {
			bottom = pixels(four[2])
		}
	}
	if v, ok := d[property+"-top"]; ok {
		top = pixels(v)
	}
	if v, ok := d[property+"-bottom"]; ok {
		bottom = pixels(v)
	}
	return top, bottom
}

// beside says whether an element within a line keeps its text away from what stands before and behind it.
func (d declarations) beside(isBlock bool) (left, right bool) {
	if isBlock || len(d) == 0 {
		return false, false
	}
	const visible = 4
	for _, property := range []string{"margin", "padding"} {
		four := strings.Fields(d[property])
		for i, side := range []string{property + "-right", property + "-left"} {
			length, ok := d[side]
			switch at := 2*i + 1; {
			case ok:
			case at < len(four):
				length = four[at]
			case len(four) > 0:
				length = four[min(1, len(four)-1)]
			}
			if wide := pixels(length) >= visible; i == 0 {
				right = right || wide
			} else {
				left = left || wide
			}
		}
	}
	return left, right
}

// pixels is a length as far as it is given in pixels, else 0.
func pixels(s string) float64 {
	v, err := strconv.ParseFloat(strings.TrimSuffix(s, "px"), 64)
	if err != nil {
		return 0
	}
	return v
}

// marginless says that a paragraph is to stand as close to its neighbours as lines do.
func (d declarations) marginless() bool {
	top, bottom := d["margin-top"], d["margin-bottom"]
	if sides := strings.Fields(d["margin"]); len(sides) > 0 {
		if top == "" {
			top = sides[0]
		}
		if bottom == "" {
			bottom = sides[max(0, min(len(sides)-1, 2)&^1)]
		}
	}
	return tiny(top, 2) && tiny(bottom, 2)
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
