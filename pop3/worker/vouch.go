package worker

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"

	"poplin/cache"
)

// vouch is the vault gate's second look, right before anything leaves: is the copy here still what came, and was what
// came the whole message? It says for whom that holds. What was fetched in this visit was hashed as it came.
func (v *visit) vouch(ctx context.Context, leaving []departure, _ []cache.Listing) ([]departure, error) {
	var old []cache.ID
	for _, d := range leaving {
		if d.Body == cache.Full && !d.NoCopy && !v.fetched(d.ID) {
			old = append(old, d.ID)
		}
	}
	var unsound []cache.ID
	err := v.meanwhile(ctx, func() (err error) {
		unsound, err = v.unsound(ctx, old)
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := v.ledger.FetchAgain(ctx, unsound, "the copy here is damaged: it is fetched again first"); err != nil {
		return nil, err
	}
	if n := len(unsound); n > 0 {
		v.more = true
		v.partly = append(v.partly, fmt.Sprintf("the copy of %s here is damaged; the next visit fetches it again before it may leave the server", count(n, "message")))
	}
	held := map[cache.ID]bool{}
	for _, id := range unsound {
		held[id] = true
	}
	var sure []departure
	for _, d := range leaving {
		whole := true
		if d.Body == cache.Full && !d.NoCopy && !held[d.ID] && d.short() {
			if whole, err = v.wholeAfterAll(ctx, d); err != nil {
				return nil, err
			}
		}
		if whole && !held[d.ID] {
			sure = append(sure, d)
		}
	}
	return sure, nil
}

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
	there, err := v.sum(ctx, d.line.Number)
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

// readBack are the copies of what is to leave, hashed while the server lists what it has.
type readBack struct {
	ids, unsound []cache.ID
	err          error
	done         chan struct{}
}

func (v *visit) vouchAhead(ctx context.Context) *readBack {
	r := &readBack{done: make(chan struct{})}
	go func() {
		defer close(r.done)
		r.err = v.safely(func() (err error) {
			if r.ids, err = v.ledger.Departing(ctx); err == nil {
				r.unsound, err = v.ledger.Unsound(ctx, r.ids)
			}
			return err
		})
	}()
	return r
}

func (r *readBack) wait() {
	if r != nil {
		<-r.done
	}
}

// unsound names those of ids whose copies cannot be vouched for; most of them were read back already in this visit.
func (v *visit) unsound(ctx context.Context, ids []cache.ID) ([]cache.ID, error) {
	r := v.ahead
	if r == nil {
		return v.ledger.Unsound(ctx, ids)
	}
	if r.wait(); r.err != nil {
		return nil, r.err
	}
	var bad, rest []cache.ID
	for _, id := range ids {
		if _, read := slices.BinarySearch(r.ids, id); !read {
			rest = append(rest, id)
		} else if _, found := slices.BinarySearch(r.unsound, id); found {
			bad = append(bad, id)
		}
	}
	more, err := v.ledger.Unsound(ctx, rest)
	return append(bad, more...), err
}
