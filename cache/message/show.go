package message

import (
	"fmt"
	"strings"
)

// Plain is the document as plain text wrapped to width, links numbered and listed below, for the show command.
// Quotations carry "> " again.
func (d *Document) Plain(width int) string {
	var out strings.Builder
	d.before(&out)
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

// before writes what belongs before the text.
func (d *Document) before(out *strings.Builder) {
	for _, r := range d.Reports {
		fmt.Fprintf(out, "This message %s.\n", r.Sentence())
	}
	if v := d.Invitation; v != nil {
		fmt.Fprintf(out, "%s: %s\n", v.Title(), v.Summary)
		for _, f := range [][2]string{{"When", v.When()}, {"Where", v.Location}, {"From", v.Organizer}, {"With", strings.Join(v.Attendees, ", ")}} {
			if f[1] != "" {
				fmt.Fprintf(out, "%-6s %s\n", f[0]+":", f[1])
			}
		}
	}
	if out.Len() > 0 && len(d.Blocks) > 0 {
		out.WriteByte('\n')
	}
}
