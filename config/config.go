// Package config reads Poplin's TOML file, finds its paths and its secrets. Mistakes are told with file and line, all
// at once, with the nearest valid name. It knows nobody; only main knows it.
package config

import "time"

// Config is the whole file. Every field has its default filled in.
type Config struct {
	Path     string
	Accounts []Account // in the file's order
}

// Account is one [account.NAME] table of DESIGN §6.
type Account struct {
	Name            string
	Server          string // host:port, port filled in
	User            string
	TLS             string // implicit starttls none
	CAFile          string
	PasswordCommand string
	PasswordEnv     string
	Auth            string
	Keep            string // until-deleted always never days
	KeepDays        int
	HeadersOnly     bool
	DownloadLimit   int64 // 0: all
	Poll            time.Duration
	Pipelining      string // auto on off
}
