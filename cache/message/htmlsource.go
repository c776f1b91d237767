package message

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
)

// decodeHTML decodes the bytes of an HTML part. When the header names no charset the document's own declaration
// counts.
func decodeHTML(b []byte, charset string) string {
	label := normalLabel(charset)
	if (label == "" || label == "us-ascii" || lookup(label) == nil && label != "utf-8" && label != "utf-7" && label != "utf-16") && declared(b) != "" {
		label = declared(b)
	}
	return decodeCharset(b, label)
}

// declared is the charset that a meta element or an XML declaration names in the first bytes.
func declared(b []byte) string {
	head := bytes.ToLower(b[:min(len(b), 4096)])
	for _, mark := range []string{"charset=", "encoding="} {
		i := bytes.Index(head, []byte(mark))
		if i < 0 {
			continue
		}
		rest := bytes.TrimLeft(head[i+len(mark):], "\"' ")
		if end := bytes.IndexAny(rest, "\"' />;\r\n\t?"); end > 0 && end < 40 {
			return string(rest[:end])
		}
	}
	return ""
}

// stripTags is the last resort for HTML that gives no text: everything that does not look like a tag.
func stripTags(s string) string {
	var out strings.Builder
	for s != "" {
		i := strings.IndexByte(s, '<')
		if i < 0 {
			break
		}
		out.WriteString(s[:i])
		end := strings.IndexByte(s[i:], '>')
		if end < 0 {
			s = s[i+1:]
			break
		}
		s = s[i+end+1:]
		out.WriteByte(' ')
	}
	out.WriteString(s)
	return strings.TrimSpace(html.UnescapeString(out.String()))
}
