package worker

import (
	"time"

	"poplin/cache"
)

// expired lists the messages that the keep policy lets go of from now on: whole and safe here, untouched by the
// person. Age counts from when the body became durable here, never from a Date header, which the sender chooses. That
// the clock runs steadily is the cache's to know: it refuses to plan on a clock that jumped.
func expired(listed []pair, o outlook) []cache.ID {
	if o.keep.Mode != cache.KeepDays && o.keep.Mode != cache.Never {
		return nil
	}
	period := time.Duration(o.keep.Days) * 24 * time.Hour
	var ids []cache.ID
	for _, c := range listed {
		k := c.known
		if k.Removal != "" || k.Body != cache.Full || k.Place != cache.Inbox || k.Arrived == 0 {
			continue
		}
		if o.keep.Mode == cache.Never || o.keep.Days > 0 && o.now.Sub(k.Arrived.Time()) >= period {
			ids = append(ids, k.ID)
		}
	}
	return ids
}
