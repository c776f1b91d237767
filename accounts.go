package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"

	"poplin/cache"
	"poplin/config"
	"poplin/pop3"
	"poplin/pop3/worker"
	"poplin/ui/line"
)

// accounts makes of the configuration what the workers want to know.
func (p *program) accounts(context.Context) ([]worker.Account, error) {
	c, err := p.loadConfig()
	if err != nil {
		return nil, err
	}
	var all []worker.Account
	for _, a := range c.Accounts {
		trust, err := tlsConfig(a)
		if err != nil {
			return nil, err
		}
		all = append(all, worker.Account{
			Name:       a.Name,
			Server:     a.Server,
			Security:   security(a.TLS),
			TLS:        trust,
			Login:      p.passwords.login(a),
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

// tlsConfig trusts the system's roots and, where the account names one, its own CA too.
func tlsConfig(a config.Account) (*tls.Config, error) {
	c := &tls.Config{MinVersion: tls.VersionTLS12}
	if a.CAFile == "" {
		return c, nil
	}
	pem, err := os.ReadFile(a.CAFile)
	if err != nil {
		return nil, &line.Fault{Code: line.Usage, What: "ca_file cannot be read: " + err.Error(), Err: err}
	}
	if c.RootCAs, err = x509.SystemCertPool(); err != nil {
		c.RootCAs = x509.NewCertPool() // a machine without roots of its own
	}
	if !c.RootCAs.AppendCertsFromPEM(pem) {
		return nil, &line.Fault{Code: line.Usage, What: fmt.Sprintf("ca_file %s holds no certificate", a.CAFile),
			Hint: "it must be in PEM form: -----BEGIN CERTIFICATE-----"}
	}
	return c, nil
}
