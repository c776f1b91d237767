package line

import "github.com/spf13/cobra"

func (e *Env) demoCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "demo",
		Short: "Look around in a sample mailbox; no account needed",
		Long: `Opens the reader on a sample mailbox that is served over real POP3 on this machine alone.
Nothing is kept: the mailbox, and what you did in it, is gone afterwards.`,
		Example: "  poplin demo",
		Args:    exactly(0, ""),
		RunE:    func(c *cobra.Command, _ []string) error { return e.Demo(c.Context()) },
	}
}
