package line

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"poplin/cache/message"
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
	m, err := c.Open(ctx, x.ID)
	if err != nil {
		return err
	}
	return e.saveFiles(m, files, dir)
}

// saveFiles writes within dir, which no name can leave.
func (e *Env) saveFiles(m *message.Message, files []message.Attachment, dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return cannotSave(dir, err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return cannotSave(dir, err)
	}
	defer root.Close()
	for _, a := range files {
		content, err := m.Decode(a.Part)
		if err != nil {
			return err
		}
		name, err := saveFile(root, message.SafeName(a.Name), content)
		if err != nil {
			return cannotSave(filepath.Join(dir, name), err)
		}
		fmt.Fprintln(e.Out, filepath.Join(dir, name))
	}
	return nil
}

func cannotSave(path string, err error) error {
	if f := explain(err); f.Hint != "" {
		return &Fault{Code: Failed, What: f.What + ": " + path + " was not saved", Hint: "choose another directory with --dir", Err: err}
	}
	var pe *fs.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	return &Fault{Code: Failed, What: fmt.Sprintf("%s cannot be saved: %v", path, err), Hint: "choose another directory with --dir"}
}

// saveFile writes a new file, named as asked or with a number where that name is taken, and leaves no half of one.
func saveFile(root *os.Root, name string, content io.Reader) (string, error) {
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	for n, first := 1, name; errors.Is(err, fs.ErrExist) && n < 10000; n++ {
		ext := filepath.Ext(first)
		name = fmt.Sprintf("%s (%d)%s", strings.TrimSuffix(first, ext), n, ext)
		f, err = root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	}
	if err != nil {
		return name, err
	}
	_, err = io.Copy(f, content)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		root.Remove(name)
	}
	return name, err
}
