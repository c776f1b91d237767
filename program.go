package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"github.com/adrg/xdg"
	"github.com/charmbracelet/x/term"

	"poplin/cache"
	"poplin/config"
	"poplin/pop3/worker"
	"poplin/ui"
	"poplin/ui/line"
	"poplin/ui/setup"
	"poplin/ui/theme"
)

// program is what lives as long as the process: the environment, and what was opened once and is closed at the end.
type program struct {
	getenv  func(string) string
	now     func() time.Time
	secrets *secrets
	heap    *heap
	config  *config.Config // nil before the first use
	cache   *cache.Cache   // nil before the first use
}

func newProgram(getenv func(string) string, now func() time.Time, h *heap) *program {
	return &program{getenv: getenv, now: now, heap: h, secrets: newSecrets(getenv, now)}
}

func (p *program) close() {
	if p.cache != nil {
		p.cache.Close()
	}
}

// env is what the commands are lent.
func (p *program) env() line.Env {
	e := line.Env{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
		InTTY:  term.IsTerminal(os.Stdin.Fd()),
		OutTTY: term.IsTerminal(os.Stdout.Fd()),
		ErrTTY: term.IsTerminal(os.Stderr.Fd()),
		Now:    p.now, Version: version(),
		Cache: p.openCache, Accounts: p.accounts, Config: p.settings(), Own: p.own, Rehearse: p.rehearse, Reader: p.reader, Demo: p.demo,
	}
	for _, f := range []*os.File{os.Stdout, os.Stderr} {
		if w, _, err := term.GetSize(f.Fd()); err == nil && e.Width == 0 {
			e.Width = w
		}
	}
	return e
}

// version is Poplin's, as the Go tool recorded it, and Go's.
func version() string {
	v := "(devel)"
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		v = info.Main.Version
	}
	return v + " " + runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH
}

// loadConfig reads the configuration once; without a file there are no accounts.
func (p *program) loadConfig() (*config.Config, error) {
	if p.config != nil {
		return p.config, nil
	}
	paths, err := config.FindPaths(p.getenv)
	if err != nil {
		return nil, homeless(err)
	}
	c, err := config.Load(paths.Config, paths.Home)
	var mistakes config.Mistakes
	switch {
	case errors.Is(err, fs.ErrNotExist):
		c = &config.Config{Path: paths.Config}
	case errors.As(err, &mistakes):
		return nil, &line.Fault{Code: line.Usage, What: mistakes.Error(), Hint: mistakes.Hint(), Err: err}
	case err != nil:
		return nil, &line.Fault{Code: line.Usage, What: "the configuration cannot be read: " + reason(err), Err: err,
			Hint: paths.Config + " must be a file that you may read; POPLIN_CONFIG names another"}
	}
	p.config = c
	return c, nil
}

func (p *program) openCache(ctx context.Context) (*cache.Cache, error) {
	if p.cache != nil {
		return p.cache, nil
	}
	paths, err := config.FindPaths(p.getenv)
	if err != nil {
		return nil, homeless(err)
	}
	p.cache, err = cache.Open(ctx, paths.Data, cache.Options{Now: p.now})
	if why := (*fs.PathError)(nil); errors.As(err, &why) && !errors.Is(err, cache.ErrReadOnly) {
		err = &line.Fault{Code: line.Failed, What: fmt.Sprintf("there can be no mail in %s: %v", paths.Data, why.Err), Err: err,
			Hint: "POPLIN_DATA names another folder"}
	}
	return p.cache, err
}

// reason is why a file cannot be used, without its name.
func reason(err error) string {
	if why := (*fs.PathError)(nil); errors.As(err, &why) {
		return why.Err.Error()
	}
	return err.Error()
}

// reader opens the full screen on the person's own mail; without an account, the welcome.
func (p *program) reader(ctx context.Context) error {
	accounts, err := p.accounts(ctx)
	if err != nil {
		return err
	}
	if !term.IsTerminal(os.Stdout.Fd()) {
		return &line.Fault{Code: line.Usage, What: "the reader needs a terminal", Hint: "poplin list and the other commands need none: poplin --help"}
	}
	if len(accounts) == 0 {
		return p.welcome(ctx)
	}
	open := func(ctx context.Context) (box ui.Mailbox, err error) {
		if box.Cache, err = p.openCache(ctx); err != nil {
			return box, err
		}
		if s := box.Cache.Salvaged(); s != nil {
			box.Notice = line.SalvageNotice(s)
		}
		box.Workers, err = p.workers(ctx, box.Cache, accounts)
		return box, err
	}
	questions := p.secrets.onlyOnScreen()
	p.heap.beNimble()
	d := ui.Deps{Open: open, Theme: p.look(), SaveDir: p.saveDir(), Now: p.now, Rehearse: p.rehearse,
		OneClick: p.oneClick, Questions: questions, Environ: os.Environ()}
	if d.Me, err = p.own(ctx); err != nil {
		return err
	}
	return ui.Run(ctx, d)
}

func (p *program) welcome(ctx context.Context) error {
	choice, err := setup.Show(ctx, setup.Welcome{Path: p.config.Path, Sample: config.Sample, Look: p.look()})
	if err != nil || choice != setup.Demo {
		return err
	}
	return p.demo(ctx)
}

// workers makes a worker an account. The cache is told of the accounts first, so that what is done before the first
// visit follows their policies.
func (p *program) workers(ctx context.Context, c *cache.Cache, accounts []worker.Account) ([]*worker.Worker, error) {
	var ws []*worker.Worker
	for _, a := range accounts {
		if _, err := c.Account(ctx, a.Name, a.Keep); err != nil {
			return nil, err
		}
		ws = append(ws, worker.New(a, c, worker.Options{Now: p.now, Aside: true}))
	}
	return ws, nil
}

// look is what the environment says of the terminal; whether it is dark, the terminal itself is asked later.
func (p *program) look() theme.Choice {
	locale := p.getenv("LC_ALL")
	for _, name := range []string{"LC_CTYPE", "LANG"} {
		if locale == "" {
			locale = p.getenv(name)
		}
	}
	utf8 := strings.Contains(strings.ToLower(strings.ReplaceAll(locale, "-", "")), "utf8")
	return theme.Choice{Dark: true, NoColor: p.getenv("NO_COLOR") != "", ASCII: locale != "" && !utf8}
}

// saveDir is where the reader saves attachments unless told otherwise: the person's folder for downloads if there is
// one.
func (p *program) saveDir() string {
	dir := xdg.UserDirs.Download
	if info, err := os.Stat(dir); err == nil && info.IsDir() {
		return dir
	}
	if home := p.getenv("HOME"); filepath.IsAbs(home) {
		return home
	}
	return "."
}
