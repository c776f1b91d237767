package cache

import (
	"context"
	"errors"
	"fmt"
	"time"

	"poplin/cache/message"
)

// UnsubscribeGrace is how long mail may still come after the wish to be left alone; RFC 8058 asks for "promptly", and
// what was queued or is sent once a week comes a little later.
const UnsubscribeGrace = 10 * 24 * time.Hour

// Unsubscribed is a wish to be left alone, and how it was heeded.
type Unsubscribed struct {
	Key     string // list in small letters, else address of the sender
	Asked   time.Time
	Host    string // that was asked
	Outcome string // in words; "" where only the person can know
	Since   int    // messages that came after it was asked, wherever they rest
	Late    int    // of those, after the grace
	Sender  string // of all that came since, in small letters; "" where there are several
}

// Leaving is what is known of being left alone by a list or a sender.
type Leaving struct {
	Key   string
	Exits []message.Exit
	Query *Query        // finds the mail of the list or the sender
	Asked *Unsubscribed // nil: never asked
}

// Leave finds out how to be left alone by whom these messages are from: the first that says so counts. Those are read
// as far as they are here.
func (c *Cache) Leave(ctx context.Context, ids ...ID) (Leaving, error) {
	l, err := c.leave(ctx, ids)
	if err != nil {
		return Leaving{}, fmt.Errorf("cache: unsubscribe: %w", err)
	}
	return l, nil
}

func (c *Cache) leave(ctx context.Context, ids []ID) (l Leaving, err error) {
	entries, err := c.Entries(ctx, ids)
	if err != nil || len(entries) == 0 {
		return l, errors.Join(err, ctx.Err())
	}
	from := &entries[0]
	for i := range entries {
		if entries[i].Body == None {
			continue
		}
		m, err := c.Open(ctx, entries[i].ID)
		if err != nil {
			return l, err
		}
		if l.Exits = m.Envelope().Exits(); len(l.Exits) > 0 {
			from = &entries[i]
			break
		}
	}
	l.Key = from.leaveKey()
	l.Query = &Query{exactTerm{inFrom, l.Key}}
	if from.List != "" {
		l.Query = &Query{exactTerm{inList, l.Key}}
	}
	asked, err := c.Unsubscribed(ctx, l.Key)
	if len(asked) > 0 {
		l.Asked = &asked[0]
	}
	return l, err
}

// leaveKey names whom one would be left alone by.
func (e *Entry) leaveKey() string {
	if e.List != "" {
		return lowerPlain(e.List)
	}
	return lowerPlain(e.From.Addr)
}

// Unsubscription is the wish to be left alone by whom a message is from; nil if there is none.
func (c *Cache) Unsubscription(ctx context.Context, e *Entry) (*Unsubscribed, error) {
	all, err := c.Unsubscribed(ctx, e.leaveKey())
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return &all[0], nil
}

// Unsubscribe remembers that a list or a sender was asked, now; only Key, Host and Outcome of u count.
func (c *Cache) Unsubscribe(ctx context.Context, u Unsubscribed) error {
	err := c.exec(ctx, `INSERT INTO unsubscribed (key, asked, host, outcome) VALUES (?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET asked = excluded.asked, host = excluded.host, outcome = excluded.outcome`,
		u.Key, c.now().Unix(), u.Host, u.Outcome)
	if err != nil {
		return fmt.Errorf("cache: unsubscribe: %w", err)
	}
	return nil
}

// Unsubscribed lists the wishes to be left alone, those of the keys given or all of them, with what came since.
func (c *Cache) Unsubscribed(ctx context.Context, keys ...string) ([]Unsubscribed, error) {
	rows, err := c.read.QueryContext(ctx, `SELECT u.key, u.asked, u.host, u.outcome, count(m.id), coalesce(sum(m.date > u.asked + ?1), 0),
		iif(count(DISTINCT lower(m.from_addr)) = 1, min(lower(m.from_addr)), '')
		FROM unsubscribed u LEFT JOIN message m ON m.date > u.asked AND m.id IN
			(SELECT id FROM message WHERE lower(list) = u.key UNION SELECT id FROM message WHERE lower(from_addr) = u.key)
		WHERE ?2 = '[]' OR u.key IN (SELECT value FROM json_each(?2)) GROUP BY u.key`, int64(UnsubscribeGrace/time.Second), array(keys))
	if err != nil {
		return nil, fmt.Errorf("cache: unsubscribed: %w", friendly(err))
	}
	defer rows.Close()
	var all []Unsubscribed
	for rows.Next() {
		var (
			u     Unsubscribed
			asked int64
		)
		if err := rows.Scan(&u.Key, &asked, &u.Host, &u.Outcome, &u.Since, &u.Late, &u.Sender); err != nil {
			return nil, fmt.Errorf("cache: unsubscribed: %w", friendly(err))
		}
		u.Asked = time.Unix(asked, 0)
		all = append(all, u)
	}
	return all, friendly(rows.Err())
}
