package message

import (
	"strconv"
	"strings"
)

// anchor walks a link. Its text is what stands inside; a link that shows nothing (a picture without words) shows its
// host, for it can be followed.
func (h *htmlWriter) anchor(n *node, d declarations) {
	href := strings.TrimSpace(n.get("href"))
	if href == "" || strings.HasPrefix(href, "#") || h.link > 0 {
		h.element(n, d)
		return
	}
	if href = cleanURL(href); href == "" || len(h.anchors) >= maxAnchors {
		h.element(n, d)
		return
	}
	var said []byte
	h.anchors = append(h.anchors, makeLink(href, ""))
	h.link, h.said = len(h.anchors), &said
	h.element(n, d)
	l := &h.anchors[h.link-1]
	if len(said) == 0 && !onlyPixel(n) && l.Host != "" {
		h.wordless(n, l.Host)
	}
	h.link, h.said = 0, nil
	text := strings.Join(strings.Fields(strings.ToValidUTF8(string(said), "")), " ")
	l.Text, l.Lies = clip(text, 200), l.Lies || lies(*l, text)
}

// maxAnchors bounds the anchors of one HTML part, before those to the same target are merged.
const maxAnchors = 20_000

// capture notes what a link shows, as much of it as can name a host.
func (h *htmlWriter) capture(s string) {
	if h.said != nil && len(*h.said) < maxURL {
		*h.said = append(*h.said, s...)
	}
}

// onlyPixel says that an element holds nothing but tracking pixels and spacers.
func onlyPixel(n *node) bool {
	for _, k := range n.kids {
		if k.tag == 0 && strings.TrimSpace(k.text) == "" || isPixel(k) {
			continue
		}
		return false
	}
	return true
}

// isPixel knows pictures that are not meant to be seen.
func isPixel(n *node) bool {
	for _, key := range []string{"width", "height"} {
		if v, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(n.get(key)), "px")); err == nil && v <= 2 {
			return true
		}
	}
	d := parseStyle(n.get("style"))
	return tiny(d["width"], 2) || tiny(d["height"], 2) || d["display"] == "none"
}

// image shows a picture as its alternative text and counts the remote ones, which are never fetched.
func (h *htmlWriter) image(n *node) {
	if isPixel(n) {
		return
	}
	src := strings.ToLower(strings.TrimSpace(n.get("src")))
	if strings.HasPrefix(src, "http:") || strings.HasPrefix(src, "https:") || strings.HasPrefix(src, "//") {
		h.w.doc.Pictures++
	}
	alt := pictureWords(n)
	if alt == "" {
		if _, ok := n.has("alt"); ok || !strings.HasPrefix(src, "cid:") {
			return // decoration, or nothing that can be said about it
		}
		alt = "[picture]"
	}
	if h.link == 0 && isIcon(n) && !h.spans.inSentence() {
		return
	}
	if alt == h.picture && h.pictureAt == h.size { // the same again, for another screen size
		return
	}
	h.poster = h.poster || isPoster(n)
	saved, mid := h.style, isIcon(n) && h.spans.inSentence() // there the spaces around are the writer's own
	h.style |= Italic
	h.space()
	h.put(clip(alt, 300))
	h.picture, h.pictureAt = alt, h.size
	if !mid {
		h.space()
	}
	h.style = saved
}

// isIcon knows pictures so small that their words (a name, "avatar") are said beside them.
func isIcon(n *node) bool {
	v, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(n.get("width")), "px"))
	return err == nil && v <= 40
}

// input shows what a form's button says.
func (h *htmlWriter) input(n *node) {
	switch strings.ToLower(n.get("type")) {
	case "submit", "button", "reset":
		if v := Clean(n.get("value")); v != "" {
			h.put("[" + clip(v, 100) + "]")
		}
	}
}
