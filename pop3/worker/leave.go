package worker

import (
	"context"
	"errors"
	"time"

	"poplin/cache"
	"poplin/cache/message"
	"poplin/pop3"
)

// leave ends the session with QUIT alone, on which the server removes what was marked. That QUIT is about to leave is
// durable before it does. Without an answer nobody knows what happened, and the next listing tells.
func (v *visit) leave(ctx context.Context, marked int) error {
	v.phase(Leaving)
	if marked > 0 {
		if err := v.ledger.Send(ctx); err != nil {
			v.again = errors.Is(err, cache.ErrCalledOff)
			return err
		}
	}
	if marked == 0 {
		err := v.conn.Quit(ctx)
		v.out.Quit = cache.QuitOK
		if err != nil {
			v.out.Quit = cache.QuitUnknown
			v.diary.say("the server did not say goodbye properly; nothing depends on it")
		}
		return nil
	}
	settled, err := v.quit(ctx)
	var refusal *pop3.Error
	switch {
	case err == nil:
		v.out.Quit, v.out.Deleted = cache.QuitOK, marked
		if !settled {
			_, err = v.ledger.Settle(context.WithoutCancel(ctx), func() bool { return true })
		}
		return err
	case errors.As(err, &refusal):
		v.out.Quit = cache.QuitRefused
		v.partly = append(v.partly, "the server could not remove everything; the next visit sees what is left")
		v.diary.say("QUIT was refused: %s", message.Clean(refusal.Text))
		return nil
	}
	v.out.Quit = cache.QuitUnknown
	v.partly = append(v.partly, "the server did not confirm the removal; the next visit sees what is left")
	v.diary.say("%s", explain(err, v.w.host()).What)
	return nil
}

// quit sends QUIT. While the server removes what was marked, that it is gone is made ready to be noted; settled says that
// it was. If that fails it is done once more afterwards.
func (v *visit) quit(ctx context.Context) (settled bool, err error) {
	answer, noted := make(chan bool, 1), make(chan bool, 1)
	go func() {
		settled := false
		defer func() { noted <- settled }()
		v.safely(func() (err error) {
			settled, err = v.ledger.Settle(context.WithoutCancel(ctx), func() bool {
				select {
				case gone := <-answer:
					return gone
				case <-time.After(holdOn):
					return false
				}
			})
			return err
		})
	}()
	err = v.conn.Quit(ctx)
	answer <- err == nil
	return <-noted, err
}

// holdOn is how long others wait who have something to write while the server removes what was marked.
const holdOn = 300 * time.Millisecond
