package message

import (
	"strconv"
	"strings"

	"golang.org/x/net/html/atom"
)

// list is the state of the innermost list.
type list struct {
	ordered bool
	letters bool
	next    int
}

func newList(n *node) *list {
	l := &list{ordered: n.tag == atom.Ol, next: 1, letters: strings.EqualFold(n.get("type"), "a")}
	if v, err := strconv.Atoi(n.get("start")); err == nil && v > -1000 && v < 1_000_000 {
		l.next = v
	}
	return l
}

// marker is what stands before the next item.
func (l *list) marker(n *node, level int) string {
	if l == nil || !l.ordered {
		switch level % 3 {
		case 2:
			return "◦"
		case 0:
			return "▪"
		}
		return "•"
	}
	if v, err := strconv.Atoi(n.get("value")); err == nil && v > -1000 && v < 1_000_000 {
		l.next = v
	}
	l.next++
	if at := l.next - 2; l.letters && at >= 0 && at < 26 {
		return string(rune('a'+at)) + "."
	}
	return strconv.Itoa(l.next-1) + "."
}

// wordItem makes an item of a paragraph that Word wrote as one: its bullet or number is text in a span of its own.
func (h *htmlWriter) wordItem(n *node, d declarations) {
	if !strings.Contains(n.get("class"), "MsoListParagraph") && d["mso-list"] == "" {
		return
	}
	mark := markerText(n, 0)
	if mark == "" {
		return
	}
	h.item, h.level = true, 1
	if i := strings.Index(d["mso-list"], "level"); i >= 0 {
		v, _, _ := strings.Cut(d["mso-list"][i+len("level"):], " ")
		if level, err := strconv.Atoi(v); err == nil && level > 0 && level < 10 {
			h.level = level
		}
	}
	if h.marker = "•"; strings.ContainsAny(mark, "0123456789") || len(mark) > 1 && strings.HasSuffix(mark, ".") || strings.HasSuffix(mark, ")") {
		h.marker = mark
	}
}

// markerText finds the text that Word tells others to ignore.
func markerText(n *node, depth int) string {
	if strings.Contains(strings.ToLower(strings.ReplaceAll(n.get("style"), " ", "")), "mso-list:ignore") {
		return clip(strings.Trim(Clean(textOf(n, 0)), blanks), 8)
	}
	if depth > 6 {
		return ""
	}
	for _, k := range n.kids {
		if m := markerText(k, depth+1); m != "" {
			return m
		}
	}
	return ""
}

// textOf is the text below a node, as far as it can be a marker.
func textOf(n *node, depth int) string {
	s := n.text
	for _, k := range n.kids {
		if depth < 6 && len(s) < 100 {
			s += textOf(k, depth+1)
		}
	}
	return s
}
