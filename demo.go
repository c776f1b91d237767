package main

import (
	"context"
	"crypto/tls"
	"errors"
	"os"

	"github.com/charmbracelet/x/term"

	"poplin/cache"
	"poplin/pop3"
	"poplin/pop3/maildrop"
	"poplin/pop3/worker"
	"poplin/ui"
	"poplin/ui/line"
)

// sample is the demo's own little world: a server on loopback, and a cache that goes away with it.
type sample struct {
	server *maildrop.Server
	dir    string
	cache  *cache.Cache
}

// demo shows the reader on the sample mailbox. Where there is no terminal it makes one visit and lists what came.
func (p *program) demo(ctx context.Context) (err error) {
	s, err := p.newSample(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	if term.IsTerminal(os.Stdout.Fd()) {
		accounts := []worker.Account{s.account()}
		open := func(ctx context.Context) (ui.Mailbox, error) {
			workers, err := p.workers(ctx, s.cache, accounts)
			return ui.Mailbox{Cache: s.cache, Workers: workers}, err
		}
		p.heap.beNimble()
		return ui.Run(ctx, ui.Deps{
			Open: open, Theme: p.look(), SaveDir: p.saveDir(), Demo: true, Now: p.now,
			Rehearse: p.rehearseWith(accounts), Me: []string{"mary@" + maildrop.SampleDomain}, Environ: os.Environ(),
		})
	}
	if _, err := worker.New(s.account(), s.cache, worker.Options{Now: p.now}).Visit(ctx, nil); err != nil {
		return err
	}
	return line.List(ctx, p.env(), s.cache)
}

func (p *program) newSample(ctx context.Context) (*sample, error) {
	dir, err := os.MkdirTemp("", "poplin-demo-")
	if err != nil {
		return nil, err
	}
	s := &sample{dir: dir}
	s.server, err = maildrop.Start(maildrop.Config{
		Users: map[string]maildrop.User{"demo": {Password: "demo", Box: maildrop.Sample(p.now())}},
		TLS:   true,
	})
	if err == nil {
		s.cache, err = cache.Open(ctx, dir, cache.Options{Now: p.now})
	}
	if err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

// account is an ordinary one: real POP3 over real TLS, whose certificate is checked.
func (s *sample) account() worker.Account {
	return worker.Account{
		Download: worker.Download{Limit: 5 << 20}, // so that there is a message to look into before it is fetched
		Name:     "demo", Server: s.server.Addr(), Domain: maildrop.SampleDomain, Security: pop3.Implicit, TLS: &tls.Config{RootCAs: s.server.Roots()},
		Login: func(context.Context) (pop3.Credentials, error) {
			return pop3.Credentials{User: "demo", Password: "demo", Mechanism: "auto"}, nil
		},
	}
}

func (s *sample) close() error {
	var errs []error
	if s.cache != nil {
		errs = append(errs, s.cache.Close())
	}
	if s.server != nil {
		errs = append(errs, s.server.Close())
	}
	return errors.Join(append(errs, os.RemoveAll(s.dir))...)
}
