package worker

import (
	"cmp"
	"math"
	"slices"
	"time"

	"poplin/cache"
)

// candidate is a message that might be fetched, and what speaks for it.
type candidate struct {
	*mail
	cache.Prospect
}

// How likely it is that a message is read of whose sender nothing is known yet, and how many of the sender's messages
// weigh as much as that guess.
const (
	fromAPerson  = 0.5
	fromAList    = 0.1
	fromUnknown  = 0.25 // its headers are not here
	guessed      = 2
	ofWhatLeaves = 0.01
)

// leaves says that it waits for its copy only to be deleted or archived.
func (c candidate) leaves() bool { return c.vault && !c.dying }

// chance is how likely it is that the person reads it.
func (c candidate) chance() float64 {
	guess := fromAPerson
	switch {
	case c.leaves():
		return ofWhatLeaves
	case c.Starred:
		return 1
	case !c.Known:
		guess = fromUnknown
	case c.Bulk:
		guess = fromAList
	}
	return (float64(c.Opened) + guessed*guess) / (float64(c.Mails) + guessed)
}

// fortnight is how much older than the newest a message is that is half as interesting.
const fortnight = 14 * 24 * time.Hour

// worth is what a message is worth for what it costs. It costs the root of its size: by its octets, a letter with a
// photograph would come after forty newsletters. What the server is about to erase comes before everything.
func (c candidate) worth(newest time.Time) float64 {
	if c.dying {
		return math.Inf(1)
	}
	age := max(newest.Sub(c.Date), 0)
	return c.chance() / (1 + float64(age)/float64(fortnight)) / math.Sqrt(float64(max(c.size, 4<<10)))
}

// newest is the date of the newest that is not of the future: a mailbox that was not looked at for a year has new mail too.
func newest(cs []candidate, now time.Time) (at time.Time) {
	for _, c := range cs {
		if c.Date.After(at) && !c.Date.After(now) {
			at = c.Date
		}
	}
	return at
}

// Of big messages that do not fit, the beginning comes: of so many, which may take one octet of so many. To see how a
// message begins is worth a quarter of it.
const (
	mostPieces = 32
	pieceShare = 8
	pieceWorth = 0.25
	bigEnough  = 4 * small
)

// offer is a message, or its beginning, for what it is worth.
type offer struct {
	candidate
	begins bool
	worth  float64
}

func offers(cs []candidate, now time.Time) []offer {
	newest := newest(cs, now)
	all := make([]offer, 0, len(cs))
	for _, c := range cs {
		all = append(all, offer{c, false, c.worth(newest)})
		if c.size > bigEnough && c.tries == 0 && !c.leaves() {
			begun := *c.mail
			begun.size = pieceCost
			piece := candidate{&begun, c.Prospect}
			all = append(all, offer{c, true, piece.worth(newest) * pieceWorth})
		}
	}
	slices.SortFunc(all, func(a, b offer) int {
		return cmp.Or(cmp.Compare(a.tries, b.tries), cmp.Compare(b.worth, a.worth), newer(a.mail, b.mail))
	})
	return all
}

// choose spends what is left of a budget on what is worth most for what it costs: on whole messages, and on how big ones
// begin that do not fit. What failed before comes last.
func choose(cs []candidate, b *budget, now time.Time) (whole, pieces []*mail) {
	left, most := b.left(), int(min(mostPieces, b.limit/pieceShare/pieceCost))
	for _, o := range offers(cs, now) {
		if o.begins {
			if pieceCost <= left && len(pieces) < most && !among(whole, o.id) {
				left -= pieceCost
				pieces = append(pieces, o.mail)
			}
			continue
		}
		room := left
		if among(pieces, o.id) {
			room += pieceCost
		}
		if n := b.cost(o.mail); n <= room {
			left = room - n
			whole = append(whole, o.mail)
			pieces = slices.DeleteFunc(pieces, func(m *mail) bool { return m.id == o.id })
		}
	}
	return whole, pieces
}

func among(ms []*mail, id cache.ID) bool {
	return slices.ContainsFunc(ms, func(m *mail) bool { return m.id == id })
}
