package line

import (
	"fmt"

	"github.com/spf13/cobra"
)

func (e *Env) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Say which Poplin this is",
		Example: "  poplin version",
		Args:    exactly(0, ""),
		RunE:    func(*cobra.Command, []string) error { return e.sayVersion() },
	}
}

func (e *Env) sayVersion() error {
	_, err := fmt.Fprintln(e.Out, "poplin "+e.Version)
	return err
}
