package message

import (
	"fmt"
	"strings"
)

// Plain is the document as plain text wrapped to width, links numbered and listed below, for the show command.
// Quotations carry "> " again.
func (d *Document) Plain(width int) string {
	var out strings.Builder
	for _, line := range d.Lay(width) {
		text := strings.Repeat("> ", QuoteWidth(line.Quote, max(width, minWidth))/quoteCell) + words(line.Spans)
		if line.Kind == Rule {
			text = strings.ReplaceAll(text, "─", "-")
		}
		out.WriteString(strings.TrimRight(text, " "))
		out.WriteByte('\n')
	}
	if len(d.Links) > 0 {
		out.WriteByte('\n')
	}
	for i, l := range d.Links {
		fmt.Fprintf(&out, "[%d] %s", i+1, l.URL)
		if !l.Safe {
			out.WriteString(" (not to be opened)")
		}
		out.WriteByte('\n')
	}
	if d.Cut {
		out.WriteString("\n(The rest is left out here; the source has it all.)\n")
	}
	return out.String()
}
