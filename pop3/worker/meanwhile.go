package worker

import (
	"context"
	"time"
)

// longSilence is how long a session may hear nothing of us. Servers end idle sessions after half a minute or one, and
// would take what is marked in it back.
const longSilence = 20 * time.Second

// meanwhile does work at home in the middle of a session, and says NOOP now and then if it takes long: the disk may be
// slow, or another program may hold the cache. The work must leave the connection alone.
func (v *visit) meanwhile(ctx context.Context, work func() error) error {
	done := make(chan error, 1)
	go func() { done <- v.safely(work) }()
	bell := time.NewTicker(v.w.silence)
	defer bell.Stop()
	for {
		select {
		case err := <-done:
			return err
		case <-bell.C:
			if v.noNOOP = v.noNOOP || v.conn.Noop(ctx) != nil; v.noNOOP {
				bell.Stop() // it is unknown there, as to DavMail; or the line is dead, which the next command tells
			}
		}
	}
}
