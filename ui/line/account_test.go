package line

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"poplin/pop3"
	"poplin/pop3/worker"
)

// withConfig is a bench whose configuration remembers what was asked of it.
func withConfig(b *bench, asked *[]string) *bench {
	b.Config = Config{
		Path: "/home/ada/config.toml", Keys: []string{"server", "user", "password_command"},
		List: func(context.Context) ([]Configured, error) {
			return []Configured{{Name: "home", Server: "pop.example.org:995", User: "ada", TLS: "implicit", Secret: "keyring or prompt"}}, nil
		},
		Add: func(name string, settings [][2]string) error {
			*asked = append(*asked, "add "+name)
			for _, s := range settings {
				*asked = append(*asked, s[0]+"="+s[1])
			}
			return nil
		},
		Remove: func(name string) error { *asked = append(*asked, "remove "+name); return nil },
	}
	return b
}

func TestAccount(t *testing.T) {
	var asked []string
	b := withConfig(withMail(t, worker.Download{}), &asked)
	if got := b.must(t, "account", "add", "work", "--user", "me", "--server", "pop.work.example"); !strings.HasPrefix(got, "added work to /home/ada/config.toml") {
		t.Errorf("add says %q", got)
	}
	b.must(t, "account", "remove", "home", "--yes")
	if got := strings.Join(asked, ", "); got != "add work, server=pop.work.example, user=me, remove home" {
		t.Errorf("asked: %s", got)
	}
	if got := b.must(t, "account", "list"); !strings.HasPrefix(got, "home: ada on pop.example.org:995, tls implicit") {
		t.Errorf("list says %q", got)
	}
	for _, test := range []struct{ args, what, hint string }{
		{"account", "poplin account takes what to do", "it is add, list, test or remove"},
		{"account frob", "poplin account cannot frob", "it is add"},
		{"account add", "poplin account add takes the name", ""},
		{"account add x", "an account needs --server", "has an example"},
		{"account add x --server s --user u --password geheim", "there is no flag --password", "did you mean --password-command?"},
		{"account remove", "poplin account remove takes the name", ""},
		{"account remove hme", `there is no account "hme"`, "there is home"},
		{"account remove home", "removing an account needs --yes", ""},
		{"account test hme", `there is no account "hme"`, ""},
	} {
		_, errs, code := b.run(t, strings.Fields(test.args)...)
		if code != Usage || !strings.HasPrefix(errs, "poplin: "+test.what) || !strings.Contains(errs, test.hint) {
			t.Errorf("%s: %d %q", test.args, code, errs)
		}
	}
}

func TestAccountTestAndDoctor(t *testing.T) {
	var asked []string
	b := withConfig(withMail(t, worker.Download{}), &asked)
	got := b.must(t, "account", "test")
	for _, want := range []string{"ok     home: connection: 127.0.0.1 answers, with TLS 1.3; its certificate is good until ",
		"ok     home: login: the server let us in", "ok     home: mailbox: 5 messages on the server", "names its messages (UIDL)"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	b.must(t, "delete", b.idOf(t, "Letter 1"))
	got = b.must(t, "doctor")
	for _, want := range []string{"config: file: 1 account in /home/ada/config.toml", "cache: file: sound", "cache: mail: 5 messages here whole, 0 not",
		"cache: search: the index is whole", "cache: ledger: no removal is stuck", "home: login: "} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	if strings.Contains(b.must(t, "doctor", "--offline"), "home: ") {
		t.Error("offline went to the network")
	}
	if got := b.must(t, "doctor", "--reindex"); got != "the search index was made anew; 4 messages can be found\n" {
		t.Errorf("reindex says %q", got)
	}
	if got := b.must(t, "list", "words", "is:unread"); strings.Count(got, "\n") != 2 {
		t.Errorf("after that a search finds %q", got)
	}
	if got := b.must(t, "log"); !strings.Contains(got, "> QUIT") {
		t.Errorf("what was said is not in the log: %q", got)
	}
}

// TestDoctorCountsBodies: a message of which only the headers are here is not here whole.
func TestDoctorCountsBodies(t *testing.T) {
	var asked []string
	b := withConfig(withMail(t, worker.Download{HeadersOnly: true}), &asked)
	if got := b.must(t, "doctor", "--offline"); !strings.Contains(got, "cache: mail: 0 messages here whole, 5 not") {
		t.Errorf("it says\n%s", got)
	}
}

// TestDoctorSaysWhatIsWrong: the finding, what to do, and the exit code of the trouble.
func TestDoctorSaysWhatIsWrong(t *testing.T) {
	var asked []string
	b := withConfig(withMail(t, worker.Download{}), &asked)
	all, _ := b.Accounts(t.Context())
	refused := all[0]
	refused.Login = func(context.Context) (pop3.Credentials, error) {
		return pop3.Credentials{User: "ada", Password: "wrong", Mechanism: "auto"}, nil
	}
	b.Accounts = func(context.Context) ([]worker.Account, error) { return []worker.Account{refused}, nil }
	out, errs, code := b.run(t, "doctor", "home", "--json")
	if code != Refused || !strings.HasPrefix(errs, "poplin: 1 thing wrong, as told above\n") {
		t.Errorf("%d %q", code, errs)
	}
	var last finding
	for line := range strings.Lines(out) {
		last = finding{}
		if err := json.Unmarshal([]byte(line), &last); err != nil {
			t.Fatal(err)
		}
	}
	if last.OK || last.Subject != "home" || last.About != "login" || !strings.Contains(last.What, "refused the user name or the password") || last.Hint == "" {
		t.Errorf("the last finding is %+v", last)
	}
	unread := errors.New("config.toml:3: odd")
	b.Accounts = func(context.Context) ([]worker.Account, error) {
		return nil, &Fault{Code: Usage, What: unread.Error(), Err: unread}
	}
	if out, _, code := b.run(t, "doctor"); code != Usage || !strings.Contains(out, "WRONG  config: file: config.toml:3: odd") || !strings.Contains(out, "cache: file: sound") {
		t.Errorf("with a mistake in the configuration: %d %q", code, out)
	}
	near := refused
	near.Login, near.Server = all[0].Login, "127.0.0.1:1"
	b.Accounts = func(context.Context) ([]worker.Account, error) { return []worker.Account{near}, nil }
	if out, _, code := b.run(t, "account", "test"); code != NoNetwork || !strings.Contains(out, "WRONG  home: connection: nothing listens at 127.0.0.1") {
		t.Errorf("with no server: %d %q", code, out)
	}
}
