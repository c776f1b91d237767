package line

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"poplin/cache"
	"poplin/cache/message"
)

func (e *Env) logCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "log [ACCOUNT...]",
		Short: "Tell the last visit: what came of it, and what was said on the line",
		Long: `Tells the last visit to each account: when it was, what came of it, what failed and why, and
then the dialogue. A line begins with the seconds since the visit began and who spoke:

>  what Poplin sent; passwords and tokens are never kept, only ****
<  what the server answered; the text of messages is left out
·  what Poplin made of it`,
		Example: `  poplin log
  poplin log home --json | jq -r 'select(.from == "poplin").text'`,
		RunE: func(c *cobra.Command, names []string) error { return e.log(c.Context(), names, asJSON) },
	}
	c.Flags().BoolVar(&asJSON, "json", false, "one object a line of the dialogue")
	return c
}

// spoken is a line of the dialogue as log --json prints it.
type spoken struct {
	Account string  `json:"account"`
	Seconds float64 `json:"seconds"` // since the visit began
	From    string  `json:"from"`    // client server poplin
	Text    string  `json:"text"`
}

func (e *Env) log(ctx context.Context, names []string, asJSON bool) error {
	c, err := e.open(ctx)
	if err != nil {
		return err
	}
	accounts, err := e.visited(ctx, c, names)
	if err != nil {
		return err
	}
	for i, a := range accounts {
		ended, o, err := c.LastVisit(ctx, a.id)
		switch never := errors.Is(err, cache.ErrNotFound); {
		case never && asJSON:
		case never:
			fmt.Fprintf(e.Out, "%s: not visited yet\n", a.name)
		case err != nil:
			return err
		case asJSON:
			for _, x := range o.Log {
				_, from := speaker(x.Dir)
				e.print(spoken{a.name, x.At.Round(time.Millisecond).Seconds(), from, message.Clean(x.Text)})
			}
		default:
			if i > 0 {
				fmt.Fprintln(e.Out)
			}
			e.tellVisit(a.name, ended, o)
		}
	}
	return nil
}

// tellVisit is a visit in plain words, with the dialogue below.
func (e *Env) tellVisit(account string, ended time.Time, o cache.Outcome) {
	fmt.Fprintf(e.Out, "%s: visited %s\n", account, ended.In(e.Now().Location()).Format("Monday, 2 January 2006, 15:04:05"))
	if o.Error != "" {
		fmt.Fprintf(e.Out, "failed: %s\n", message.Clean(o.Conclusion()))
	}
	fmt.Fprintf(e.Out, "%s\n", visitLine(o))
	for _, x := range o.Log {
		sign, _ := speaker(x.Dir)
		text := fmt.Sprintf("%8.3f %s %s", x.At.Seconds(), sign, message.Clean(x.Text))
		if e.OutTTY {
			text = cut(text, e.Width)
		}
		fmt.Fprintln(e.Out, text)
	}
}

// visitLine is what came of a visit, and what its end meant for removals.
func visitLine(o cache.Outcome) string {
	if o.Error != "" && o.Listed == 0 && o.Quit == cache.QuitNone {
		return "nothing was fetched, and nothing was removed from the server"
	}
	text := outcomeWords(o)
	switch o.Quit {
	case cache.QuitNone:
		text += "; closed without QUIT, so the server removed nothing"
	case cache.QuitRefused:
		text += "; QUIT was refused: the next visit finds out what was removed"
	case cache.QuitUnknown:
		text += "; QUIT was not answered: the next visit finds out what was removed"
	}
	return text
}

// speaker tells who said a line: as a sign, and by name.
func speaker(dir byte) (sign, name string) {
	switch dir {
	case '>':
		return ">", "client"
	case '<':
		return "<", "server"
	}
	return "·", "poplin"
}
