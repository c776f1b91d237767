package config

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Setting is one key of an account with its value as text.
type Setting struct{ Key, Value string }

// ErrKnown and ErrUnknown: an account of that name is there already, or is not.
var (
	ErrKnown   = errors.New("an account of that name is there already")
	ErrUnknown = errors.New("there is no account of that name")
)

// errByHand is a file written in a way that cannot be edited without guessing.
var errByHand = errors.New("the file says this in a way that Poplin does not edit: change it by hand")

// Add writes an account behind everything else in the file at path, which is made if it is not there. Whatever stands in
// it, comments included, stays as it is. What Load would refuse is refused with the same Mistakes, and then nothing is
// written. home is as for Load.
func Add(path, home, name string, settings []Setting) error {
	return edit(path, home, func(old []byte, c *Config) ([]byte, error) {
		if slices.ContainsFunc(c.Accounts, func(a Account) bool { return strings.EqualFold(a.Name, name) }) {
			return nil, ErrKnown
		}
		var b bytes.Buffer
		b.Write(old)
		if len(old) > 0 && old[len(old)-1] != '\n' {
			b.WriteByte('\n')
		}
		if len(old) > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "[account.%s]\n", quoteKey(name))
		for _, s := range settings {
			fmt.Fprintf(&b, "%s = %s\n", s.Key, quote(s.Value))
		}
		return b.Bytes(), nil
	}, func(before, after []Account) bool {
		return len(after) == len(before)+1 && after[len(before)].Name == name && slices.Equal(after[:len(before)], before)
	})
}

// Remove takes an account out of the file. Comments inside its table go with it; all else stays.
func Remove(path, home, name string) error {
	keep := func(all []Account) []Account {
		return slices.DeleteFunc(slices.Clone(all), func(a Account) bool { return a.Name == name })
	}
	return edit(path, home, func(old []byte, c *Config) ([]byte, error) {
		if len(keep(c.Accounts)) == len(c.Accounts) {
			return nil, ErrUnknown
		}
		return cutTable(old, name)
	}, func(before, after []Account) bool { return slices.Equal(keep(before), after) })
}

// edit changes the file in one step, or not at all. good compares the accounts before and after: an edit that would
// change any other account is refused.
func edit(path, home string, change func([]byte, *Config) ([]byte, error), good func(before, after []Account) bool) error {
	real, err := filepath.EvalSymlinks(path) // many keep their configuration elsewhere and link to it
	if errors.Is(err, fs.ErrNotExist) {
		real, err = path, nil
	}
	if err != nil {
		return fmt.Errorf("config: %w", err)
	}
	mode := fs.FileMode(0o600)
	if st, err := os.Stat(real); err == nil {
		mode = st.Mode().Perm()
	}
	old, err := os.ReadFile(real)
	before := &Config{}
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return fmt.Errorf("config: %w", err)
	default:
		if before, err = Load(path, home); err != nil {
			return err
		}
	}
	text, err := change(old, before)
	if err != nil {
		return err
	}
	after, err := parse(text, path, home)
	if err != nil {
		return err
	}
	if !good(before.Accounts, after.Accounts) {
		return errByHand
	}
	if err := replaceFile(real, text, mode); err != nil {
		return fmt.Errorf("config: %w", err)
	}
	return nil
}

// cutTable takes the lines of [account.NAME] out, up to the next table or the comments right above it.
func cutTable(text []byte, name string) ([]byte, error) {
	entries, err := scan(text)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(entries, func(e entry) bool { return slices.Equal(e.path, []string{"account", name}) })
	lines := bytes.SplitAfter(text, []byte("\n"))
	if at < 0 || !entries[at].table || !bytes.HasPrefix(bytes.TrimSpace(lines[entries[at].line-1]), []byte("[")) {
		return nil, errByHand
	}
	from, to := entries[at].line-1, len(lines)
	for _, e := range entries[at+1:] {
		if e.table && !slices.Equal(e.path[:min(2, len(e.path))], entries[at].path) {
			to = e.line - 1
			break
		}
	}
	for to < len(lines) && to > from+1 && bytes.HasPrefix(bytes.TrimSpace(lines[to-1]), []byte("#")) {
		to--
	}
	for from > 0 && to == len(lines) && len(bytes.TrimSpace(lines[from-1])) == 0 {
		from-- // the empty lines above what was last
	}
	return bytes.Join(slices.Concat(lines[:from], lines[to:]), nil), nil
}

// replaceFile writes beside the file and then puts the new one in its place, so that no crash leaves half a file.
func replaceFile(path string, text []byte, mode fs.FileMode) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".config-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(text)
	if err = errors.Join(err, f.Chmod(mode), f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// quoteKey is a key of TOML, bare where it may be.
func quoteKey(s string) string {
	bare := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '-'
	}
	if s != "" && !strings.ContainsFunc(s, func(r rune) bool { return !bare(r) }) {
		return s
	}
	return quote(s)
}

// quote is a basic string of TOML.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
