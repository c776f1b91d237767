package message

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// inspect opens a message, asks it for everything there is, and holds every answer to the promises of the package.
func inspect(t testing.TB, raw []byte) {
	t.Helper()
	m := Open(bytes.NewReader(raw), int64(len(raw)), nil)
	if err := check(Scan(raw), int64(len(raw))); err != nil {
		t.Error(err)
	}
	inspectSummary(t, m.Summary())
	inspectSummary(t, Summarise(raw, nil))
	for _, f := range m.Fields() {
		clean(t, "field", f.Name)
		clean(t, "field "+f.Name, f.Value)
	}
	for i, part := range append([]int{-1}, m.Readable()...) {
		if i > 5 {
			break
		}
		d, err := m.Document(part)
		if err != nil {
			t.Fatal(err)
		}
		inspectDocument(t, d)
	}
	for i, p := range m.Structure().Parts {
		for _, s := range []string{p.Type, p.Charset, p.Name, p.Encoding, p.ContentID} {
			clean(t, "part", s)
		}
		if i > 20 {
			continue
		}
		r, err := m.Decode(i)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, r); err != nil {
			t.Errorf("decode part %d: %v", i, err)
		}
	}
	if why := forbidden(m.Text(), true); why != "" {
		t.Errorf("Text lets through %s", why)
	}
	s, err := m.Source(1 << 20)
	if err != nil {
		t.Error(err)
	}
	if why := forbidden(s, true); why != "" {
		t.Errorf("Source lets through %s", why)
	}
}

func clean(t testing.TB, what, s string) {
	t.Helper()
	if why := forbidden(s, false); why != "" {
		t.Errorf("%s lets through %s: %.200q", what, why, s)
	}
}

func inspectSummary(t testing.TB, s *Summary) {
	t.Helper()
	for _, list := range [][]Address{s.From, s.ReplyTo, s.To, s.Cc} {
		if len(list) > maxAddresses {
			t.Errorf("%d addresses", len(list))
		}
		for _, a := range list {
			clean(t, "name", a.Name)
			clean(t, "address", a.Addr)
		}
	}
	for _, list := range [][]string{{s.MessageID, s.Subject, s.List, s.Preview}, s.InReplyTo, s.References, s.Unsubscribe} {
		for _, text := range list {
			clean(t, "summary", text)
		}
	}
	if n := len([]rune(s.Preview)); n > maxPreview {
		t.Errorf("a preview of %d characters", n)
	}
	for _, a := range s.Attachments {
		clean(t, "attachment", a.Name)
		if a.Name == "" || strings.ContainsAny(a.Name, `/\`) || a.Size < 0 {
			t.Errorf("attachment %+v", a)
		}
	}
}

func inspectDocument(t testing.TB, d *Document) {
	t.Helper()
	size := 0
	for _, b := range d.Blocks {
		for _, spans := range append([][]Span{b.Spans}, b.Cells...) {
			for _, s := range spans {
				size += len(s.Text)
				if why := forbidden(s.Text, true); why != "" {
					t.Errorf("a span lets through %s: %.200q", why, s.Text)
				}
				if s.Link < 0 || s.Link > len(d.Links) {
					t.Errorf("link %d of %d", s.Link, len(d.Links))
				}
			}
		}
	}
	if size > maxOutput+2*maxBlockText {
		t.Errorf("a document of %d bytes", size)
	}
	for _, l := range d.Links {
		clean(t, "URL", l.URL)
		clean(t, "link text", l.Text)
		clean(t, "host", l.Host)
		low := strings.ToLower(l.URL)
		if l.Safe && !strings.HasPrefix(low, "http:") && !strings.HasPrefix(low, "https:") && !strings.HasPrefix(low, "mailto:") {
			t.Errorf("%q counts as safe", l.URL)
		}
	}
	for _, width := range []int{1, 13, 40, 80} {
		if err := inspectLines(d, width); err != nil {
			t.Errorf("at width %d: %v", width, err)
		}
		if size > 100<<10 {
			return
		}
	}
	if why := forbidden(d.Plain(72), true); why != "" {
		t.Errorf("Plain lets through %s", why)
	}
}

// inspectLines lays the document out and measures every line.
func inspectLines(d *Document, width int) error {
	for _, l := range d.Lay(width) {
		room := max(width, minWidth) - QuoteWidth(l.Quote, max(width, minWidth))
		var text strings.Builder
		for _, s := range l.Spans {
			text.WriteString(s.Text)
		}
		if strings.Contains(text.String(), "\n") {
			return fmt.Errorf("a line break inside a line: %.200q", text.String())
		}
		if w := ansi.StringWidth(text.String()); w > room {
			return fmt.Errorf("a line of %d cells in %d: %.200q", w, room, text.String())
		}
		if l.Block < 0 || l.Block >= len(d.Blocks) {
			return fmt.Errorf("block %d of %d", l.Block, len(d.Blocks))
		}
	}
	return nil
}

// More text than a document holds is cut, and said to be.
func TestOutputCap(t *testing.T) {
	line := strings.Repeat("words ", 12) + "\n"
	for _, typ := range []string{"text/plain", "text/html"} {
		raw := []byte("Content-Type: " + typ + "\n\n" + strings.Repeat(line, 3*maxOutput/len(line)))
		d, err := Open(bytes.NewReader(raw), int64(len(raw)), nil).Document(-1)
		if err != nil || !d.Cut {
			t.Errorf("%s: cut %v, %v", typ, d.Cut, err)
		}
		inspectDocument(t, d)
	}
}
