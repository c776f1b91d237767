package reader

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"poplin/cache/message"
	"poplin/ui/screen"
)

// ruledFrom is the height from which a thin line parts the attachments from the text.
const ruledFrom = 14

// foot is the bar of attachments, and what is happening to a body on its way; no lines when there is neither.
func (s *Screen) foot() []string {
	var lines []string
	if bar := s.fetch.bar(s); bar != "" {
		lines = append(lines, bar)
	}
	if files := s.files(); len(files) > 0 && s.look.mode != partsMode {
		lines = append(lines, s.fileBar(files))
	}
	if len(lines) > 0 && s.size.Y >= ruledFrom {
		th := s.env.Theme
		lines = append([]string{th.Line.Render(strings.Repeat(th.Glyph.HLine, s.size.X))}, lines...)
	}
	return lines
}

// files are the attachments a person may want to save. The list of parts has the rest: a container whose content is
// here already, the second copy that comes with many an invitation.
func (s *Screen) files() []message.Attachment {
	if s.letter == nil || s.letter.sum == nil || !s.letter.whole() {
		return nil
	}
	all := s.letter.sum.Attachments
	var files []message.Attachment
	invited := false
	for _, a := range slices.Backward(all) { // the copy that is a file of its own comes behind the other
		calendar := a.Type == "text/calendar" || a.Type == "application/ics"
		if a.Opened && len(all) > 1 || calendar && invited {
			continue
		}
		invited = invited || calendar
		files = append(files, a)
	}
	slices.Reverse(files)
	return files
}

// fileBar names as many attachments as fit, with type and size, and counts the rest.
func (s *Screen) fileBar(files []message.Attachment) string {
	th := s.env.Theme
	var b strings.Builder
	b.WriteString(screen.Spaces(s.margin()))
	room := s.size.X - 2*s.margin()
	for i, f := range files {
		lead := "  "
		if i == 0 {
			lead = ""
		}
		rest := ""
		if n := len(files) - i - 1; n > 0 {
			rest = fmt.Sprintf("  +%d", n)
		}
		facts := " " + screen.Bytes(f.Size)
		if kind := kindOf(f, th.Glyph.Ellipsis); kind != "" {
			facts = " " + kind + facts
		}
		fixed := screen.Width(lead) + 2 + screen.Width(facts) + len(rest)
		if room-fixed < 6 {
			b.WriteString(th.Dim.Render(fmt.Sprintf("  +%d", len(files)-i)))
			break
		}
		name := screen.Cut(f.Name, min(room-fixed, 40), th.Glyph.Ellipsis)
		b.WriteString(lead + th.Accent.Render(th.Glyph.Attachment) + " " + th.Text.Render(name) + th.Dim.Render(facts))
		room -= fixed - len(rest) + screen.Width(name)
	}
	return b.String()
}

// kindOf is a type in few letters; nothing where the name's own end says it.
func kindOf(f message.Attachment, ellipsis string) string {
	kind := f.Type[strings.LastIndexByte(f.Type, '/')+1:]
	kind = strings.TrimPrefix(strings.TrimPrefix(kind, "x-"), "vnd.")
	end := strings.ToLower(strings.TrimPrefix(path.Ext(f.Name), "."))
	if long, known := endings[end]; kind == "octet-stream" || end == kind || known && strings.HasPrefix(kind, long) {
		return ""
	}
	return screen.Cut(kind, 12, ellipsis)
}

// endings are those of files that are called otherwise than their type, which begins so.
var endings = map[string]string{"jpg": "jpeg", "doc": "msword", "eml": "rfc822", "txt": "plain", "htm": "html", "md": "markdown", "ics": "calendar",
	"zip": "zip-compressed", "asc": "pgp-", "p7s": "pkcs7-signature", "p7m": "pkcs7-mime", "mp3": "mpeg", "tif": "tiff", "xls": "ms-excel", "ppt": "ms-powerpoint",
	"docx": "openxmlformats-officedocument.wordprocessing", "xlsx": "openxmlformats-officedocument.spreadsheet", "pptx": "openxmlformats-officedocument.presentation",
	"odt": "oasis.opendocument.text", "ods": "oasis.opendocument.spreadsheet", "odp": "oasis.opendocument.presentation"}
