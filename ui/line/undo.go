package line

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"poplin/cache"
)

func (e *Env) undoCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "undo",
		Short: "Take the last delete or archive back",
		Long: `Takes the last delete or archive back as far as it still can be. What has left the server
already is restored here only.`,
		Example: "  poplin undo",
		Args:    exactly(0, ""),
		RunE:    func(c *cobra.Command, _ []string) error { return e.undo(c.Context()) },
	}
}

func (e *Env) undo(ctx context.Context) error {
	c, err := e.open(ctx)
	if err != nil {
		return err
	}
	u, err := c.Undo(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintln(e.Out, undoneLine(u))
	return nil
}

// undoneLine is "delete of 50 messages taken back; 3 have left the server and are here only".
func undoneLine(u cache.Undone) string {
	text := fmt.Sprintf("%s of %s taken back", u.Action, plural(u.Messages, "message"))
	if u.LocalOnly > 0 {
		text += fmt.Sprintf("; %s may have left the server already and will be here only", number(u.LocalOnly))
	}
	return text
}
