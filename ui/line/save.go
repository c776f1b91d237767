package line

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/spf13/cobra"

	"poplin/cache"
)

func (e *Env) saveCommand() *cobra.Command {
	var part int
	var dir string
	c := &cobra.Command{
		Use:   "save ID",
		Short: "Save the attachments of a message",
		Long: `Saves the attachments of a message as files and prints where. A file that is there already
is never overwritten: the new one is given a number.`,
		Example: `  poplin save 12 --dir ~/Downloads
  poplin save 12 --part 2`,
		Args: exactly(1, "the number of one message"),
		RunE: func(c *cobra.Command, args []string) error {
			if c.Flags().Changed("part") && part < 1 {
				return usage("poplin show lists the attachments with their numbers", "--part counts from 1")
			}
			return e.save(c.Context(), args[0], part, dir)
		},
	}
	c.Flags().IntVar(&part, "part", 0, "only the attachment with number `N`, as show lists them")
	c.Flags().StringVar(&dir, "dir", ".", "the `DIR`ectory to save in; made if it is not there")
	return c
}

func (e *Env) save(ctx context.Context, arg string, part int, dir string) error {
	c, err := e.open(ctx)
	if err != nil {
		return err
	}
	x, err := e.message(ctx, c, arg)
	if err != nil {
		return err
	}
	if x, err = e.bringHome(ctx, c, x); err != nil {
		return err
	}
	files := x.Files
	if part > 0 {
		if part > len(files) {
			return usage("poplin show lists them with their numbers", "message %d has %s", x.ID, plural(len(files), "attachment"))
		}
		files = files[part-1 : part]
	}
	if len(files) == 0 {
		return &Fault{Code: Failed, What: fmt.Sprintf("message %d has no attachments", x.ID)}
	}
	for _, a := range files {
		saved, err := c.SavePart(ctx, x.ID, a.Part, dir)
		if err != nil {
			return cannotSave(a.Name, err)
		}
		fmt.Fprintln(e.Out, saved.Path) // dir is the person's own, the name in it is safe
	}
	return nil
}

func cannotSave(name string, err error) error {
	f := Fault{Code: Failed, What: fmt.Sprintf("%q cannot be saved", name), Hint: "choose another directory with --dir", Err: err}
	if why := (*fs.PathError)(nil); errors.As(err, &why) {
		f.What += ": " + why.Err.Error()
	}
	if errors.Is(err, cache.ErrDamaged) {
		return err
	}
	return &f
}
