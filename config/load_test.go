package config

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// load writes a file and reads it.
func load(t *testing.T, toml string) (*Config, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(path, []byte(toml), 0o600); err != nil {
		t.Fatal(err)
	}
	return Load(path, "/home/ada")
}

const must = "server = 'pop.example.org'\nuser = 'ada'\n"

func TestDefaults(t *testing.T) {
	c, err := load(t, "[account.home]\n"+must)
	if err != nil {
		t.Fatal(err)
	}
	want := Account{
		Name: "home", Server: "pop.example.org:995", User: "ada", TLS: "implicit", Auth: "auto",
		Keep: "until-deleted", Poll: 10 * time.Minute, Pipelining: "auto",
	}
	if len(c.Accounts) != 1 || c.Accounts[0] != want {
		t.Errorf("got %+v\nwant %+v", c.Accounts, want)
	}
}

func TestSampleLoads(t *testing.T) {
	c, err := load(t, Sample)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Accounts) != 1 || c.Accounts[0].Server != "pop.example.org:995" {
		t.Errorf("got %+v", c.Accounts)
	}
}

func TestEmptyFileHasNoAccounts(t *testing.T) {
	c, err := load(t, "# nothing yet\n[account]\n")
	if err != nil || len(c.Accounts) != 0 {
		t.Errorf("got %+v, %v", c, err)
	}
}

func TestMissingFile(t *testing.T) {
	_, err := Load(filepath.Join(t.TempDir(), "none.toml"), "")
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}

func TestValues(t *testing.T) {
	tests := []struct {
		line string
		ok   func(Account) bool
	}{
		{`server = "h:1995"`, func(a Account) bool { return a.Server == "h:1995" }},
		{`server = "127.0.0.1"`, func(a Account) bool { return a.Server == "127.0.0.1:995" }},
		{`server = "::1"`, func(a Account) bool { return a.Server == "[::1]:995" }},
		{`server = "[::1]"`, func(a Account) bool { return a.Server == "[::1]:995" }},
		{`server = "[::1]:110"`, func(a Account) bool { return a.Server == "[::1]:110" }},
		{`tls = "starttls"`, func(a Account) bool { return a.TLS == "starttls" && a.Server == "h:110" }},
		{`tls = "none"`, func(a Account) bool { return a.TLS == "none" && a.Server == "h:110" }},
		{`auth = "scram-sha-256"`, func(a Account) bool { return a.Auth == "scram-sha-256" }},
		{`keep_on_server = "always"`, func(a Account) bool { return a.Keep == "always" }},
		{`keep_on_server = "30d"`, func(a Account) bool { return a.Keep == "days" && a.KeepDays == 30 }},
		{`download = "headers"`, func(a Account) bool { return a.HeadersOnly }},
		{`download = "256k"`, func(a Account) bool { return a.DownloadLimit == 256<<10 && !a.HeadersOnly }},
		{`download = "5M"`, func(a Account) bool { return a.DownloadLimit == 5<<20 }},
		{`download = "1000"`, func(a Account) bool { return a.DownloadLimit == 1000 }},
		{`poll = "90s"`, func(a Account) bool { return a.Poll == 90*time.Second }},
		{`poll = 0`, func(a Account) bool { return a.Poll == 0 }},
		{`poll = "0"`, func(a Account) bool { return a.Poll == 0 }},
		{`pipelining = "off"`, func(a Account) bool { return a.Pipelining == "off" }},
	}
	for _, test := range tests {
		t.Run(test.line, func(t *testing.T) {
			text := "[account.x]\nuser = 'u'\n" + test.line
			if !strings.HasPrefix(test.line, "server") {
				text += "\nserver = 'h'"
			}
			c, err := load(t, text)
			if err != nil {
				t.Fatal(err)
			}
			if !test.ok(c.Accounts[0]) {
				t.Errorf("got %+v", c.Accounts[0])
			}
		})
	}
}

func TestMistakes(t *testing.T) {
	tests := []struct{ name, toml, want string }{
		{"unknown key", "[account.a]\n" + must + "keep_on_sever = 'always'", `:4: unknown key "keep_on_sever" (did you mean "keep_on_server"?)`},
		{"unknown key far from all", "[account.a]\n" + must + "colour = 'red'", `:4: unknown key "colour"`},
		{"another program's key", "[account.a]\n" + must + "port = 995", `:4: unknown key "port": write server = "HOST:PORT"`},
		{"unknown table", "[acount.a]\n" + must, `:1: unknown key "acount" (did you mean "account"?)`},
		{"wrong type", "[account.a]\nserver = 5\nuser = 'u'", ":2: server must be text in quotes, not a number"},
		{"list for text", "[account.a]\nserver = 'h'\nuser = ['u']", ":3: user must be text in quotes, not a list"},
		{"table for text", "[account.a]\nserver = 'h'\nuser = {x = 1}", ":3: user must be text, not a table"},
		{"choice", "[account.a]\n" + must + "tls = 'implict'", `:4: tls cannot be "implict" (did you mean "implicit"?): it is one of implicit, starttls, none`},
		{"keep", "[account.a]\n" + must + "keep_on_server = '0d'", `:4: keep_on_server cannot be "0d"`},
		{"download", "[account.a]\n" + must + "download = 'head'", `:4: download cannot be "head" (did you mean "headers"?)`},
		{"download of nothing", "[account.a]\n" + must + "download = '0k'", `:4: download cannot be "0k"`},
		{"poll without unit", "[account.a]\n" + must + "poll = 10", `:4: poll must be a time with its unit, such as "10m", or 0`},
		{"poll below nothing", "[account.a]\n" + must + "poll = '-1m'", `:4: poll cannot be "-1m"`},
		{"no server", "[account.a]\nuser = 'u'", `:1: account "a" has no server`},
		{"empty user", "[account.a]\nserver = 'h'\nuser = ''", ":3: user is empty"},
		{"address with a scheme", "[account.a]\nserver = 'pop3s://h'\nuser = 'u'", `:2: server "pop3s://h" is not a host name`},
		{"impossible port", "[account.a]\nserver = 'h:99999'\nuser = 'u'", `:2: server "h:99999" has an impossible port`},
		{"port in letters", "[account.a]\nserver = 'h:pop3'\nuser = 'u'", `:2: server "h:pop3" has an impossible port`},
		{"line break in a value", "[account.a]\nserver = 'h'\nuser = \"u\\r\\nDELE 1\"", ":3: user must not hold line breaks"},
		{"two places for the password", "[account.a]\n" + must + "password_env = 'X'\npassword_command = 'y'", ":5: account \"a\" has both password_command and password_env"},
		{"open quote in the command", "[account.a]\n" + must + `password_command = "pass 'x"`, ":4: password_command has a quote that is not closed"},
		{"missing CA file", "[account.a]\n" + must + "ca_file = '/nowhere/ca.pem'", `:4: ca_file "/nowhere/ca.pem" cannot be read: no such file`},
		{"account that climbs out", "[account.\"../a\"]\n" + must, `:1: account name "../a" must not begin with a dot`},
		{"account with a slash", "[account.\"a/b\"]\n" + must, `:1: account name "a/b" may hold letters`},
		{"accounts that differ in capitals", "[account.a]\n" + must + "[account.A]\n" + must, `:4: account "A" is named like "a" on line 1`},
		{"account without its table", "[account]\nhome = 'x'", `:2: "account.home" must be a table: [account.NAME]`},
		{"list of tables", "[[account.a]]\n" + must, ":1: [[account.a]] is a list"},
		{"fingerprint too short", "[account.a]\n" + must + "fingerprint = 'ab:cd'", ":4: fingerprint must be the SHA-256"},
		{"oauth without client_id", "[account.a]\n" + must + "oauth = 'google'", `:4: oauth = "google" needs a client_id`},
		{"half a client certificate", "[account.a]\n" + must + "client_cert = '/dev/null'", ":4: client_cert and client_key go together"},
		{"not TOML", "[account.a]\n" + must + "tls =\n", ":4: "},
		{"key twice", "[account.a]\n" + must + "user = 'v'", ":4: "},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := load(t, test.toml)
			var ms Mistakes
			if !errors.As(err, &ms) {
				t.Fatalf("got %v, not Mistakes", err)
			}
			if len(ms) != 1 && test.name != "list of tables" {
				t.Errorf("%d mistakes: %v", len(ms), ms)
			}
			if !strings.Contains(err.Error(), "config.toml"+test.want) {
				t.Errorf("got  %s\nwant …%s", err, test.want)
			}
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("more than one line: %q", err)
			}
		})
	}
}

func TestAllMistakesAtOnce(t *testing.T) {
	_, err := load(t, "[account.a]\nservr = 'h'\nuser = 1\ntls = 'yes'\n[account.b]\nserver = 'h:0'\nuser = 'u'\npoll = true\n")
	var ms Mistakes
	errors.As(err, &ms)
	var lines []int
	for _, m := range ms {
		lines = append(lines, m.Line)
	}
	want := []int{1, 2, 3, 4, 6, 8}
	if len(lines) != len(want) {
		t.Fatalf("lines %v, want %v: %v", lines, want, err)
	}
	for i := range want {
		if lines[i] != want[i] {
			t.Errorf("lines %v, want %v", lines, want)
		}
	}
}

func TestPasswordInTheFileIsRefused(t *testing.T) {
	_, err := load(t, "[account.a]\n"+must+"password = 'hunter2'")
	var ms Mistakes
	if !errors.As(err, &ms) || !strings.Contains(ms.Hint(), "password_command") {
		t.Fatalf("got %v", err)
	}
	if strings.Contains(err.Error()+ms.Hint(), "hunter2") {
		t.Error("the password is told")
	}
}

func TestEveryWayToWriteATable(t *testing.T) {
	for _, text := range []string{
		"[account.a]\nserver = 'h'\nuser = 'u'",
		"account.a.server = 'h'\naccount.a.user = 'u'",
		"[account]\na.server = 'h'\na.user = 'u'",
		"account = { a = { server = 'h', user = 'u' } }",
		"[account]\na = { server = 'h', user = 'u' }",
	} {
		c, err := load(t, text)
		if err != nil || len(c.Accounts) != 1 || c.Accounts[0].Server != "h:995" || c.Accounts[0].User != "u" {
			t.Errorf("%q: %+v, %v", text, c, err)
		}
	}
}

func TestCAFileBesideTheConfig(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "config.toml")
	os.WriteFile(filepath.Join(dir, "ca.pem"), []byte("x"), 0o600)
	os.WriteFile(path, []byte("[account.a]\n"+must+"ca_file = 'ca.pem'"), 0o600)
	c, err := Load(path, dir)
	if err != nil || c.Accounts[0].CAFile != filepath.Join(dir, "ca.pem") {
		t.Errorf("got %+v, %v", c, err)
	}
}

func FuzzLoad(f *testing.F) {
	f.Add(Sample)
	f.Add("account = { a = { server = 'h', user = 'u' } }")
	f.Add("[[account.a]]\n'' = 3\n[account.\"\\u0000\"]\nserver='[::'")
	path := filepath.Join(f.TempDir(), "config.toml")
	f.Fuzz(func(t *testing.T, text string) {
		os.WriteFile(path, []byte(text), 0o600)
		c, err := Load(path, "/")
		if err != nil {
			if _, ok := err.(Mistakes); !ok {
				t.Fatalf("not Mistakes: %v", err)
			}
			return
		}
		for _, a := range c.Accounts {
			if a.User == "" || badName(a.Name) != "" || strings.ContainsAny(a.User+a.Server, "\r\n") {
				t.Fatalf("let through: %+v", a)
			}
		}
	})
}
