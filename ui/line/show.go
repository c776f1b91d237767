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

type showFlags struct {
	raw, headers, json bool
	text               int // 0 for the best
}

func (e *Env) showCommand() *cobra.Command {
	var f showFlags
	c := &cobra.Command{
		Use:   "show ID",
		Short: "Show one message as text",
		Long: `Shows one message as text, with its other texts and its attachments listed below. A message
whose text is still on the server is brought home first.`,
		Example: `  poplin show 12
  poplin show 12 --text 2
  poplin show 12 --raw > message.eml`,
		Args: exactly(1, "the number of one message"),
		RunE: func(c *cobra.Command, args []string) error {
			if f.raw && f.headers || f.raw && f.json || f.headers && f.json {
				return usage("give one of them", "--raw, --headers and --json exclude one another")
			}
			if c.Flags().Changed("text") && f.text < 1 {
				return usage("poplin show lists the texts with their numbers", "--text counts from 1")
			}
			return e.show(c.Context(), args[0], f)
		},
	}
	c.Flags().BoolVar(&f.raw, "raw", false, "the exact bytes as received (made harmless on a terminal)")
	c.Flags().BoolVar(&f.headers, "headers", false, "every header field, and nothing else")
	c.Flags().BoolVar(&f.json, "json", false, "one object, as list --json, with headers, text and all texts")
	c.Flags().IntVar(&f.text, "text", 0, "the `N`th text instead of the best")
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
	d, err := document(m, x.ID, f.text)
	if err != nil {
		return err
	}
	if f.json {
		return e.printWhole(x, m, d)
	}
	own, err := e.hosts(ctx, x.AccountName)
	if err != nil {
		return err
	}
	e.showText(x, m, d, m.Findings(own))
	return nil
}

// hosts are the names of an account's servers.
func (e *Env) hosts(ctx context.Context, name string) ([]string, error) {
	accounts, err := e.Accounts(ctx)
	for _, a := range accounts {
		if a.Name == name {
			return a.Hosts(), err
		}
	}
	return nil, err
}

// document is the n-th text of a message, the best one for 0.
func document(m *message.Message, id cache.ID, n int) (*message.Document, error) {
	if n == 0 {
		return m.Document(-1)
	}
	ids := m.Readable()
	if n > len(ids) {
		return nil, usage("poplin show lists them with their numbers", "message %d has %s", id, plural(len(ids), "text"))
	}
	return m.Document(ids[n-1])
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
func (e *Env) showText(x cache.Entry, m *message.Message, d *message.Document, found message.Findings) {
	s, date := m.Envelope(), ""
	if !x.Date.IsZero() {
		date = x.Date.In(e.Now().Location()).Format("Mon, 2 Jan 2006 15:04:05 -0700")
	}
	for _, h := range []struct{ name, value string }{
		{"From", addresses(s.From)}, {"To", addresses(s.To)}, {"Cc", addresses(s.Cc)}, {"Reply-To", addresses(s.ReplyTo)},
		{"Date", date}, {"Subject", x.Subject},
	} {
		if h.value != "" {
			fmt.Fprintf(e.Out, "%-8s %s\n", h.name+":", h.value)
		}
	}
	for _, doubt := range found.Doubts {
		fmt.Fprintf(e.Out, "%-8s %s\n", "Warning:", doubt)
	}
	if found.Auth != nil && found.Auth.DMARC == "pass" {
		fmt.Fprintf(e.Out, "%-9s%s says that this comes from %s\n", "Checked:", found.Auth.Speaker(), found.Auth.Domain)
	}
	fmt.Fprintf(e.Out, "\n%s\n", strings.TrimRight(d.Plain(e.measure()), "\n"))
	if ids := m.Readable(); len(ids) > 1 {
		fmt.Fprintln(e.Out, "\nTexts:")
		for i, id := range ids {
			p, shown := &m.Structure().Parts[id], ""
			if id == d.Part {
				shown = "  (shown)"
			}
			fmt.Fprintf(e.Out, "%3d  %s\n", i+1, strings.TrimSpace(p.Type+"  "+p.Name)+shown)
		}
	}
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
		switch {
		case a.Addr == "": // a group without anybody in it
			each[i] = a.Name
		case a.Name != "":
			each[i] = fmt.Sprintf("%s <%s>", a.Name, a.Addr)
		}
	}
	return strings.Join(each, ", ")
}
