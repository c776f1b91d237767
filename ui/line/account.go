package line

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"poplin/cache"
	"poplin/pop3/worker"
)

// Config is the configuration as commands see and change it. main lends it; its errors are in words already.
type Config struct {
	Path   string
	Keys   []string // of an account's table that may be given to account add
	List   func(ctx context.Context) ([]Configured, error)
	Add    func(name string, settings [][2]string) error
	Remove func(name string) error
}

// Configured is an account as it stands in the configuration.
type Configured struct {
	Name     string `json:"name"`
	Server   string `json:"server"` // host:port
	User     string `json:"user"`
	TLS      string `json:"tls"`
	Auth     string `json:"auth"`
	Secret   string `json:"secret"` // where it comes from
	Keep     string `json:"keep_on_server"`
	Download string `json:"download"`
	Poll     string `json:"poll"`
}

func (e *Env) accountCommand() *cobra.Command {
	c := &cobra.Command{
		Use:     "account",
		Short:   "Add, list, test or remove accounts",
		Long:    `Adds, lists, tests or removes the accounts of the configuration file.`,
		Example: "  poplin account add home --server pop.example.org --user ada@example.org",
		Args: func(c *cobra.Command, args []string) error {
			hint := "it is add, list, test or remove"
			if len(args) == 0 {
				return usage(hint, "poplin account takes what to do")
			}
			return usage(hint, "poplin account cannot %s", args[0])
		},
		RunE: func(*cobra.Command, []string) error { return nil },
	}
	c.AddCommand(e.accountAdd(), e.accountList(), e.accountTest(), e.accountRemove())
	return c
}

func (e *Env) accountAdd() *cobra.Command {
	c := &cobra.Command{
		Use:   "add NAME",
		Short: "Write an account into the configuration file",
		Long: `Writes an account behind everything else in the configuration file, which is made if it is
not there. What stands in it, comments included, stays as it is. A password never goes into
it: name a command or a variable, or neither, and it comes from the keyring or is asked for.`,
		Example: `  poplin account add home --server pop.example.org --user ada@example.org
  poplin account add work --server pop.work.example --user ada \
    --password-command 'pass show work' --keep-on-server 30d`,
		Args: exactly(1, "the name of the account"),
	}
	for _, key := range e.Config.Keys {
		c.Flags().String(strings.ReplaceAll(key, "_", "-"), "", "as "+key+" in the file")
	}
	c.RunE = func(c *cobra.Command, args []string) error {
		var settings [][2]string
		for _, key := range e.Config.Keys { // in the order of the documentation, not of the alphabet
			if f := c.Flags().Lookup(strings.ReplaceAll(key, "_", "-")); f.Changed {
				settings = append(settings, [2]string{key, f.Value.String()})
			}
		}
		return e.addAccount(args[0], settings, c.Flags())
	}
	return c
}

func (e *Env) addAccount(name string, settings [][2]string, given *pflag.FlagSet) error {
	for _, need := range []string{"server", "user"} {
		if !given.Changed(need) {
			return usage("poplin account add --help has an example", "an account needs --%s", need)
		}
	}
	if err := e.Config.Add(name, settings); err != nil {
		return err
	}
	fmt.Fprintf(e.Out, "added %s to %s; poplin account test %s tries it\n", name, e.Config.Path, name)
	return nil
}

func (e *Env) accountList() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:     "list",
		Short:   "List the accounts",
		Long:    `Lists the accounts: name, user, server, encryption, login, where the secret comes from, and what stays on the server.`,
		Example: "  poplin account list --json | jq -r .server",
		Args:    exactly(0, ""),
		RunE: func(c *cobra.Command, _ []string) error {
			all, err := e.Config.List(c.Context())
			for _, a := range all {
				if asJSON {
					e.print(a)
					continue
				}
				fmt.Fprintf(e.Out, "%s: %s on %s, tls %s, auth %s, secret: %s, keep_on_server %s, download %s, poll %s\n",
					a.Name, a.User, a.Server, a.TLS, a.Auth, a.Secret, a.Keep, a.Download, a.Poll)
			}
			return err
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "one object a line")
	return c
}

func (e *Env) accountTest() *cobra.Command {
	return &cobra.Command{
		Use:   "test [NAME...]",
		Short: "Log in and out, and say what was found",
		Long: `Tries each account, or those named: connects, logs in, looks at the mailbox and leaves.
Nothing is fetched and nothing is changed.`,
		Example: "  poplin account test home",
		RunE: func(c *cobra.Command, names []string) error {
			accounts, err := e.choose(c.Context(), names)
			if err != nil {
				return err
			}
			cache, err := e.openCache(c.Context())
			if err != nil {
				return err
			}
			x := &examination{env: e}
			for _, a := range accounts {
				x.probe(c.Context(), cache, a)
			}
			return x.verdict()
		},
	}
}

func (e *Env) accountRemove() *cobra.Command {
	var yes bool
	c := &cobra.Command{
		Use:   "remove NAME",
		Short: "Take an account out of the configuration file",
		Long: `Takes an account out of the configuration file; everything else in the file stays as it is.
Its mail stays here and on the server: nothing is deleted.`,
		Example: "  poplin account remove work",
		Args:    exactly(1, "the name of one account"),
		RunE: func(c *cobra.Command, args []string) error {
			if _, err := e.choose(c.Context(), args); err != nil {
				return err
			}
			if !yes {
				what := "take " + args[0] + " out of " + e.Config.Path
				if err := e.ask(what, "removing an account needs --yes where nobody can be asked", "add --yes"); err != nil {
					return err
				}
			}
			if err := e.Config.Remove(args[0]); err != nil {
				return err
			}
			fmt.Fprintf(e.Out, "removed %s from %s; its mail is still here\n", args[0], e.Config.Path)
			return nil
		},
	}
	c.Flags().BoolVar(&yes, "yes", false, "do not ask")
	return c
}

// examination prints what is found out and remembers what is wrong.
type examination struct {
	env    *Env
	json   bool
	count  int
	faults []*Fault
}

// finding is one line of an examination as doctor --json prints it.
type finding struct {
	Subject string `json:"subject"` // an account, config or cache
	About   string `json:"about"`
	OK      bool   `json:"ok"`
	What    string `json:"what"`
	Hint    string `json:"hint,omitempty"`
}

// note prints one finding; fault is nil when all is well.
func (x *examination) note(subject, about, what string, fault *Fault) {
	x.count++
	sign, hint := "ok   ", ""
	if fault != nil {
		x.faults = append(x.faults, fault)
		sign, hint = "WRONG", fault.Hint
	}
	if x.json {
		x.env.print(finding{subject, about, fault == nil, what, hint})
		return
	}
	fmt.Fprintf(x.env.Out, "%s  %s: %s: %s\n", sign, subject, about, what)
	if hint != "" {
		fmt.Fprintf(x.env.Out, "       %s\n", hint)
	}
}

func (x *examination) probe(ctx context.Context, c *cache.Cache, a worker.Account) {
	worker.New(a, c, worker.Options{Now: x.env.Now}).Probe(ctx, func(f worker.Finding) {
		var fault *Fault
		if f.Problem != nil {
			fault = explain(f.Problem)
		}
		x.note(a.Name, f.About, f.What, fault)
	})
}

// verdict is nothing when all is well. What is wrong has been told; the exit code is that of what is wrong, if it is one.
func (x *examination) verdict() error {
	if len(x.faults) == 0 {
		return nil
	}
	f := &Fault{Code: x.faults[0].Code, What: plural(len(x.faults), "thing") + " wrong, as told above"}
	if slices.ContainsFunc(x.faults, func(o *Fault) bool { return o.Code != f.Code }) {
		f.Code = Partly
	}
	return f
}
