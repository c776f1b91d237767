// Package ui is the full-screen reader on Bubble Tea v2: it routes input top-down, lays the panes out, pumps worker
// events and is the only place that acts on what screens ask for.
package ui

import (
	"context"

	"poplin/cache"
	"poplin/pop3/worker"
	"poplin/ui/theme"
)

// Deps is all that the reader may touch.
type Deps struct {
	Cache   *cache.Cache
	Workers []*worker.Worker // not yet running; Run runs and ends them
	Theme   theme.Choice
	SaveDir string
	Demo    bool
	Notice  string // something to say at the start
}

// Run shows the reader until the person quits or ctx ends. The terminal is as it was afterwards, whatever happened.
func Run(ctx context.Context, d Deps) error { panic("ui: not built yet") }
