package line

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"poplin/cache"
	"poplin/cache/message"
)

// shownSource bounds what show --raw puts on a terminal.
const shownSource = 1 << 20

type showFlags struct{ raw, headers, json bool }

func (e *Env) showCommand() *cobra.Command {
	var f showFlags
	c := &cobra.Command{
		Use:   "show ID",
		Short: "Show one message as text",
		Long: `Shows one message as text, with its attachments listed below. A message whose text is still
on the server is brought home first.`,
		Example: `  poplin show 12
  poplin show 12 --raw > message.eml`,
		Args: exactly(1, "the number of one message"),
		RunE: func(c *cobra.Command, args []string) error {
			if f.raw && f.headers || f.raw && f.json || f.headers && f.json {
				return usage("give one of them", "--raw, --headers and --json exclude one another")
			}
			return e.show(c.Context(), args[0], f)
		},
	}
	c.Flags().BoolVar(&f.raw, "raw", false, "the exact bytes as received (made harmless on a terminal)")
	c.Flags().BoolVar(&f.headers, "headers", false, "every header field, and nothing else")
	c.Flags().BoolVar(&f.json, "json", false, "one object, as list --json, with headers and text")
	return c
}

func (e *Env) show(ctx context.Context, arg string, f showFlags) error {
	c, err := e.open(ctx)
	if err != nil {
		return err
	}
	x, err := e.message(ctx, c, arg)
	if err != nil {
		return err
	}
	if !f.headers || x.Body == cache.None {
		if x, err = e.bringHome(ctx, c, x); err != nil {
			return err
		}
	}
	if f.raw && !e.OutTTY {
		return c.Raw(ctx, x.ID, e.Out)
	}
	m, err := c.Open(ctx, x.ID)
	if err != nil {
		return err
	}
	switch {
	case f.raw:
		return e.showSource(m, x.ID)
	case f.headers:
		for _, field := range m.Fields() {
			fmt.Fprintf(e.Out, "%s: %s\n", field.Name, field.Value)
		}
		return nil
	}
	d, err := m.Document(-1)
	if err != nil {
		return err
	}
	if f.json {
		e.printWhole(x, m, d)
		return nil
	}
	e.showText(x, m, d)
	return nil
}

// showSource puts the source on a terminal, where the exact bytes could do harm.
func (e *Env) showSource(m *message.Message, id cache.ID) error {
	source, err := m.Source(shownSource)
	if err != nil {
		return err
	}
	fmt.Fprintln(e.Out, strings.TrimRight(source, "\n"))
	fmt.Fprintf(e.Err, "hint: this was made harmless for the terminal; for the exact bytes: poplin show --raw %d > message.eml\n", id)
	return nil
}

// showText is the message for reading: who, when, what, the text, and what hangs on it.
func (e *Env) showText(x cache.Entry, m *message.Message, d *message.Document) {
	s := m.Summary()
	for _, h := range []struct{ name, value string }{
		{"From", addresses(s.From)}, {"To", addresses(s.To)}, {"Cc", addresses(s.Cc)}, {"Reply-To", addresses(s.ReplyTo)},
		{"Date", x.Date.In(e.Now().Location()).Format("Mon, 2 Jan 2006 15:04:05 -0700")}, {"Subject", x.Subject},
	} {
		if h.value != "" {
			fmt.Fprintf(e.Out, "%-9s%s\n", h.name+":", h.value)
		}
	}
	fmt.Fprintf(e.Out, "\n%s\n", strings.TrimRight(d.Plain(e.measure()), "\n"))
	if len(x.Files) > 0 {
		fmt.Fprintln(e.Out, "\nAttachments:")
	}
	for i, a := range x.Files {
		fmt.Fprintf(e.Out, "%3d  %s  %s  %s\n", i+1, a.Name, a.Type, size(a.Size))
	}
}

// measure is the width of text: comfortable, and within a terminal.
func (e *Env) measure() int {
	if e.OutTTY && e.Width > 0 {
		return min(e.Width, 80)
	}
	return 80
}

func addresses(as []message.Address) string {
	each := make([]string, len(as))
	for i, a := range as {
		each[i] = a.Addr
		if a.Name != "" {
			each[i] = fmt.Sprintf("%s <%s>", a.Name, a.Addr)
		}
	}
	return strings.Join(each, ", ")
}

type field struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// printWhole is the message as show --json prints it.
func (e *Env) printWhole(x cache.Entry, m *message.Message, d *message.Document) {
	fields := []field{}
	for _, f := range m.Fields() {
		fields = append(fields, field(f))
	}
	e.print(struct {
		row
		Headers []field `json:"headers"`
		Text    string  `json:"text"`
	}{rowOf(x), fields, d.Plain(80)})
}
