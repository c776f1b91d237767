package main

import (
	"bytes"
	"encoding/base64"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"poplin/pop3/maildrop"
)

// TestAccountByCommands goes from nothing to read mail and out again by commands alone: an account is written and tried, a
// visit is told of by another process, mail moves out and in. The password is in nothing that was printed or written.
func TestAccountByCommands(t *testing.T) {
	const password = "correct-Horse.42"
	h := newHome(t)
	server, err := maildrop.Start(maildrop.Config{TLS: true, Users: map[string]maildrop.User{"ada": {Password: password, Box: maildrop.NewBox(
		maildrop.Message{UIDL: "u1", Raw: []byte("Subject: one\r\n\r\nFrom here\r\n")}, maildrop.Message{UIDL: "u2", Raw: []byte("Subject: two\r\n\r\nx\r\n")})}}})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	h.env = append(h.env, "MAILPW="+password)
	said := h.must("account", "add", "home", "--server", server.Addr(), "--user", "ada", "--password-env", "MAILPW",
		"--ca-file", h.write("ca.pem", string(server.RootsPEM())))
	said += h.must("account", "list") + h.must("account", "test", "home") + h.must("sync", "--json")
	log := h.must("log", "home")
	for _, want := range []string{"2 messages, 2 new, 2 downloaded", "> AUTH SCRAM-SHA-256", "> QUIT"} {
		if !strings.Contains(log, want) {
			t.Errorf("no %q in the log of another process:\n%s", want, log)
		}
	}
	said += log + h.must("doctor") + h.must("history") + h.must("weigh", "--json") + h.must("export", filepath.Join(h.dir, "box"))
	h.must("delete", "1")
	said += h.must("sync") + h.must("sync") + h.must("ledger") + h.must("history")
	if !strings.Contains(said, "1 you removed") {
		t.Errorf("the history knows no removal:\n%s", said)
	}
	h.must("account", "remove", "home", "--yes")
	h.env = append(h.env, "POPLIN_DATA="+filepath.Join(h.dir, "other"))
	said += h.must("import", filepath.Join(h.dir, "box"))
	if rows := h.list(); len(rows) != 2 || rows[0].OnServer || rows[1].OnServer {
		t.Errorf("imported: %+v", rows)
	}
	holdsNot(t, h.dir, said, password)
}

// holdsNot looks for a secret in what was said and in every file, and sees that nobody else may read what is kept.
func holdsNot(t *testing.T, dir, said, secret string) {
	t.Helper()
	forms := []string{secret, base64.RawStdEncoding.EncodeToString([]byte(secret))}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		if info, err := d.Info(); err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v, %v", path, info.Mode(), err)
		}
		b, err := os.ReadFile(path)
		for _, form := range forms {
			if bytes.Contains(b, []byte(form)) {
				t.Errorf("%s holds the password", path)
			}
		}
		return err
	})
	for _, form := range forms {
		if err != nil || strings.Contains(said, form) {
			t.Errorf("the password was printed, or %v", err)
		}
	}
}
