package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"poplin/config"
	"poplin/ui/line"
)

// settings lets the commands see the configuration and change it.
func (p *program) settings() line.Config {
	paths, err := config.FindPaths(p.getenv)
	asks := func(work func() error) error { // without a home there is no file to speak of
		if err != nil {
			return homeless(err)
		}
		return inOneLine(paths.Config, work())
	}
	return line.Config{
		Path: paths.Config,
		Keys: slices.DeleteFunc(config.Keys(), func(key string) bool { return key == "client_secret" }),
		List: p.configured,
		Add: func(name string, given [][2]string) error {
			var all []config.Setting
			for _, s := range given {
				all = append(all, config.Setting{Key: s[0], Value: s[1]})
			}
			return asks(func() error { return config.Add(paths.Config, paths.Home, name, all) })
		},
		Remove: func(name string) error {
			return asks(func() error { return config.Remove(paths.Config, paths.Home, name) })
		},
	}
}

func homeless(err error) error {
	return &line.Fault{Code: line.Usage, What: err.Error(), Hint: "set HOME", Err: err}
}

// inOneLine puts what is wrong with the file into words.
func inOneLine(path string, err error) error {
	var mistakes config.Mistakes
	why := (*fs.PathError)(nil)
	switch {
	case err == nil:
		return nil
	case errors.As(err, &mistakes):
		return &line.Fault{Code: line.Usage, What: mistakes.Error(), Hint: "nothing was written: mend it and try again", Err: err}
	case errors.Is(err, config.ErrKnown), errors.Is(err, config.ErrUnknown):
		return &line.Fault{Code: line.Usage, What: err.Error(), Hint: "poplin account list lists them", Err: err}
	case errors.As(err, &why):
		return &line.Fault{Code: line.Usage, What: fmt.Sprintf("%s cannot be written: %v", path, why.Err), Hint: "it must be a file of yours; POPLIN_CONFIG names another", Err: err}
	}
	return &line.Fault{Code: line.Failed, What: err.Error(), Hint: "the file is " + path, Err: err}
}

// configured lists the accounts as they stand in the file.
func (p *program) configured(context.Context) ([]line.Configured, error) {
	c, err := p.loadConfig()
	if err != nil {
		return nil, err
	}
	var all []line.Configured
	for _, a := range c.Accounts {
		x := line.Configured{Name: a.Name, Server: a.Server, User: a.User, TLS: a.TLS, Auth: a.Auth, Secret: secretOf(a),
			Keep: a.Keep, Download: "all", Poll: a.Poll.String()}
		if a.Keep == "days" {
			x.Keep = fmt.Sprintf("%dd", a.KeepDays)
		}
		switch {
		case a.HeadersOnly:
			x.Download = "headers"
		case a.DownloadLimit > 0:
			x.Download = fmt.Sprint(a.DownloadLimit)
		}
		all = append(all, x)
	}
	return all, nil
}

// secretOf says where an account's secret comes from, and never what it is.
func secretOf(a config.Account) string {
	switch {
	case a.PasswordCommand != "":
		return "password_command"
	case a.PasswordEnv != "":
		return "password_env " + a.PasswordEnv
	case a.TokenCommand != "":
		return "token_command"
	case a.OAuth != "":
		return "oauth " + a.OAuth
	case a.Auth == "external":
		return "client certificate"
	}
	return "keyring or prompt"
}
