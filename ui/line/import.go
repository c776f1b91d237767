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

// localAccount takes mail in where no account is configured.
const localAccount = "local"

type importFlags struct{ account, format string }

func (e *Env) importCommand() *cobra.Command {
	var f importFlags
	c := &cobra.Command{
		Use:   "import PATH...",
		Short: "Take in mail from the files of other programs",
		Long: `Takes in mail from mbox files, Maildirs with the folders in them, folders of .eml files, and
single messages. What is taken in is archived: it is here only, and no server hears of it.
A message of which the account has every byte already is left out, so an import that was
cut short may simply be run again.

It goes to the account that --account names: one of the configuration, or "local", which
needs no server. Without --account that is the only account there is.`,
		Example: `  poplin import ~/Mail/archive.mbox
  poplin import ~/Maildir --account home
  poplin import ~/.thunderbird/*/Mail/Local\ Folders/Inbox --format mbox`,
		RunE: func(c *cobra.Command, paths []string) error { return e.importAll(c.Context(), paths, f) },
	}
	c.Flags().StringVar(&f.account, "account", "", "the account that takes the mail `IN`")
	c.Flags().StringVar(&f.format, "format", "", "mbox, maildir or eml (found out when not given)")
	return c
}

func (e *Env) importAll(ctx context.Context, paths []string, f importFlags) error {
	if len(paths) == 0 {
		return usage("poplin import --help says more", "poplin import takes files or folders")
	}
	if f.format != "" {
		if err := knownFormat(cache.Format(f.format)); err != nil {
			return err
		}
	}
	for _, path := range paths {
		if err := readable(path); err != nil {
			return err
		}
	}
	c, err := e.open(ctx)
	if err != nil {
		return err
	}
	account, err := e.importInto(ctx, c, f.account)
	if err != nil {
		return err
	}
	var sum cache.Imported
	for _, path := range paths {
		done, err := e.importOne(ctx, c, account, path, cache.Format(f.format))
		if err != nil {
			return err
		}
		sum.Messages, sum.Bytes, sum.Known = sum.Messages+done.Messages, sum.Bytes+done.Bytes, sum.Known+done.Known
	}
	if sum.Messages+sum.Known == 0 {
		return &Fault{Code: Failed, What: "there is no mail in " + strings.Join(paths, ", "),
			Hint: "an mbox is a file, a Maildir a folder with cur and new, other folders hold .eml files"}
	}
	return e.index(ctx, c)
}

// readable says early what would come to nothing.
func readable(path string) error {
	st, err := os.Stat(path)
	why := (*fs.PathError)(nil)
	switch {
	case errors.As(err, &why):
		return usage("give a file or folder of mail", "%q cannot be read: %v", path, why.Err)
	case err == nil && !st.IsDir() && !st.Mode().IsRegular():
		return usage("give a file or folder of mail", "%q is neither a file nor a folder", path)
	}
	return err
}

// importInto finds the account that takes the mail in.
func (e *Env) importInto(ctx context.Context, c *cache.Cache, name string) (cache.AccountID, error) {
	configured, err := e.Accounts(ctx)
	if err != nil {
		return 0, err
	}
	have, err := c.Accounts(ctx)
	if err != nil {
		return 0, err
	}
	var names []string
	for _, a := range configured {
		names = append(names, a.Name)
	}
	switch {
	case name == "" && len(names) == 1:
		name = names[0]
	case name == "" && len(names) == 0:
		name = localAccount
	case name == "":
		return 0, usage("there is "+strings.Join(append(names, localAccount), ", "), "say with --account which account takes the mail in")
	}
	for id, known := range have { // also what is no longer configured
		if known == name {
			return id, nil
		}
	}
	if name == localAccount {
		return c.Account(ctx, name, cache.Keep{})
	}
	slices.Sort(names)
	return 0, usage("there is "+strings.Join(append(names, localAccount), ", "), "there is no account %q", name)
}

// importOne takes one path in and says what came of it.
func (e *Env) importOne(ctx context.Context, c *cache.Cache, a cache.AccountID, path string, f cache.Format) (cache.Imported, error) {
	bar := newBar(e)
	done, err := c.Import(ctx, a, path, f, func(i cache.Imported) {
		if e.ErrTTY {
			bar.draw(fmt.Sprintf("importing %s: %s, %s", path, plural(i.Messages, "message"), size(i.Bytes)))
		}
	})
	bar.clear()
	if done.Messages+done.Known > 0 {
		text := fmt.Sprintf("%s, %s, imported from %s", plural(done.Messages, "message"), size(done.Bytes), path)
		if done.Known > 0 {
			text += fmt.Sprintf("; %s known already", number(done.Known))
		}
		fmt.Fprintln(e.Out, text)
	}
	why := (*fs.PathError)(nil)
	switch {
	case errors.Is(err, cache.ErrFormat):
		err = usage("--format takes mbox, maildir or eml; without it Poplin finds out", "%s is not in that format", path)
	case errors.Is(err, cache.ErrImporting):
		err = &Fault{Code: Busy, What: cache.ErrImporting.Error(), Hint: "wait until it is done, or end it", Err: err}
	case errors.As(err, &why) && !errors.Is(err, cache.ErrReadOnly):
		err = &Fault{Code: Failed, What: fmt.Sprintf("%s cannot be read: %v", why.Path, why.Err), Err: err,
			Hint: "what was read is here; mend it and import again: what is known already is left out"}
	}
	return done, err
}
