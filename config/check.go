package config

import (
	"cmp"
	"errors"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// finish checks what only a whole account can tell, and fills in what follows from the rest.
func (l *loader) finish(d *draft) {
	for _, key := range []string{"server", "user"} {
		if _, said := d.said[key]; !said {
			l.wrong(d.line, "", "account %q has no %s", d.Name, key)
		}
	}
	if line, said := d.said["user"]; said && d.User == "" && !l.has(line) {
		l.wrong(line, "", "user is empty")
	}
	if line, said := d.said["server"]; said && !l.has(line) {
		server, err := address(d.Server, d.TLS)
		if err != nil {
			l.wrong(line, "", "server %q %s", d.Server, err)
		}
		d.Server = server
	}
	l.finishSecret(d)
	l.finishFile(d, "ca_file", &d.CAFile)
	l.finishFile(d, "client_cert", &d.ClientCert)
	l.finishFile(d, "client_key", &d.ClientKey)
}

// finishSecret sees that there is one place to get the secret from, and that it is whole.
func (l *loader) finishSecret(d *draft) {
	var said []string
	line := 0
	for _, key := range []string{"password_command", "password_env", "token_command", "oauth"} {
		if at, ok := d.said[key]; ok {
			said, line = append(said, key), max(line, at)
		}
	}
	if len(said) > 1 {
		l.wrong(line, "", "account %q has both %s: keep one", d.Name, strings.Join(said, " and "))
	}
	if d.OAuth != "" && d.ClientID == "" {
		l.wrong(d.said["oauth"], "register Poplin at the provider once and put the id it gives you here",
			"oauth = %q needs a client_id", d.OAuth)
	}
	if (d.ClientCert == "") != (d.ClientKey == "") {
		l.wrong(max(d.said["client_cert"], d.said["client_key"]), "", "client_cert and client_key go together")
	}
}

// finishFile makes a file's name absolute and looks whether it can be read.
func (l *loader) finishFile(d *draft, key string, name *string) {
	if *name == "" {
		return
	}
	if rest, ok := strings.CutPrefix(*name, "~/"); ok {
		*name = filepath.Join(l.home, rest)
	} else if !filepath.IsAbs(*name) {
		*name = filepath.Join(filepath.Dir(l.file), *name)
	}
	f, err := os.Open(*name)
	if err != nil {
		var pe *os.PathError
		errors.As(err, &pe)
		l.wrong(d.said[key], "", "%s %q cannot be read: %v", key, *name, pe.Err)
		return
	}
	f.Close()
}

// has says whether a mistake was found on that line already, so that one is not told twice in other words.
func (l *loader) has(line int) bool {
	return slices.ContainsFunc(l.mistakes, func(m Mistake) bool { return m.Line == line })
}

func (l *loader) sort() {
	slices.SortStableFunc(l.mistakes, func(a, b Mistake) int { return cmp.Compare(a.Line, b.Line) })
}

// address makes host:port of a server, with the port that goes with the kind of encryption (RFC 1939, RFC 8314).
func address(s, tls string) (string, error) {
	if strings.Contains(s, "/") {
		return "", errors.New(`is not a host name: leave out "pop3://" and the like`)
	}
	port := "110"
	if tls == "implicit" {
		port = "995"
	}
	host := s
	if h, p, err := net.SplitHostPort(s); err == nil {
		host, port = h, p
	} else if inner, ok := strings.CutPrefix(s, "["); ok {
		host = strings.TrimSuffix(inner, "]")
	}
	if host == "" || strings.ContainsFunc(host, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("[]@\"", r) }) {
		return "", errors.New("is not a host name")
	}
	if strings.Contains(host, ":") && net.ParseIP(host) == nil {
		return "", errors.New("has a port that is not a number")
	}
	if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
		return "", errors.New("has an impossible port: it is a number from 1 to 65535")
	}
	return net.JoinHostPort(host, port), nil
}

// badName says why an account name will not do: it names files and stands in queries and on command lines.
func badName(name string) string {
	odd := func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("._-+@", r)
	}
	switch {
	case name == "":
		return "is empty"
	case len(name) > 64:
		return "is longer than 64 bytes"
	case name[0] == '.' || name[0] == '-':
		return "must not begin with a dot or a dash"
	case strings.ContainsFunc(name, odd):
		return "may hold letters, digits and . _ - + @ only"
	}
	return ""
}
