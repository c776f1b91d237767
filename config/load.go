package config

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Load reads and checks the file at path. A missing file is an error that is fs.ErrNotExist; whatever is wrong inside
// it is a Mistakes. A "~/" at the start of ca_file stands for home, other relative names start at the file's folder.
func Load(path, home string) (*Config, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("config: %w", err)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("config: %w", err)
	}
	return parse(raw, path, home)
}

// parse checks what stands, or is to stand, in the file at path.
func parse(raw []byte, path, home string) (*Config, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("config: %w", err)
	}
	l := loader{file: path, home: home, refused: map[string]bool{}}
	entries, err := scan(raw)
	if bad := (*syntaxError)(nil); errors.As(err, &bad) {
		return nil, Mistakes{{File: path, Line: bad.line, What: bad.what}}
	}
	for _, e := range entries {
		l.take(e)
	}
	for _, d := range l.drafts {
		l.finish(d)
	}
	if len(l.mistakes) > 0 {
		l.sort()
		return nil, l.mistakes
	}
	c := &Config{Path: path}
	for _, d := range l.drafts {
		c.Accounts = append(c.Accounts, d.Account)
	}
	return c, nil
}

// loader turns entries into accounts and collects what is wrong on the way.
type loader struct {
	file, home string
	drafts     []*draft
	mistakes   Mistakes
	refused    map[string]bool // keys, dotted, under which nothing is looked at any more
}

// draft is an account in the making: where it began and which keys were said, on which lines.
type draft struct {
	Account
	line int
	said map[string]int
}

func (l *loader) wrong(line int, hint, format string, args ...any) {
	l.mistakes = append(l.mistakes, Mistake{l.file, line, fmt.Sprintf(format, args...), hint})
}

// take heeds one entry: account.NAME.KEY = VALUE, or a header on the way there.
func (l *loader) take(e entry) {
	switch {
	case l.refused[e.path[0]]:
	case e.path[0] != "account":
		l.refused[e.path[0]] = true
		l.wrong(e.line, "", "unknown key %q%s", e.path[0], didYouMean(e.path[0], []string{"account"}))
	case e.list:
		l.wrong(e.line, "", "[[%s]] is a list; write [account.NAME]", strings.Join(e.path, "."))
	case len(e.path) == 1 && e.table:
	case len(e.path) == 1, len(e.path) == 2 && !e.table:
		l.wrong(e.line, "", "%q must be a table: [account.NAME]", strings.Join(e.path, "."))
	case len(e.path) == 2:
		l.draft(e)
	default:
		l.set(l.draft(e), e)
	}
}

// draft finds or starts the account that an entry speaks of.
func (l *loader) draft(e entry) *draft {
	name := e.path[1]
	if i := slices.IndexFunc(l.drafts, func(d *draft) bool { return d.Name == name }); i >= 0 {
		return l.drafts[i]
	}
	for _, d := range l.drafts {
		if strings.EqualFold(d.Name, name) {
			l.wrong(e.line, "", "account %q is named like %q on line %d but for capitals", name, d.Name, d.line)
		}
	}
	if why := badName(name); why != "" {
		l.wrong(e.line, "", "account name %q %s", name, why)
	}
	d := &draft{Account: defaults(name), line: e.line, said: map[string]int{}}
	l.drafts = append(l.drafts, d)
	return d
}

// elsewhere are names that other programs have for what is written otherwise here.
var elsewhere = map[string]string{
	"host": `server = "HOST"`, "hostname": `server = "HOST"`, "port": `server = "HOST:PORT"`,
	"username": `user = "NAME"`, "login": `user = "NAME"`, "ssl": `tls = "implicit"`, "starttls": `tls = "starttls"`,
}

// set gives one value to an account.
func (l *loader) set(d *draft, e entry) {
	key := e.path[2]
	for _, f := range fields() {
		if f.key != key {
			continue
		}
		whole := strings.Join(e.path[:3], ".")
		d.said[key] = e.line
		if len(e.path) > 3 || e.table {
			if !l.refused[whole] {
				l.wrong(e.line, "", "%s must be %s, not a table", key, f.want)
			}
			l.refused[whole] = true
		} else if err := f.put(&d.Account, e.value); err != nil {
			l.wrong(e.line, "", "%s %s", key, err)
		}
		return
	}
	if key == "password" {
		l.wrong(e.line, `use password_command = "…", password_env = "VAR", or the system keyring`,
			"a password does not belong in this file")
		return
	}
	if here, ok := elsewhere[key]; ok {
		l.wrong(e.line, "", "unknown key %q: write %s", key, here)
		return
	}
	l.wrong(e.line, "", "unknown key %q%s", key, didYouMean(key, Keys()))
}
