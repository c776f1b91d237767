package worker

import (
	"context"

	"poplin/cache"
)

// confirmedOnes is how many removals a visit confirms by header blocks; of more, so many are picked at random, unless
// their sizes tell more than that.
const confirmedOnes = 64

// confirm looks whether the server means by a UIDL what the cache means. UIDL n before each DELE proves the name; but
// there are servers that give a name again to another message once its owner is gone (RFC 1939 allows it), or count
// anew. So the header block is asked for: of every message whose size has changed, of all others if they are few, and
// of a sample if they are many and hardly differ in size. One wrong one, and all are asked.
func (v *visit) confirm(ctx context.Context, leaving []departure, _ []cache.Listing) ([]departure, error) {
	if v.content {
		return leaving, nil // named by their headers, which are read once more before each DELE
	}
	var due []departure
	rest := make([]departure, 0, len(leaving))
	for _, d := range leaving {
		switch {
		case d.Print == 0 || v.fetched(d.ID):
		case resized(pair{d.Known, &d.line}):
			due = append(due, d)
		default:
			rest = append(rest, d)
		}
	}
	n := min(len(rest), confirmedOnes)
	if n < len(rest) && len(due) == 0 && sizesTell(rest) {
		return leaving, nil
	}
	for i := range n {
		j := i + int(v.w.rand()*float64(len(rest)-i))
		rest[i], rest[j] = rest[j], rest[i]
	}
	wrong, err := v.strangers(ctx, append(due, rest[:n]...))
	if err == nil && len(wrong) > 0 && len(rest) > n {
		var more map[cache.ID]bool
		more, err = v.strangers(ctx, rest[n:])
		for id := range more {
			wrong[id] = true
		}
	}
	if err != nil || len(wrong) == 0 {
		return leaving, err
	}
	var sure []departure
	for _, d := range leaving {
		if !wrong[d.ID] {
			sure = append(sure, d)
		} else if err := v.giveUpName(ctx, d); err != nil {
			return nil, err
		}
	}
	return sure, nil
}

// sizesTell says that messages whose sizes are all as they were cannot be others: of a hundred that bear a name anew,
// hardly two would have the size of the one before, where a sample of thousands may well miss all.
func sizesTell(all []departure) bool {
	const kinds, share = 256, 50
	messages := make(map[int64]int, kinds)
	for _, d := range all {
		n := messages[d.line.Size] + 1
		if d.line.Size <= 0 || n > max(1, len(all)/share) {
			return false
		}
		messages[d.line.Size] = n
	}
	return len(messages) >= kinds
}

// strangers finds those under whose UIDL the server has another message. A header block that differs is not yet proof,
// since there are proxies that rewrite headers as they pass; the bytes are.
func (v *visit) strangers(ctx context.Context, all []departure) (map[cache.ID]bool, error) {
	wrong := map[cache.ID]bool{}
	lines := make([]cache.Listing, len(all))
	for i, d := range all {
		lines[i] = d.line
	}
	prints, err := v.fingerprints(ctx, lines)
	if err != nil {
		return nil, err
	}
	for _, d := range all {
		print := prints[int(d.line.Number)]
		if print == d.Print || print == 0 && !resized(pair{d.Known, &d.line}) {
			continue // without TOP, name and size have to do
		}
		there, err := v.sum(ctx, int(d.line.Number))
		if err != nil {
			return nil, err
		}
		here, _, err := v.sumHere(ctx, d.ID)
		if err != nil {
			return nil, err
		}
		wrong[d.ID] = here != there
	}
	for id, is := range wrong {
		if !is {
			delete(wrong, id)
		}
	}
	return wrong, nil
}

// giveUpName: the message is not on the server any more, and what bears its name is new.
func (v *visit) giveUpName(ctx context.Context, d departure) error {
	v.diary.say("message %d bears the UIDL of another one that was here before; it is not removed", d.line.Number)
	v.more = true
	_, err := v.record(ctx, cache.Changes{
		Missing: []cache.ID{d.ID}, Verified: []cache.ID{d.ID}, New: []cache.Listing{d.line}, Complete: true,
	})
	return err
}
