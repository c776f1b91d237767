package config

import (
	"errors"
	"path/filepath"
)

// Paths are where Poplin's things are.
type Paths struct {
	Home   string
	Config string // the file
	Data   string // the folder of the cache
}

// FindPaths follows POPLIN_CONFIG and POPLIN_DATA, else the XDG base directories, else their defaults under HOME. getenv
// is the environment. As XDG demands, a relative XDG_* is as good as unset.
func FindPaths(getenv func(string) string) (Paths, error) {
	home := getenv("HOME")
	under := func(name, fallback string) string {
		if dir := getenv(name); filepath.IsAbs(dir) {
			return filepath.Join(dir, "poplin")
		}
		if home == "" {
			return ""
		}
		return filepath.Join(home, fallback, "poplin")
	}
	p := Paths{Home: home, Config: getenv("POPLIN_CONFIG"), Data: getenv("POPLIN_DATA")}
	if p.Config == "" {
		if dir := under("XDG_CONFIG_HOME", ".config"); dir != "" {
			p.Config = filepath.Join(dir, "config.toml")
		}
	}
	if p.Data == "" {
		p.Data = under("XDG_DATA_HOME", filepath.Join(".local", "share"))
	}
	if p.Config == "" || p.Data == "" {
		return p, errors.New("HOME is not set, and POPLIN_CONFIG and POPLIN_DATA do not say where things are")
	}
	return p, nil
}
