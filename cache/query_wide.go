package cache

import "sync"

// wideWords remembers searches of the index that found many. That they do not any more only costs time.
type wideWords struct {
	mu    sync.Mutex
	known map[string]float64
}

// maxWide bounds the memory; then it starts afresh.
const maxWide = 256

// share is about the share of the mail that match finds, 0 of what is not known to find many.
func (w *wideWords) share(match string) float64 {
	if widePrefix(match) {
		return 1
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.known[match]
}

func (w *wideWords) add(match string, share float64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.known == nil || len(w.known) >= maxWide {
		w.known = map[string]float64{}
	}
	w.known[match] = share
}
