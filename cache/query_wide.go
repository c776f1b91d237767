package cache

import "sync"

// wideWords remembers searches of the index that found many. That they do not any more only costs time.
type wideWords struct {
	mu    sync.Mutex
	known map[string]bool
}

// maxWide bounds the memory; then it starts afresh.
const maxWide = 256

func (w *wideWords) has(match string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.known[match]
}

func (w *wideWords) add(match string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.known == nil || len(w.known) >= maxWide {
		w.known = map[string]bool{}
	}
	w.known[match] = true
}
