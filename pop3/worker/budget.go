package worker

import "errors"

// budget is how many octets of mail a visit may bring over the line: messages, headers and beginnings, as they really
// come, whatever LIST says. What somebody opens meanwhile is not counted. A nil budget allows everything.
type budget struct {
	limit    int64
	spent    int64
	reserved int64   // for what was asked for and is on its way
	excess   float64 // how much bigger than listed messages came at worst
	unlisted int64   // the biggest that came of those that were listed without a size
	heads    int64   // header blocks that came, and
	headed   int64   // their octets
}

func newBudget(octets int64) *budget {
	return &budget{limit: octets, excess: 1}
}

// errSpent ends a session in which the server sent more than it had listed: nothing else stops what is on its way.
var errSpent = errors.New("more came than was to be fetched")

const (
	headShare = 4       // headers may take one octet of so many
	headGuess = 2 << 10 // a header block, before any has come
	worse     = 1.0625
	sizeGuess = 16 << 10 // a message that the server gives no size of
	pieceCost = 8 << 10  // a header block and so many lines as
	pieceFrom = 40
)

// cost is what a message is expected to take.
func (b *budget) cost(m *mail) int64 {
	switch {
	case m.size <= 0:
		return max(sizeGuess, b.unlisted)
	case b.excess > 1: // and the next may be worse
		return int64(float64(m.size)*b.excess*worse) + 1
	}
	return m.size
}

// head is what a header block is expected to take.
func (b *budget) head() int64 {
	if b.heads == 0 {
		return headGuess
	}
	return b.headed / b.heads * 3 / 2
}

// roomForHeads is how many header blocks may still be asked for.
func (b *budget) roomForHeads() int { return int(max(b.limit/headShare-b.spent, 0) / b.head()) }

// left is what may still be asked for.
func (b *budget) left() int64 { return max(b.limit-b.spent-b.reserved, 0) }

// take sets aside what m is expected to cost; false where there is not so much left.
func (b *budget) take(m *drawn) bool {
	if b == nil || m.asked {
		return true
	}
	cost, limit := b.cost(m.mail), b.limit
	if m.top {
		cost, limit = b.head(), b.limit/headShare
	}
	if b.spent+b.reserved+cost > limit {
		return false
	}
	m.cost = cost
	b.reserved += cost
	return true
}

// came counts octets of m.
func (b *budget) came(m *drawn, octets int) error {
	if b == nil || !m.top && m.asked {
		return nil
	}
	n := int64(octets)
	set := min(n, m.cost)
	m.cost -= set
	b.reserved -= set
	b.spent += n
	if b.spent > b.limit {
		return errSpent
	}
	return nil
}

// whole learns from m, of which so many octets came, and lets go of what was set aside in vain; refused ones are of 0.
func (b *budget) whole(m *drawn, octets int64) {
	if b == nil {
		return
	}
	b.reserved -= m.cost
	m.cost = 0
	switch {
	case m.top && octets > 0:
		b.heads++
		b.headed += octets
	case m.top || octets == 0:
	case m.size <= 0:
		b.unlisted = max(b.unlisted, octets)
	default:
		b.excess = max(b.excess, float64(octets)/float64(m.size))
	}
}
