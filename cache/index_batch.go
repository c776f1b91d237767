package cache

import (
	"context"
	"runtime"
	"slices"
	"sync"
)

// A batch is what is looked up at once: the newest messages that wait, by rising id, as the index takes them.
const (
	batchMessages = 2000
	batchText     = 16 << 20 // bytes of mail, attachments not counted
	fullPostings  = 12 << 20 // bytes at which the words of a batch are written before it is at its end
)

// batch reads what the tables know of the newest of those messages whose ids the query gives.
func (c *Cache) batch(ctx context.Context, query string, args ...any) ([]wording, error) {
	rows, err := c.read.QueryContext(ctx, `SELECT i.message, coalesce(iif(length(d.structure) > 0, min(b.size, 65536), b.size), 0)
		FROM (`+query+`) i LEFT JOIN detail d ON d.message = i.message LEFT JOIN body b ON b.id = d.raw
		ORDER BY i.message DESC`, args...)
	if err != nil {
		return nil, friendly(err)
	}
	defer rows.Close()
	var ids []ID
	for text := int64(0); len(ids) < batchMessages && text < batchText && rows.Next(); {
		var id ID
		var size int64
		if err := rows.Scan(&id, &size); err != nil {
			return nil, friendly(err)
		}
		ids, text = append(ids, id), text+size
	}
	if err := rows.Err(); err != nil {
		return nil, friendly(err)
	}
	rows.Close()
	slices.Sort(ids)
	return c.wordings(ctx, ids)
}

// takeIn takes in the words of a batch, and has write put them away when there are many, and at the end, which is when
// last is true. Some texts are read ahead, side by side, each by one of a few readers in turn.
func (c *Cache) takeIn(ctx context.Context, words *postings, batch []wording, write func(some []wording, last bool) error) error {
	ctx, cancel := context.WithCancel(ctx)
	var reading sync.WaitGroup
	defer reading.Wait()
	defer cancel()
	texts := make([]chan string, min(2*runtime.NumCPU(), len(batch)))
	for k := range texts {
		texts[k] = make(chan string)
		reading.Go(func() {
			for i := k; i < len(batch) && ctx.Err() == nil; i += len(texts) {
				select {
				case texts[k] <- c.text(ctx, batch[i].raw):
				case <-ctx.Done():
				}
			}
		})
	}
	words.reset()
	from := 0
	for i := range batch {
		w := &batch[i]
		select {
		case w.body = <-texts[i%len(texts)]:
		case <-ctx.Done():
		}
		if err := ctx.Err(); err != nil { // what was read may be nothing
			return err
		}
		words.take(w)
		w.body = ""
		last := i == len(batch)-1
		if words.size() < fullPostings && !last {
			continue
		}
		if err := write(batch[from:i+1], last); err != nil {
			return err
		}
		words.reset()
		from = i + 1
	}
	return nil
}

// text reads a message's text. One that cannot be read is indexed by its header alone.
func (c *Cache) text(ctx context.Context, raw stored) (text string) {
	defer func() {
		if recover() != nil {
			text = ""
		}
	}()
	if raw.body == 0 || ctx.Err() != nil {
		return ""
	}
	// A query whose context can end costs two goroutines; these are too short to be worth stopping.
	m, err := c.openStored(context.WithoutCancel(ctx), raw)
	if err != nil {
		return ""
	}
	return m.Text()
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
