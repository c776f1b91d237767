// Package ui is the full-screen reader on Bubble Tea v2: it routes input top-down, lays the panes out, pumps worker
// events and is the only place that acts on what screens ask for.
package ui

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"

	"poplin/cache"
	"poplin/pop3/worker"
	"poplin/ui/theme"
)

// Deps is all that the reader may touch.
type Deps struct {
	Open      func(ctx context.Context) (Mailbox, error) // called beside the making of the screens
	Theme     theme.Choice
	SaveDir   string
	Me        []string // the person's addresses
	Rehearse  func(ctx context.Context, c *cache.Cache, p *cache.Plan, o cache.RemoveOptions) ([]worker.Rehearsed, error)
	OneClick  func(ctx context.Context, uri string) error // asks to be taken off a list; nil: only by hand
	Questions <-chan Question                             // for passwords; nil: none will come
	Demo      bool

	Now func() time.Time // nil: time.Now

	Environ []string // what the terminal says of itself

	// For a terminal that is not the process's own.
	In      io.Reader
	Out     io.Writer
	Options []tea.ProgramOption
}

// Mailbox is what the reader shows and who brings it.
type Mailbox struct {
	Cache   *cache.Cache
	Workers []*worker.Worker // not yet running; Run runs and ends them
	Notice  string           // something to say at the start

	accounts map[cache.AccountID]string
}

// Run shows the reader until the person quits or ctx ends. The terminal is as it was afterwards, whatever happened, and
// untouched if the mailbox cannot be opened; a panic inside is raised again, as a *Broken, when that is done.
func Run(ctx context.Context, d Deps) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if d.Now == nil {
		d.Now = time.Now
	}
	opened := d.open(ctx)
	m := newModel(ctx, d)
	painter, own, lent := lend(d.Out, d.Environ)
	defer painter.Close()
	box, err := opened()
	if err != nil {
		return err
	}
	m.receive(box)
	m.readAhead()
	p := tea.NewProgram(painted{m, painter}, options(ctx, d, lent)...)
	m.frames, m.quit = &frames{program: p}, p.Quit
	var at sync.WaitGroup
	if own != nil {
		at.Go(func() { own.watch(ctx, p) })
	}
	for _, w := range box.Workers {
		at.Go(func() { serve(ctx, w, p, m.start.over) })
	}
	_, err = p.Run()
	m.frames.close()
	cancel()
	at.Wait()
	switch {
	case m.broke != nil:
		panic(m.broke)
	case errors.Is(err, tea.ErrProgramKilled) || errors.Is(err, tea.ErrInterrupted):
		return nil // told to end from outside, and did
	}
	return err
}

// open begins to open the mailbox; what it returns waits for the end of that.
func (d Deps) open(ctx context.Context) func() (Mailbox, error) {
	type opened struct {
		box  Mailbox
		err  error
		hurt *Broken
	}
	done := make(chan opened, 1)
	go func() {
		var o opened
		defer func() {
			if r := recover(); r != nil {
				o.hurt = broken(r)
			}
			done <- o
		}()
		if o.box, o.err = d.Open(ctx); o.err == nil {
			o.box.accounts, o.err = o.box.Cache.Accounts(ctx)
		}
	}()
	return func() (Mailbox, error) {
		o := <-done
		if o.hurt != nil {
			panic(o.hurt)
		}
		return o.box, o.err
	}
}

func options(ctx context.Context, d Deps, lent []tea.ProgramOption) []tea.ProgramOption {
	o := append(lent, tea.WithContext(ctx), tea.WithFPS(startRate), tea.WithoutSignalHandler())
	if d.In != nil {
		o = append(o, tea.WithInput(d.In))
	}
	if d.Environ != nil {
		o = append(o, tea.WithEnvironment(d.Environ))
	}
	return append(o, d.Options...)
}

// serve runs a worker for as long as the reader runs, once the start is over; a panic in it ends the reader in good order.
func serve(ctx context.Context, w *worker.Worker, p *tea.Program, over <-chan struct{}) {
	defer func() {
		if r := recover(); r != nil {
			p.Send(brokeMsg{broken(r)})
		}
	}()
	select {
	case <-over:
	case <-ctx.Done():
	}
	w.Run(ctx)
}
