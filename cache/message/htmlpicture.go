package message

import (
	"path"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/atom"
)

// pictureWords are the words for a picture, "" when what its writer gave is no words but the name of a file or a slot in
// a template.
func pictureWords(n *node) string {
	for _, key := range []string{"alt", "title"} {
		if s := strings.Join(strings.Fields(Clean(n.get(key))), " "); s != "" && !isSlot(s) {
			return s
		}
	}
	return ""
}

// isSlot knows what programs put where words for a picture belong.
func isSlot(s string) bool {
	low := strings.ToLower(s)
	switch path.Ext(low) {
	case ".jpg", ".png", ".gif", ".jpeg", ".webp", ".svg":
		return true
	}
	switch low {
	case "image", "img", "picture", "pic", "photo", "spacer", "blank", "imagem", "imagen", "bild", "foto", "画像":
		return true
	}
	return strings.Contains(s, "_") && !strings.Contains(s, " ")
}

// isPoster knows pictures as wide as the mail.
func isPoster(n *node) bool {
	const wide = 280
	d := parseStyle(n.get("style"))
	return pixels(strings.TrimSpace(n.get("width"))) >= wide || pixels(d["width"]) >= wide || n.get("width") == "100%"
}

// networks are the places to which rows of small pictures without words lead.
var networks = [...][2]string{{"facebook", "Facebook"}, {"instagram", "Instagram"}, {"linkedin", "LinkedIn"}, {"youtube", "YouTube"},
	{"twitter", "Twitter"}, {"tiktok", "TikTok"}, {"pinterest", "Pinterest"}, {"whatsapp", "WhatsApp"}, {"telegram", "Telegram"},
	{"mastodon", "Mastodon"}, {"bluesky", "Bluesky"}, {"threads", "Threads"}, {"github", "GitHub"}, {"discord", "Discord"},
	{"reddit", "Reddit"}, {"spotify", "Spotify"}, {"snapchat", "Snapchat"}, {"vimeo", "Vimeo"}, {"xing", "Xing"}}

// wordless writes the text of a link that shows nothing but a picture without words: the network that it leads to, if
// the host or the file name of the picture gives it away.
func (h *htmlWriter) wordless(n *node, host string) {
	text, img := noWords, firstPicture(n, 0)
	h.poster = h.poster || img != nil && isPoster(img)
	if host == "x.com" {
		text = "X"
	}
	file := ""
	if img != nil {
		file = strings.ToLower(path.Base(img.get("src")))
	}
	for _, w := range networks {
		if strings.Contains(host, w[0]+".") || strings.Contains(file, w[0]) {
			text = w[1]
			break
		}
	}
	saved := h.style
	if text != noWords {
		h.style |= Italic
	}
	h.put(text)
	h.style = saved
}

// firstPicture is the first picture below a node, nil when there is none near.
func firstPicture(n *node, depth int) *node {
	if n.tag == atom.Img {
		return n
	}
	for _, k := range n.kids {
		if depth > 8 {
			break
		}
		if img := firstPicture(k, depth+1); img != nil {
			return img
		}
	}
	return nil
}

// noWords is what stands for a linked picture without words.
const noWords = "[picture]"

// dropPictures removes the pictures without words whose link stands in words elsewhere, or before.
func dropPictures(blocks []Block, links []Link) []Block {
	worded := map[int]bool{}
	each(blocks, func(s Span) {
		if s.Link > 0 && s.Text != noWords {
			worded[s.Link] = true
		}
	})
	keep := func(spans []Span) []Span {
		return without(spans, func(s Span) bool {
			had := worded[s.Link]
			worded[s.Link] = true
			return had
		})
	}
	out, apart := blocks[:0], false
	for _, b := range blocks {
		had := len(b.Spans)
		b.Spans = keep(b.Spans)
		for i := range b.Cells {
			b.Cells[i] = captioned(keep(b.Cells[i]), links)
		}
		if apart = apart || !b.Tight; had > 0 && len(b.Spans) == 0 {
			continue
		}
		b.Tight, apart = !apart, false
		out = append(out, b)
	}
	return out
}

// captioned gives the link of a picture without words to the words that stand with it in a cell, when they have none
// themselves.
func captioned(cell []Span, links []Link) []Span {
	picture, text := 0, ""
	for _, s := range cell {
		switch {
		case s.Text == noWords && picture == 0:
			picture = s.Link
		case s.Link != 0:
			return cell
		default:
			text += s.Text
		}
	}
	text = strings.Trim(text, blanks)
	if picture == 0 || text == "" || utf8.RuneCountInString(text) > captionLen || lies(links[picture-1], text) {
		return cell
	}
	cell = without(cell, func(Span) bool { return true })
	cell[0].Link = picture
	return cell
}

// without leaves out the pictures without words that drop wants away, and the lines they stood on.
func without(spans []Span, drop func(Span) bool) []Span {
	out, dropped := spans[:0], false
	for _, s := range spans {
		if s.Text == noWords && drop(s) {
			dropped = true
			continue
		}
		if dropped && s.Text == "\n" {
			dropped = false
			continue
		}
		dropped = false
		out = append(out, s)
	}
	return trimSpans(out)
}

// captionLen is how many characters the words below a picture have.
const captionLen = 80
