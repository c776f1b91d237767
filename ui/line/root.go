package line

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// commands builds the tree of commands anew, so that no state outlives a run.
func commands(e *Env) *cobra.Command {
	root := &cobra.Command{
		Use:   "poplin",
		Short: "Read and clean a POP3 mailbox in the terminal",
		Long: `Poplin brings the mail of a POP3 mailbox home, and lets you read, search and clean it
from the keyboard, with or without a network. Without a command it opens the reader.`,
		Example: `  poplin demo                          look around in a sample mailbox
  poplin                               read your mail
  poplin sync && poplin list is:unread what is new, as plain lines
  poplin delete 'from:shop older:1y'   make room`,
		Args:          noSuchCommand,
		SilenceErrors: true,
		SilenceUsage:  true,

		SuggestionsMinimumDistance: 2,
	}
	// Of its own, since a template of Cobra's for it would keep every method of every type in the program.
	version := root.Flags().BoolP("version", "v", false, "version for poplin")
	root.RunE = func(c *cobra.Command, _ []string) error {
		if *version {
			return e.sayVersion()
		}
		return e.Reader(c.Context())
	}
	root.SetIn(e.In)
	root.SetOut(e.Out)
	root.SetErr(e.Err)
	root.SetFlagErrorFunc(flagError)
	root.SetHelpCommand(helpCommand())
	root.CompletionOptions.DisableDefaultCmd = true
	root.AddCommand(e.syncCommand(), e.listCommand(), e.showCommand(), e.saveCommand(), e.deleteCommand(),
		e.archiveCommand(), e.undoCommand(), e.restoreCommand(), e.trashCommand(), e.ledgerCommand(), e.weighCommand(),
		e.historyCommand(), e.exportCommand(), e.importCommand(), e.accountCommand(), e.doctorCommand(), e.logCommand(),
		e.completionCommand(), e.manCommand(), e.demoCommand(), e.versionCommand())
	e.complete(root)
	return root
}

// arrange puts the flags of a command that takes a query before everything else, so that "-word", which takes away from
// the query, is not read as a bundle of one-letter flags. After "--" nothing is a flag.
func arrange(root *cobra.Command, args []string) []string {
	cmd, rest, err := root.Find(args)
	if err != nil || cmd.Annotations["query"] == "" {
		return append([]string{}, args...)
	}
	flags, words := []string{cmd.Name()}, []string{}
	for i := 0; i < len(rest); i++ {
		arg := rest[i]
		switch {
		case arg == "--":
			words = append(words, rest[i+1:]...)
			i = len(rest)
		case arg == "-h" || strings.HasPrefix(arg, "--"):
			flags = append(flags, arg)
			if takesValue(cmd, arg) && i+1 < len(rest) {
				i++
				flags = append(flags, rest[i])
			}
		default:
			words = append(words, arg)
		}
	}
	return append(append(flags, "--"), words...)
}

// takesValue says whether the argument after a flag belongs to it.
func takesValue(cmd *cobra.Command, arg string) bool {
	f := cmd.Flags().Lookup(strings.TrimPrefix(arg, "--"))
	return f != nil && f.NoOptDefVal == ""
}

// noSuchCommand refuses a first word that is no command, and names the nearest.
func noSuchCommand(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	hint := "poplin --help lists the commands"
	if near := c.SuggestionsFor(args[0]); len(near) > 0 && args[0] != "" {
		hint = "did you mean " + near[0] + "?"
	}
	return usage(hint, "there is no command %q", args[0])
}

// flagError puts a senseless flag into words, and names the nearest.
func flagError(c *cobra.Command, err error) error {
	f := &Fault{Code: Usage, What: err.Error(), Hint: c.CommandPath() + " --help lists the flags", Err: err}
	var (
		unknown *pflag.NotExistError
		bare    *pflag.ValueRequiredError
		invalid *pflag.InvalidValueError
	)
	switch {
	case errors.As(err, &unknown):
		f.What = "there is no flag " + dashed(unknown.GetSpecifiedName())
		if near := nearestFlag(c, unknown.GetSpecifiedName()); near != "" {
			f.Hint = "did you mean --" + near + "?"
		}
	case errors.As(err, &bare):
		f.What = dashed(bare.GetSpecifiedName()) + " needs a value"
	case errors.As(err, &invalid):
		f.What = fmt.Sprintf("--%s cannot be %q", invalid.GetFlag().Name, invalid.GetValue())
	}
	return f
}

func dashed(name string) string {
	if len(name) == 1 {
		return "-" + name
	}
	return "--" + name
}

// nearestFlag asks Cobra, which measures how far the names of commands are apart, with the flags dressed up as commands.
func nearestFlag(c *cobra.Command, name string) string {
	all := &cobra.Command{SuggestionsMinimumDistance: 2}
	c.Flags().VisitAll(func(flag *pflag.Flag) {
		all.AddCommand(&cobra.Command{Use: flag.Name, Run: func(*cobra.Command, []string) {}})
	})
	for _, near := range all.SuggestionsFor(name) {
		return near
	}
	return ""
}

// helpCommand explains a command, or all of them.
func helpCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "help [COMMAND]",
		Short:   "Explain a command",
		Example: "  poplin help list",
		RunE: func(c *cobra.Command, args []string) error {
			about, rest, err := c.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return noSuchCommand(c.Root(), args)
			}
			return about.Help()
		},
	}
}

// exactly wants n arguments, named in what.
func exactly(n int, what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) == n {
			return nil
		}
		hint := c.CommandPath() + " --help says more"
		if n == 0 {
			return usage(hint, "%s takes no arguments", c.CommandPath())
		}
		return usage(hint, "%s takes %s", c.CommandPath(), what)
	}
}
