package line

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"poplin/cache"
)

func (e *Env) ledgerCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "ledger",
		Short: "Show every removal from the server and where it stands",
		Long: `Shows every removal from the server, newest first: number of the message, where it stands,
since when, what was asked for, subject, and why it is stuck if it is.

planned    to be carried out by the next sync
acked      the server has marked it, in a visit under way
sent       the visit ended before the server's last word was heard
committed  the server said yes
verified   a later visit found it gone
stuck      it cannot be done; the reason stands beside it`,
		Example: `  poplin ledger
  poplin ledger --json | jq 'select(.state == "stuck")'`,
		Args: exactly(0, ""),
		RunE: func(c *cobra.Command, _ []string) error { return e.ledger(c.Context(), asJSON) },
	}
	c.Flags().BoolVar(&asJSON, "json", false, "one object a line")
	return c
}

// removal is a ledger entry as ledger --json prints it. ID is the number of the message.
type removal struct {
	ID     cache.ID     `json:"id"`
	UIDL   string       `json:"uidl"`
	Action cache.Action `json:"action"`
	State  cache.State  `json:"state"`
	Since  string       `json:"since"` // RFC 3339
	Reason string       `json:"reason,omitempty"`
}

func (e *Env) ledger(ctx context.Context, asJSON bool) error {
	c, err := e.open(ctx)
	if err != nil {
		return err
	}
	entries, err := c.Ledger(ctx)
	if err != nil {
		return err
	}
	for _, x := range entries {
		if asJSON {
			e.print(removal{x.Message, x.UIDL, x.Action, x.State, x.Since.Format(time.RFC3339), x.Reason})
			continue
		}
		fmt.Fprintln(e.Out, e.ledgerLine(x))
	}
	return nil
}

func (e *Env) ledgerLine(x cache.LedgerEntry) string {
	text := fmt.Sprintf("%6d  %-9s  %s  %-7s  %s", x.Message, x.State,
		x.Since.In(e.Now().Location()).Format("2006-01-02 15:04"), x.Action, x.Subject)
	if x.Reason != "" {
		text += "  (" + x.Reason + ")"
	}
	if e.OutTTY {
		return cut(text, e.Width)
	}
	return text
}
