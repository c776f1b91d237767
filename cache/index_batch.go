package cache

import (
	"cmp"
	"context"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// A batch is one write transaction: long enough to be worth its fsync, short enough that nobody waits for it.
const (
	batchMessages = 200
	batchBytes    = 1 << 20 // of tokens
)

// batch reads and cuts into tokens the messages whose ids the query gives, until they are enough. They come by rising
// id, as the index likes to take them.
func (c *Cache) batch(ctx context.Context, query string, args ...any) ([]wording, error) {
	ids, err := c.readIDs(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	all, err := c.wordings(ctx, ids)
	if err != nil {
		return nil, err
	}
	var (
		next, size atomic.Int64
		wg         sync.WaitGroup
	)
	for range min(runtime.NumCPU(), len(all)) {
		wg.Go(func() {
			for size.Load() < batchBytes && ctx.Err() == nil {
				i := next.Add(1) - 1
				if i >= int64(len(all)) {
					return
				}
				c.addText(ctx, &all[i])
				size.Add(all[i].cut())
			}
		})
	}
	wg.Wait()
	all = all[:min(int(next.Load()), len(all))]
	slices.SortFunc(all, func(a, b wording) int { return cmp.Compare(a.id, b.id) })
	return all, ctx.Err()
}

// addText reads a message's text. One that cannot be read is indexed by its header alone.
func (c *Cache) addText(ctx context.Context, w *wording) {
	defer func() {
		if recover() != nil {
			w.body = ""
		}
	}()
	if w.raw.body == 0 {
		return
	}
	// A query whose context can end costs two goroutines; these are too short to be worth stopping.
	if m, err := c.openStored(context.WithoutCancel(ctx), w.raw); err == nil {
		w.body = m.Text()
	}
}

// wordings reads what the tables know, in the order of ids. Ids of no message are left out.
func (c *Cache) wordings(ctx context.Context, ids []ID) ([]wording, error) {
	rows, err := c.read.QueryContext(ctx, selectWording, list(ids))
	if err != nil {
		return nil, friendly(err)
	}
	defer rows.Close()
	var all []wording
	for rows.Next() {
		w, err := scanWording(rows)
		if err != nil {
			return nil, friendly(err)
		}
		all = append(all, w)
	}
	return all, friendly(rows.Err())
}
