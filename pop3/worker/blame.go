package worker

import (
	"context"
	"errors"
	"strings"

	"poplin/cache"
	"poplin/pop3"
)

// blame settles the attempts noted by Begin, so that only a message which was itself in the way ends in quarantine:
// what was refused alone, and the message at which a session broke. All others that did not come are excused.
func (f *fetcher) blame(ctx context.Context, d *draft, err error) error {
	c := d.catch
	refusal, _ := err.(*pop3.Error)
	guilty := map[cache.ID]bool{}
	if refusal == nil || f.came && !grave(refusal) {
		for _, m := range c.refused {
			guilty[m.id] = true
		}
	}
	if refusal == nil && f.breaking(ctx, err) {
		if m, ok := c.culprit(); ok {
			guilty[m.id] = true
			f.diary.say("the session broke at message %d", m.line.Number)
		}
	}
	refused := map[caught]bool{}
	for _, m := range c.refused {
		refused[m.caught()] = true
	}
	var blamed []cache.ID // Begin has not noted it
	spared := append(ids(d.noted()), d.spared...)
	for _, m := range c.order {
		switch {
		case guilty[m.id] && m.top:
			blamed = append(blamed, m.id)
		case !guilty[m.id] && !m.top && (!c.over[m.caught()] || refused[m.caught()]):
			spared = append(spared, m.id)
		}
	}
	if refusal != nil && c.knowsNoTop() {
		blamed = nil
	}
	ctx = context.WithoutCancel(ctx)
	return errors.Join(f.ledger.Begin(ctx, blamed), f.ledger.Excuse(ctx, spared))
}

// breaking says that an error may be a message's doing. Out of step in a window proves nothing about any one of them:
// the session that follows goes one at a time. Nor do our own disk and an impatient person.
func (f *fetcher) breaking(ctx context.Context, err error) bool {
	switch {
	case err == nil, ctx.Err() != nil:
		return false
	case errors.Is(err, pop3.ErrProtocol):
		return !f.pipes()
	}
	return errors.Is(err, pop3.ErrTruncated) || errors.Is(err, pop3.ErrTimeout) || errors.Is(err, pop3.ErrTooLong)
}

// grave refusals speak of the server's state and not of one message.
func grave(e *pop3.Error) bool { return strings.HasPrefix(string(e.Code), "SYS/") }
