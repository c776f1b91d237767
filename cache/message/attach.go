package message

import (
	"fmt"
	"strings"
)

// attachments lists the parts a person may want to save: everything that is not the text of the message itself. What
// was opened comes last, behind what was found in it.
func attachments(st *Structure) []Attachment {
	var out, containers []Attachment
	inRelated, opened := relatedParts(st), openedParts(st)
	for i := range st.Parts {
		p := &st.Parts[i]
		if !p.attached() || p.End == p.BodyOff && (i == 0 || st.Parts[p.Parent].Type == externalBody) {
			continue
		}
		a := Attachment{Part: p.ID, Name: p.fileName(), Type: p.Type, Size: p.size(),
			Inline: p.Disposition == "inline" || p.Disposition == "" && p.ContentID != "" && inRelated[i]}
		switch {
		case !opened[i] || isMessage(p.Type) || inlineText(p.Type) || p.Type == externalBody:
			out = append(out, a)
		case p.isTNEF(), p.isCMS():
			a.Opened = true
			containers = append(containers, a)
		}
	}
	return append(out, containers...)
}

// attached says that a part is something to save rather than text to be read in place. A named text is both.
func (p *Part) attached() bool {
	switch {
	case isMultipart(p.Type):
		return encoded(p.Encoding)
	case p.Disposition == "attachment", !inlineText(p.Type):
		return true
	}
	return p.Name != "" && p.Type != "message/delivery-status"
}

// inlineText lists the types whose content belongs to the text of a message.
func inlineText(typ string) bool {
	switch typ {
	case "text/plain", "text/html", "text/enriched", "text/richtext", "text/x-amp-html", "text/watch-html",
		"message/delivery-status", "message/global-delivery-status", "message/disposition-notification", "text/rfc822-headers":
		return true
	}
	return false
}

// relatedParts marks what stands inside a multipart/related: pictures of the HTML.
func relatedParts(st *Structure) []bool {
	in := make([]bool, len(st.Parts))
	for i, p := range st.Parts {
		if p.Parent >= 0 {
			in[i] = in[p.Parent] || st.Parts[p.Parent].Type == "multipart/related"
		}
	}
	return in
}

// openedParts marks the parts in which others were found.
func openedParts(st *Structure) []bool {
	opened := make([]bool, len(st.Parts))
	for _, p := range st.Parts[1:] {
		opened[p.Parent] = true
	}
	return opened
}

// fileName is the part's name, or one made from its place and type.
func (p *Part) fileName() string {
	if p.Name != "" {
		return p.Name
	}
	stem := "part"
	switch major, _, _ := strings.Cut(p.Type, "/"); major {
	case "image":
		stem = "picture"
	case "message":
		stem = "message"
	case "audio", "video":
		stem = major
	}
	return fmt.Sprintf("%s-%d%s", stem, p.ID, extensionOf(p.Type))
}

// size is the decoded size of the part in bytes, estimated for the encodings.
func (p *Part) size() int64 {
	n := p.End - p.BodyOff
	switch p.Encoding {
	case "base64":
		lines := n/78 + 1 // line ends are not digits
		return max(0, (n-2*lines)*3/4)
	case "x-uuencode":
		return n * 45 / 63
	}
	return n
}
