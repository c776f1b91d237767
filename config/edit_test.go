package config

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(path, []byte(text), 0o640); err != nil {
		t.Fatal(err)
	}
	return path
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

const two = `# mine, all of it
[account.home] # the first
server = "pop.example.org"   # a comment
user = "ada"

# about work
[account.work]
user = 'me'
server = "pop.work.example"
# poll less
poll = "1h"

# the end
`

func TestAdd(t *testing.T) {
	path := write(t, two)
	err := Add(path, "", "über den.teich", []Setting{{"server", "pop.sea.example"}, {"user", `a"b\c`}, {"password_command", "sh -c 'pass mail'"}})
	if ms := (Mistakes)(nil); !errors.As(err, &ms) || read(t, path) != two {
		t.Errorf("a name with a space: %v", err)
	}
	if err := Add(path, "", "Home", nil); !errors.Is(err, ErrKnown) {
		t.Errorf("a known name: %v", err)
	}
	if err := Add(path, "", "x", []Setting{{"server", "pop.sea.example"}, {"user", "u"}, {"password", "geheim"}}); err == nil || read(t, path) != two {
		t.Errorf("a password got into the file: %v", err)
	}
	if err := Add(path, "", "über.sea", []Setting{{"server", "pop.sea.example"}, {"user", `a"b\c`}, {"password_command", "sh -c 'pass mail'"}}); err != nil {
		t.Fatal(err)
	}
	want := two + "\n[account.\"über.sea\"]\nserver = \"pop.sea.example\"\nuser = \"a\\\"b\\\\c\"\npassword_command = \"sh -c 'pass mail'\"\n"
	if got := read(t, path); got != want {
		t.Errorf("the file is\n%s", got)
	}
	c, err := Load(path, "")
	if err != nil || len(c.Accounts) != 3 || c.Accounts[2].User != `a"b\c` {
		t.Errorf("read back: %+v, %v", c, err)
	}
	if st, _ := os.Stat(path); st.Mode().Perm() != 0o640 {
		t.Errorf("mode %v", st.Mode())
	}
	if err := Remove(path, "", "über.sea"); err != nil || read(t, path) != two {
		t.Errorf("adding and removing leaves\n%s\n%v", read(t, path), err)
	}
}

func TestAddMakesTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "config.toml")
	if err := Add(path, "", "home", []Setting{{"server", "pop.example.org"}, {"user", "ada"}}); err != nil {
		t.Fatal(err)
	}
	if st, _ := os.Stat(path); st.Mode().Perm() != 0o600 || !strings.HasPrefix(read(t, path), "[account.home]\n") {
		t.Errorf("mode %v, %q", st.Mode(), read(t, path))
	}
	link := filepath.Join(t.TempDir(), "link.toml")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	if err := Add(link, "", "two", []Setting{{"server", "pop.example.org"}, {"user", "ada"}}); err != nil || !strings.Contains(read(t, path), "account.two") {
		t.Errorf("through a link: %v", err)
	}
	if st, _ := os.Lstat(link); st.Mode()&os.ModeSymlink == 0 {
		t.Error("the link is a link no more")
	}
}

func TestRemove(t *testing.T) {
	path := write(t, two)
	if err := Remove(path, "", "nobody"); !errors.Is(err, ErrUnknown) {
		t.Errorf("nobody: %v", err)
	}
	if err := Remove(path, "", "home"); err != nil {
		t.Fatal(err)
	}
	if got, want := read(t, path), "# mine, all of it\n"+two[strings.Index(two, "# about"):]; got != want {
		t.Errorf("the file is\n%s", got)
	}
	for _, odd := range []string{
		"account.home.server = \"a.b\"\naccount.home.user = \"u\"\n",
		"[account]\nhome = {server = \"a.b\", user = \"u\"}\n",
		"[account]\nhome.server = \"a.b\"\nhome.user = \"u\"\n",
	} {
		path := write(t, odd)
		if err := Remove(path, "", "home"); !errors.Is(err, errByHand) || read(t, path) != odd {
			t.Errorf("%q: %v", odd, err)
		}
	}
}
