package line

import (
	"context"

	"poplin/cache"
	"poplin/pop3/worker"
)

// leastFit is as little as makes sense to ask for.
const leastFit = 1000

// fitting reads what --fit says; 0 where it was not given.
func fitting(given bool, s string) (int64, error) {
	if !given {
		return 0, nil
	}
	octets, ok := cache.ParseSize(s)
	switch {
	case !ok || octets <= 0:
		return 0, usage("a size is a number and a unit: 500k, 10M, 1.5G", "--fit cannot be %q", s)
	case octets < leastFit:
		return 0, usage("10M is ten million bytes", "no message fits in %s", plural(int(octets), "byte"))
	}
	return octets, nil
}

// visit brings everything, or what fits.
func (v *visits) visit(ctx context.Context, w *worker.Worker, hear func(worker.Event)) (cache.Outcome, error) {
	v.fitted = nil
	if v.share == 0 {
		return w.Visit(ctx, hear)
	}
	return w.Fit(ctx, v.share, func(e worker.Event) {
		if f, ok := e.(worker.Fitted); ok {
			v.fitted = &f
			v.fit = max(v.fit-f.Bytes, 1) // 0 would be everything
		}
		hear(e)
	})
}

// share is what one of n accounts may fetch.
func share(fit int64, n int) int64 {
	if fit == 0 {
		return 0
	}
	return max(fit/int64(n), 1)
}
