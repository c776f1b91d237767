package worker

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"poplin/cache"
	"poplin/pop3"
	"poplin/pop3/maildrop"
)

const (
	thePassword = "correct-Horse.42"
	theToken    = "ya29.a0-battery_staple"
)

// disguises are the forms in which a secret could be told.
func disguises(secret string) map[string]string {
	enc := base64.StdEncoding.EncodeToString
	return map[string]string{
		"as it is": secret, "in base64": strings.TrimRight(enc([]byte(secret)), "="),
		"as PLAIN sends it":   enc([]byte("\x00ada\x00" + secret)),
		"as XOAUTH2 sends it": enc([]byte("user=ada\x01auth=Bearer " + secret + "\x01\x01")),
	}
}

// TestNoArtefactHoldsASecret: however an account logs in, and whatever goes wrong with it, neither password nor token is in
// anything that outlives the login: events, errors down to the last one they wrap, the log, and every file of the cache.
func TestNoArtefactHoldsASecret(t *testing.T) {
	for _, mechanism := range []string{"auto", "user", "apop", "plain", "login", "cram-md5", "scram-sha-1", "scram-sha-256", "xoauth2", "oauthbearer"} {
		secret := thePassword
		if strings.Contains(mechanism, "oauth") {
			secret = theToken
		}
		for _, encrypted := range []bool{false, true} {
			for name, fs := range echoes(secret) {
				if testing.Short() && name != "all is well" && encrypted != strings.Contains(name, "refused") {
					continue
				}
				t.Run(fmt.Sprintf("%s/encrypted %v/%s", mechanism, encrypted, name), func(t *testing.T) {
					t.Parallel()
					left := leave(t, mechanism, encrypted, fs)
					for how, form := range disguises(secret) {
						for what, artefact := range left {
							if bytes.Contains(artefact, []byte(form)) {
								t.Errorf("%s holds the secret %s: %.300q", what, how, artefact)
							}
						}
					}
				})
			}
		}
	}
}

// echoes are servers that tell what they were told, each by the name of what it does.
func echoes(secret string) map[string][]maildrop.Fault {
	at := func(verbs []string, kind, text string) (fs []maildrop.Fault) {
		for _, verb := range verbs {
			fs = append(fs, maildrop.Fault{Kind: kind, Command: verb, Text: text})
		}
		return fs
	}
	login := []string{"PASS", "APOP", "AUTH"}
	forms := secret
	for _, form := range disguises(secret) {
		forms += " " + form
	}
	return map[string][]maildrop.Fault{
		"all is well":                       nil,
		"refused, with an echo":             at(login, maildrop.Reply, "-ERR [AUTH] no "+forms),
		"refused without code, and an echo": at(login, maildrop.Reply, "-ERR <"+secret+">"),
		"senseless, with an echo":           at(login, maildrop.Reply, "you said "+forms),
		"an echo later":                     at([]string{"STAT"}, maildrop.Reply, "-ERR [SYS/TEMP] "+forms),
		"an echo for figures":               at([]string{"STAT"}, maildrop.Reply, "+OK "+forms),
		"an echo unasked":                   at([]string{"STAT"}, maildrop.StrayAfter, "-ERR "+forms),
		"an echo among the capabilities":    at([]string{"CAPA"}, maildrop.Lines, "UIDL\nTOP\nX-YOU "+forms),
		"cut off":                           at(login, maildrop.HangUp, ""),
	}
}

// leave makes two visits and gives everything that is left of them, by name.
func leave(t *testing.T, mechanism string, encrypted bool, fs []maildrop.Fault) map[string][]byte {
	h := newHouse(t, maildrop.Config{}, letters(2)...)
	server, err := maildrop.Start(maildrop.Config{TLS: encrypted, Faults: fs,
		Users: map[string]maildrop.User{"ada": {Password: thePassword, Token: theToken, Box: h.box}}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	h.acc.Server = server.Addr()
	if encrypted {
		h.acc.Security, h.acc.TLS = pop3.Implicit, &tls.Config{RootCAs: server.Roots()}
	}
	h.acc.Login = func(context.Context) (pop3.Credentials, error) {
		cr := pop3.Credentials{User: "ada", Password: thePassword, Mechanism: mechanism}
		if strings.Contains(mechanism, "oauth") {
			cr.Password, cr.Token = "", func(context.Context, bool) (string, error) { return theToken, nil }
		}
		return cr, nil
	}
	var told bytes.Buffer
	for range 2 {
		_, err := h.worker().Visit(t.Context(), func(e Event) { fmt.Fprintf(&told, "%+v %#v\n", e, e) })
		h.worker().Probe(t.Context(), func(f Finding) { fmt.Fprintf(&told, "%+v %#v %v\n", f, f, f.Problem) })
		for ; err != nil; err = errors.Unwrap(err) {
			fmt.Fprintf(&told, "%v %+v %#v\n", err, err, err)
		}
	}
	said := map[string][]byte{"what was told": told.Bytes()}
	id, err := h.cache.Account(t.Context(), "home", cache.Keep{})
	if err != nil {
		t.Fatal(err)
	}
	_, o, err := h.cache.LastVisit(t.Context(), id)
	if err != nil || len(o.Log) == 0 {
		t.Fatalf("there is no log: %v", err)
	}
	said["the log"] = fmt.Append(nil, o)
	err = filepath.WalkDir(h.dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			said["the file "+d.Name()], err = os.ReadFile(path)
		}
		return err
	})
	if err != nil || len(said) < 4 {
		t.Fatalf("no files: %v", err)
	}
	return said
}
