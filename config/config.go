// Package config reads Poplin's TOML file, finds its paths and its secrets. Mistakes are told with file and line, all
// at once, with the nearest valid name. It knows nobody; only main knows it.
package config

import "time"

// Config is the whole file. Every field has its default filled in.
type Config struct {
	Path     string
	Accounts []Account // in the file's order
}

// Account is one [account.NAME] table of the file. Load has checked every value.
type Account struct {
	Name            string
	Server          string // host:port, port filled in
	User            string
	TLS             string // implicit starttls none
	CAFile          string // absolute; "" when there is none
	PasswordCommand string
	PasswordEnv     string
	TokenCommand    string // prints an OAuth access token
	OAuth           string // google, microsoft or ""
	ClientID        string // the person's own registration at the provider
	ClientSecret    string // what a provider gives to desktop programs and calls a secret; "" for most
	Fingerprint     string // SHA-256 of the server's certificate, lower-case hex; "" to verify by name
	ClientCert      string // PEM files for auth = "external", absolute
	ClientKey       string
	Auth            string
	Keep            string // until-deleted always never days
	KeepDays        int
	HeadersOnly     bool
	DownloadLimit   int64 // 0: all
	Poll            time.Duration
	Pipelining      string // auto on off
}

// Sample is a file that works once server and user are one's own.
const Sample = `# One table an account. Everything but server and user may be left out.
[account.home]
server = "pop.example.org"        # host or host:port
user   = "ada@example.org"
tls    = "implicit"               # or starttls, none
keep_on_server = "until-deleted"  # or always, "30d", never
# password_command = "pass show mail"  # else keyring, else you are asked
`

// defaults is an account with nothing said about it.
func defaults(name string) Account {
	return Account{
		Name: name, TLS: "implicit", Auth: "auto", Keep: "until-deleted",
		Poll: 10 * time.Minute, Pipelining: "auto",
	}
}
