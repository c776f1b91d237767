package worker

import (
	"context"
	"crypto/sha256"
	"fmt"

	"poplin/cache"
)

// vouch is the vault gate's second look, right before anything leaves: is the copy here still what came, and was what
// came the whole message? Of the first of leaving, those that have been read back by now, it says for whom that holds.
// What was fetched in this visit was hashed as it came.
func (v *visit) vouch(ctx context.Context, leaving []departure) (sure, rest []departure, err error) {
	n, err := v.readBack(ctx, leaving)
	if err != nil {
		return nil, nil, err
	}
	n = min(n, max(portionSize, len(leaving)/2)) // so that little is left to be noted behind the last answer
	var damaged []cache.ID
	sure = make([]departure, 0, n)
	for _, d := range leaving[:n] {
		whole := true
		switch {
		case !d.vaulted():
		case v.copies.unsound.has(d.ID):
			damaged, whole = append(damaged, d.ID), false
		case d.short():
			if whole, err = v.wholeAfterAll(ctx, d); err != nil {
				return nil, nil, err
			}
		}
		if whole {
			sure = append(sure, d)
		}
	}
	if n := len(damaged); n > 0 {
		v.more = true
		v.partly = append(v.partly, fmt.Sprintf("the copy of %s here is damaged; the next visit fetches it again before it may leave the server", count(n, "message")))
	}
	return sure, leaving[n:], v.ledger.FetchAgain(ctx, damaged, "the copy here is damaged: it is fetched again first")
}

// vaulted says that the message may leave for the sake of its copy here.
func (d departure) vaulted() bool { return d.Body == cache.Full && !d.NoCopy }

// short says that clearly less came than the server says there is. Sizes are advisory, some servers guess them; but a
// server that cannot read its own disk sends what it has and ends as if that were all (Dovecot).
func (d departure) short() bool { return d.Stored*10 < d.line.Size*9 }

// wholeAfterAll asks for a short message once more. Where sizes are exact on the whole, the same again is no proof, and
// the removal waits for a day on which size and bytes agree.
func (v *visit) wholeAfterAll(ctx context.Context, d departure) (bool, error) {
	here, _, err := v.sumHere(ctx, d.ID)
	if err != nil {
		return false, err
	}
	there, err := v.sum(ctx, int(d.line.Number))
	if err != nil {
		return false, err
	}
	switch {
	case there == [sha256.Size]byte{}:
		return false, v.ledger.Refuse(ctx, d.ID, "it came short, and the server refuses to hand it out again")
	case here != there:
		v.more = true
		return false, v.ledger.FetchAgain(ctx, []cache.ID{d.ID}, "it came short: it is fetched again first")
	case !v.exact:
		return true, nil
	}
	why := fmt.Sprintf("the server says that it has %d bytes and hands out %d: the rest is not here", d.line.Size, d.Stored)
	v.diary.say("message %d is not removed: %s", d.line.Number, why)
	return false, v.ledger.Refuse(ctx, d.ID, why)
}

// exactSizes says that this server's LIST can be believed: nearly all that is here whole is as long as it said.
func exactSizes(known []cache.Known) bool {
	all, exact := 0, 0
	for _, k := range known {
		if k.Body == cache.Full && k.Stored > 0 && k.Place != cache.Trash {
			all++
			if k.Stored == k.Size {
				exact++
			}
		}
	}
	return all >= 8 && exact*10 >= all*9
}

// fetched says that a message came whole in this visit.
func (v *visit) fetched(id cache.ID) bool {
	v.waiting.lock.Lock()
	defer v.waiting.lock.Unlock()
	return v.waiting.here.has(id)
}
