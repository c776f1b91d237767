package config

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestSplit(t *testing.T) {
	tests := []struct {
		line string
		want []string // nil: refused
	}{
		{"pass show mail", []string{"pass", "show", "mail"}},
		{"  a\t b ", []string{"a", "b"}},
		{`sh -c 'a | b "c"'`, []string{"sh", "-c", `a | b "c"`}},
		{`a "b \"c\" \n $x"`, []string{"a", `b "c" \n $x`}},
		{`a\ b c`, []string{"a b", "c"}},
		{`a '' ""`, []string{"a", "", ""}},
		{`a'b'"c"`, []string{"abc"}},
		{"a; rm -rf $HOME", []string{"a;", "rm", "-rf", "$HOME"}},
		{"", nil},
		{"''", nil},
		{`a "b`, nil},
		{`a \`, nil},
	}
	for _, test := range tests {
		got, err := Split(test.line)
		if (err == nil) != (test.want != nil) || !slices.Equal(got, test.want) {
			t.Errorf("%q: %q, %v; want %q", test.line, got, err, test.want)
		}
	}
}

func TestPassword(t *testing.T) {
	empty := func(string) string { return "" }
	none := func(string, string) (string, error) { return "", errors.New("no D-Bus") }
	tests := []struct {
		name       string
		account    Account
		secrets    Secrets
		want, fail string
	}{
		{name: "command", account: Account{PasswordCommand: `printf 's3cret\r\nmore\n'`}, want: "s3cret"},
		{name: "command keeps blanks", account: Account{PasswordCommand: `printf ' a b '`}, want: " a b "},
		{name: "command is not a shell", account: Account{PasswordCommand: `printf %s $HOME|cat`}, want: "$HOME|cat"},
		{name: "command fails", account: Account{PasswordCommand: `sh -c "echo locked >&2; exit 3"`}, fail: "failed with status 3: locked"},
		{name: "command is missing", account: Account{PasswordCommand: "/no/such/program"}, fail: "/no/such/program cannot be run"},
		{name: "command is silent", account: Account{PasswordCommand: "true"}, fail: "printed nothing"},
		{name: "command hangs", account: Account{PasswordCommand: "sleep 60"}, secrets: Secrets{Timeout: 10 * time.Millisecond}, fail: "did not end in time"},
		{name: "variable", account: Account{PasswordEnv: "MAILPW"}, secrets: Secrets{Getenv: func(k string) string { return "of " + k }}, want: "of MAILPW"},
		{name: "variable unset", account: Account{PasswordEnv: "MAILPW"}, secrets: Secrets{Getenv: empty}, fail: "MAILPW is not set"},
		{name: "keyring", account: Account{Name: "home"}, secrets: Secrets{Keyring: func(s, u string) (string, error) { return s + "/" + u, nil }}, want: "poplin/home"},
		{name: "prompt", account: Account{User: "ada", Server: "h:995"}, secrets: Secrets{Keyring: none, Ask: func(_ context.Context, p string) (string, error) { return p, nil }}, want: "Password for ada on h:995: "},
		{name: "nobody to ask", secrets: Secrets{Keyring: none}, fail: "no terminal to ask on"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := test.secrets.Password(t.Context(), test.account)
			if test.fail == "" {
				if got != test.want || err != nil {
					t.Errorf("got %q, %v; want %q", got, err, test.want)
				}
				return
			}
			var bad *SecretError
			if !errors.As(err, &bad) || !strings.Contains(bad.What, test.fail) || bad.Hint == "" {
				t.Errorf("got %v; want …%s and a hint", err, test.fail)
			}
		})
	}
}

func TestFindPaths(t *testing.T) {
	tests := []struct {
		name         string
		env          map[string]string
		config, data string
		bad          bool
	}{
		{name: "home", env: map[string]string{"HOME": "/h"}, config: "/h/.config/poplin/config.toml", data: "/h/.local/share/poplin"},
		{name: "XDG", env: map[string]string{"HOME": "/h", "XDG_CONFIG_HOME": "/c", "XDG_DATA_HOME": "/d"}, config: "/c/poplin/config.toml", data: "/d/poplin"},
		{name: "relative XDG is ignored", env: map[string]string{"HOME": "/h", "XDG_CONFIG_HOME": "c"}, config: "/h/.config/poplin/config.toml", data: "/h/.local/share/poplin"},
		{name: "own", env: map[string]string{"POPLIN_CONFIG": "/x.toml", "POPLIN_DATA": "/y"}, config: "/x.toml", data: "/y"},
		{name: "nothing set", bad: true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p, err := FindPaths(func(k string) string { return test.env[k] })
			if test.bad {
				if err == nil {
					t.Errorf("got %+v", p)
				}
				return
			}
			if err != nil || p.Config != test.config || p.Data != test.data {
				t.Errorf("got %+v, %v", p, err)
			}
		})
	}
}

func FuzzSplit(f *testing.F) {
	f.Add(`sh -c 'a "b"' \x`)
	f.Fuzz(func(t *testing.T, line string) {
		words, err := Split(line)
		if err != nil {
			return
		}
		quoted := make([]string, len(words))
		for i, w := range words {
			quoted[i] = "'" + strings.ReplaceAll(w, "'", `'\''`) + "'"
		}
		again, err := Split(strings.Join(quoted, " "))
		if err != nil || !slices.Equal(words, again) {
			t.Fatalf("%q: %q, then %q, %v", line, words, again, err)
		}
	})
}

func TestReadSecret(t *testing.T) {
	tests := []struct{ typed, want string }{
		{"s3cret\r", "s3cret"},
		{"pässwort 密\n", "pässwort 密"},
		{"ab\x7fc\r", "ac"},
		{"\x7f\x7fa\r", "a"},
		{"wrong\x15right\r", "right"},
		{"a\x1b[A\x04", "a[A"},
		{"\r", ""},
		{"abc\x03", ""},
		{"abc", ""},
	}
	for _, test := range tests {
		got, err := readSecret(strings.NewReader(test.typed))
		if got != test.want || (err == nil) != (test.want != "") {
			t.Errorf("%q: %q, %v; want %q", test.typed, got, err, test.want)
		}
	}
}
