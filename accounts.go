package main

import (
	"context"
	"strings"

	"poplin/cache"
	"poplin/config"
	"poplin/pop3"
	"poplin/pop3/worker"
)

// accounts makes of the configuration what the workers want to know.
func (p *program) accounts(context.Context) ([]worker.Account, error) {
	c, err := p.loadConfig()
	if err != nil {
		return nil, err
	}
	var all []worker.Account
	for _, a := range c.Accounts {
		tls, err := tlsConfig(a)
		if err != nil {
			return nil, err
		}
		_, domain, _ := strings.Cut(a.User, "@")
		all = append(all, worker.Account{
			Name:       a.Name,
			Server:     a.Server,
			Domain:     domain,
			Security:   security(a.TLS),
			TLS:        tls,
			Roots:      systemRoots,
			Login:      p.secrets.login(a),
			Refused:    p.secrets.forget(a),
			Keep:       keep(a),
			Download:   worker.Download{HeadersOnly: a.HeadersOnly, Limit: a.DownloadLimit},
			Poll:       a.Poll,
			Pipelining: pipelining(a.Pipelining),
		})
	}
	return all, nil
}

func security(tls string) pop3.Security {
	switch tls {
	case "starttls":
		return pop3.StartTLS
	case "none":
		return pop3.Plain
	}
	return pop3.Implicit
}

func keep(a config.Account) cache.Keep {
	switch a.Keep {
	case "always":
		return cache.Keep{Mode: cache.Always}
	case "days":
		return cache.Keep{Mode: cache.KeepDays, Days: a.KeepDays}
	case "never":
		return cache.Keep{Mode: cache.Never}
	}
	return cache.Keep{Mode: cache.UntilDeleted}
}

func pipelining(s string) worker.Pipelining {
	switch s {
	case "on":
		return worker.PipeOn
	case "off":
		return worker.PipeOff
	}
	return worker.PipeAuto
}
