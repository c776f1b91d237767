package line

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"poplin/cache"
)

func (e *Env) exportCommand() *cobra.Command {
	var format string
	c := &cobra.Command{
		Use:   "export DEST [ID...|QUERY]",
		Short: "Write messages to files that other programs read",
		Long: `Writes messages, oldest first, to files that other programs read; without a query that is
everything but Trash.

mbox     one file, which must not exist yet; quoted the way that is called mboxrd
maildir  a folder; exporting again adds what is not there yet
eml      a folder with a file a message, byte for byte as received

What poplin import reads back is the same to the byte. A message that is not wholly here is
left out and named.

` + queryHelp,
		Example: `  poplin export archive.mbox
  poplin export ~/Maildir is:archived --format maildir
  poplin export invoices from:shop has:attachment --format eml`,
		Annotations: map[string]string{"query": "yes"},
		RunE:        func(c *cobra.Command, args []string) error { return e.export(c.Context(), args, cache.Format(format)) },
	}
	c.Flags().StringVar(&format, "format", string(cache.Mbox), "mbox, maildir or eml")
	return c
}

func (e *Env) export(ctx context.Context, args []string, f cache.Format) error {
	if len(args) == 0 || args[0] == "" {
		return usage("poplin export --help says more", "poplin export takes the name of a file or folder, and a query")
	}
	if err := knownFormat(f); err != nil {
		return err
	}
	dest := args[0]
	c, err := e.open(ctx)
	if err != nil {
		return err
	}
	ids, named, err := e.selected(ctx, c, args[1:])
	if err != nil {
		return err
	}
	if !named {
		slices.Reverse(ids) // as they came
	}
	bar := newBar(e)
	x, err := c.Export(ctx, dest, f, ids, bar.count("exporting"))
	bar.clear()
	if err != nil {
		return cannotExport(dest, err)
	}
	fmt.Fprintf(e.Out, "%s, %s, exported to %s\n", plural(x.Messages, "message"), size(x.Bytes), dest)
	return leftOut(x)
}

func knownFormat(f cache.Format) error {
	switch f {
	case cache.Mbox, cache.Maildir, cache.EML:
		return nil
	}
	return usage("--format takes mbox, maildir or eml", "there is no format %q", string(f))
}

// cannotExport says why nothing could be written to dest.
func cannotExport(dest string, err error) error {
	why := (*fs.PathError)(nil)
	switch {
	case errors.Is(err, os.ErrExist):
		return &Fault{Code: Usage, What: dest + " is there already", Hint: "give another name: an export writes over nothing", Err: err}
	case errors.Is(err, cache.ErrFull), errors.Is(err, context.Canceled):
		return err
	case errors.As(err, &why):
		return &Fault{Code: Failed, What: dest + " cannot be written: " + why.Err.Error(), Hint: "choose another place", Err: err}
	}
	return err
}

// leftOut names the messages that an export left out.
func leftOut(x cache.Exported) error {
	f := &Fault{Code: Partly}
	var said []string
	if n := len(x.Partial); n > 0 {
		said = append(said, fmt.Sprintf("%s left out, not wholly here: %s", plural(n, "message"), some(x.Partial)))
		f.Hint = "poplin show brings a message home"
	}
	if n := len(x.Damaged); n > 0 {
		said = append(said, fmt.Sprintf("%s left out, damaged on this disk: %s", plural(n, "message"), some(x.Damaged)))
		f.Hint = "poplin doctor says more"
	}
	if len(said) == 0 {
		return nil
	}
	f.What = strings.Join(said, "; ")
	return f
}

// some lists numbers of messages, but not endlessly.
func some(ids []cache.ID) string {
	const shown = 10
	text := strings.Trim(fmt.Sprint(ids[:min(len(ids), shown)]), "[]")
	if more := len(ids) - shown; more > 0 {
		text += " and " + number(more) + " more"
	}
	return text
}
