package line

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func (e *Env) manCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "man",
		Short: "Write the manual page",
		Long:  `Writes the manual page to standard output, in the language of man.`,
		Example: `  poplin man | man -l -
  poplin man > ~/.local/share/man/man1/poplin.1`,
		Args: exactly(0, ""),
		RunE: func(c *cobra.Command, _ []string) error { return writeManual(e.Out, c.Root()) },
	}
}

// writeManual makes one page of the whole tree of commands, in the macros of man(7).
func writeManual(out io.Writer, root *cobra.Command) error {
	w := bufio.NewWriter(out)
	fmt.Fprintf(w, ".TH POPLIN 1\n.SH NAME\npoplin \\- %s\n", roff(root.Short))
	fmt.Fprintf(w, ".SH SYNOPSIS\n.B poplin\n[\\fICOMMAND\\fR] [\\fIARGUMENTS\\fR]\n.SH DESCRIPTION\n%s", paragraphs(root.Long))
	fmt.Fprint(w, ".SH COMMANDS\n")
	manualOf(w, root, "poplin")
	fmt.Fprintf(w, ".SH QUERIES\n%s", paragraphs(queryHelp))
	fmt.Fprint(w, manualEnd)
	return w.Flush()
}

func manualOf(w io.Writer, parent *cobra.Command, path string) {
	for _, c := range parent.Commands() {
		if c.Hidden {
			continue
		}
		if c.HasSubCommands() {
			manualOf(w, c, path+" "+c.Name())
			continue
		}
		fmt.Fprintf(w, ".SS %s %s\n%s", path, roff(c.Use), paragraphs(strings.TrimSuffix(c.Long, queryHelp)))
		c.LocalFlags().VisitAll(func(f *pflag.Flag) {
			value, use := pflag.UnquoteUsage(f)
			fmt.Fprintf(w, ".TP\n.B \\-\\-%s %s\n%s\n", roff(f.Name), roff(value), roff(use))
		})
		if c.Example != "" {
			fmt.Fprintf(w, ".PP\n.nf\n%s\n.fi\n", roff(c.Example))
		}
	}
}

const manualEnd = `.SH ENVIRONMENT
.TP
.B POPLIN_CONFIG
the file with the configuration; else config.toml in $XDG_CONFIG_HOME/poplin or ~/.config/poplin
.TP
.B POPLIN_DATA
the folder of the cache; else $XDG_DATA_HOME/poplin or ~/.local/share/poplin
.TP
.B NO_COLOR
set to anything: no colours
.SH EXIT STATUS
0 done, 1 failed, 2 usage or configuration, 3 credentials refused, 4 network or TLS, 5 mailbox busy or told to wait,
6 done in part. What went wrong is one line on standard error, with a hint below it.
`

// paragraphs are texts of help as they stand: their lines are broken already, and tables stay tables.
func paragraphs(text string) string {
	return ".nf\n" + roff(strings.Trim(text, "\n")) + "\n.fi\n"
}

// roff makes plain text harmless to troff: its own escapes, and what would be a request at the start of a line.
func roff(text string) string {
	text = strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(text)
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		if strings.HasPrefix(l, ".") || strings.HasPrefix(l, "'") {
			lines[i] = `\&` + l
		}
	}
	return strings.Join(lines, "\n")
}
