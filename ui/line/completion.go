package line

import (
	"io"
	"strings"

	"github.com/spf13/cobra"

	"poplin/cache"
)

func (e *Env) completionCommand() *cobra.Command {
	shells := []string{"bash", "zsh", "fish", "powershell"}
	return &cobra.Command{
		Use:   "completion SHELL",
		Short: "Write the script that lets a shell complete commands and flags",
		Long:  `Writes a script for bash, zsh, fish or powershell to standard output.`,
		Example: `  poplin completion bash > ~/.local/share/bash-completion/completions/poplin
  poplin completion zsh > "${fpath[1]}/_poplin"
  poplin completion fish > ~/.config/fish/completions/poplin.fish`,
		Args:      exactly(1, "the name of a shell: bash, zsh, fish or powershell"),
		ValidArgs: shells,
		RunE: func(c *cobra.Command, args []string) error {
			write := map[string]func(io.Writer) error{
				"bash":       func(w io.Writer) error { return c.Root().GenBashCompletionV2(w, true) },
				"zsh":        c.Root().GenZshCompletion,
				"fish":       func(w io.Writer) error { return c.Root().GenFishCompletion(w, true) },
				"powershell": c.Root().GenPowerShellCompletionWithDesc,
			}[args[0]]
			if write == nil {
				return usage("it is bash, zsh, fish or powershell", "there is no completion for %q", args[0])
			}
			return write(e.Out)
		},
	}
}

// accountNames completes the names of accounts.
func (e *Env) accountNames(c *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	accounts, err := e.Accounts(c.Context())
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	var names []string
	for _, a := range accounts {
		names = append(names, a.Name)
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

// complete tells shells what arguments and flags take.
func (e *Env) complete(root *cobra.Command) {
	values := map[string][]string{"sort": {"date", "size", "from", "subject"}, "format": {"mbox", "maildir", "eml"}}
	for _, d := range cache.Dimensions {
		values["by"] = append(values["by"], string(d))
	}
	for _, c := range root.Commands() {
		if strings.Contains(c.Use, "ACCOUNT") {
			c.ValidArgsFunction = e.accountNames
		}
		for flag, choices := range values {
			if c.Flags().Lookup(flag) != nil {
				c.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(choices, cobra.ShellCompDirectiveNoFileComp))
			}
		}
	}
}
