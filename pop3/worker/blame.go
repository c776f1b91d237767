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
func (f *fetcher) blame(ctx context.Context, mails []mail, c *catch, top bool, err error) error {
	if err == nil && len(c.refused) == 0 {
		return nil
	}
	refusal, _ := err.(*pop3.Error)
	guilty := map[cache.ID]bool{}
	if refusal == nil || f.came && !grave(refusal) {
		for _, m := range c.refused {
			guilty[m.id] = true
		}
	}
	if refusal == nil && f.breaking(ctx, err) {
		if m, ok := c.culprit(mails); ok {
			guilty[m.id] = true
			f.diary.say("the session broke at message %d", m.number)
		}
	}
	var blamed, spared []cache.ID
	for _, m := range mails {
		switch {
		case guilty[m.id]:
			blamed = append(blamed, m.id)
		case !c.over[m.id] || refusedIn(c, m):
			spared = append(spared, m.id)
		}
	}
	ctx = context.WithoutCancel(ctx)
	if top {
		if c.came == 0 && refusal != nil {
			return nil // no TOP at all
		}
		return f.ledger.Begin(ctx, blamed)
	}
	return f.ledger.Excuse(ctx, spared)
}

func refusedIn(c *catch, m mail) bool {
	for _, r := range c.refused {
		if r.id == m.id {
			return true
		}
	}
	return false
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
