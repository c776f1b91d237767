package config

import (
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2/unstable"
)

// field is one key of an account: what it takes, in words, and how it is checked and kept.
type field struct {
	key, want string
	put       func(*Account, value) error
}

// fields are all the keys of an account table, in the order of the documentation.
func fields() []field {
	return []field{
		{"server", "text", putText(func(a *Account) *string { return &a.Server })},
		{"user", "text", putText(func(a *Account) *string { return &a.User })},
		{"tls", "text", putChoice(func(a *Account) *string { return &a.TLS }, "implicit", "starttls", "none")},
		{"ca_file", "text", putText(func(a *Account) *string { return &a.CAFile })},
		{"password_command", "text", putCommand(func(a *Account) *string { return &a.PasswordCommand })},
		{"password_env", "text", putText(func(a *Account) *string { return &a.PasswordEnv })},
		{"token_command", "text", putCommand(func(a *Account) *string { return &a.TokenCommand })},
		{"oauth", "text", putChoice(func(a *Account) *string { return &a.OAuth }, "google", "microsoft")},
		{"client_id", "text", putText(func(a *Account) *string { return &a.ClientID })},
		{"client_secret", "text", putText(func(a *Account) *string { return &a.ClientSecret })},
		{"fingerprint", "text", putFingerprint},
		{"client_cert", "text", putText(func(a *Account) *string { return &a.ClientCert })},
		{"client_key", "text", putText(func(a *Account) *string { return &a.ClientKey })},
		{"auth", "text", putChoice(func(a *Account) *string { return &a.Auth }, "auto", "user", "apop", "plain", "login",
			"cram-md5", "scram-sha-1", "scram-sha-256", "xoauth2", "oauthbearer", "external")},
		{"keep_on_server", "text", putKeep},
		{"download", "text", putDownload},
		{"poll", `a time such as "10m", or 0`, putPoll},
		{"pipelining", "text", putChoice(func(a *Account) *string { return &a.Pipelining }, "auto", "on", "off")},
	}
}

// Keys are all keys of an account table, in the order of the documentation.
func Keys() []string {
	var names []string
	for _, f := range fields() {
		names = append(names, f.key)
	}
	return names
}

// text gives the string of a value and refuses every other type, and what could not be said in one POP3 line.
func (v value) asText() (string, error) {
	if v.kind != unstable.String {
		return "", fmt.Errorf("must be text in quotes, not %s", v.noun())
	}
	if strings.ContainsFunc(v.text, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return "", errors.New("must not hold line breaks or control characters")
	}
	return v.text, nil
}

func (v value) noun() string {
	switch v.kind {
	case unstable.Integer, unstable.Float:
		return "a number"
	case unstable.Bool:
		return "true or false"
	case unstable.Array:
		return "a list"
	case unstable.String:
		return "text"
	}
	return "a date or time"
}

func putText(at func(*Account) *string) func(*Account, value) error {
	return func(a *Account, v value) (err error) {
		*at(a), err = v.asText()
		return err
	}
}

func putChoice(at func(*Account) *string, among ...string) func(*Account, value) error {
	return func(a *Account, v value) error {
		s, err := v.asText()
		if err != nil {
			return err
		}
		if !slices.Contains(among, s) {
			return fmt.Errorf("cannot be %q%s: it is one of %s", s, didYouMean(s, among), strings.Join(among, ", "))
		}
		*at(a) = s
		return nil
	}
}

func putCommand(at func(*Account) *string) func(*Account, value) error {
	return func(a *Account, v value) error {
		s, err := v.asText()
		if err != nil {
			return err
		}
		if _, err := Split(s); err != nil {
			return err
		}
		*at(a) = s
		return nil
	}
}

// putFingerprint takes a SHA-256 as programs print it: hex in either case, with or without colons.
func putFingerprint(a *Account, v value) error {
	s, err := v.asText()
	if err != nil {
		return err
	}
	digits := strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(s, "sha256:"), ":", ""))
	if sum, err := hex.DecodeString(digits); err != nil || len(sum) != 32 {
		return errors.New("must be the SHA-256 of the server's certificate: 64 hex digits, colons allowed")
	}
	a.Fingerprint = digits
	return nil
}

func putKeep(a *Account, v value) error {
	s, err := v.asText()
	if err != nil {
		return err
	}
	named := []string{"until-deleted", "always", "never"}
	if slices.Contains(named, s) {
		a.Keep = s
		return nil
	}
	if number, ok := strings.CutSuffix(s, "d"); ok {
		if n, err := strconv.Atoi(number); err == nil && n >= 1 && n <= 36500 {
			a.Keep, a.KeepDays = "days", n
			return nil
		}
	}
	return fmt.Errorf(`cannot be %q%s: it is until-deleted, always, never or a number of days such as "30d"`,
		s, didYouMean(s, named))
}

func putDownload(a *Account, v value) error {
	s, err := v.asText()
	if err != nil {
		return err
	}
	switch s {
	case "all":
		a.HeadersOnly, a.DownloadLimit = false, 0
		return nil
	case "headers":
		a.HeadersOnly = true
		return nil
	}
	if a.DownloadLimit, err = parseSize(s); err != nil {
		return fmt.Errorf(`cannot be %q%s: it is all, headers or a size such as "256k"`,
			s, didYouMean(s, []string{"all", "headers"}))
	}
	return nil
}

func putPoll(a *Account, v value) (err error) {
	if v.text == "0" && (v.kind == unstable.Integer || v.kind == unstable.String) {
		a.Poll = 0
		return nil
	}
	if v.kind == unstable.Integer {
		return fmt.Errorf(`must be a time with its unit, such as "%sm", or 0`, v.text)
	}
	s, err := v.asText()
	if err != nil {
		return err
	}
	if a.Poll, err = time.ParseDuration(s); err != nil || a.Poll < time.Second || a.Poll > 366*24*time.Hour {
		return fmt.Errorf(`cannot be %q: it is a time such as "90s", "10m" or "2h", or 0 for only when asked`, s)
	}
	return nil
}

// parseSize reads "1000", "256k", "5M" or "1G"; units are powers of 1,024. The result is above zero.
func parseSize(s string) (int64, error) {
	shift := 0
	if s != "" {
		shift = map[byte]int{'k': 10, 'K': 10, 'm': 20, 'M': 20, 'g': 30, 'G': 30}[s[len(s)-1]]
	}
	if shift > 0 {
		s = s[:len(s)-1]
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n <= 0 || n > (1<<50)>>shift {
		return 0, errors.New("not a size")
	}
	return n << shift, nil
}
