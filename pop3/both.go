package pop3

import "context"

// Listing is UIDL and LIST joined, asked in one write where the server lets commands be pipelined. It yields one Item
// for each message of the UIDL listing, in its order; Size is -1 where LIST did not know it (a message may arrive
// between the two). A refusal of either is an *Error, and nothing was yielded.
func (c *Conn) Listing(ctx context.Context, yield func(Item) error) (bad int, err error) {
	err = c.run(ctx, "listing", func() error {
		var j *joined
		if j, bad, err = c.bothListings(); err != nil {
			return err
		}
		return j.each(yield)
	})
	return bad, err
}

func (c *Conn) bothListings() (j *joined, bad int, err error) {
	together := c.piped()
	switch {
	case c.ahead == sentAhead:
		c.ahead, together = notAhead, true
	case together:
		err = c.sendAll("UIDL", "LIST")
	default:
		err = c.send("UIDL", "UIDL")
	}
	if err != nil {
		return nil, 0, err
	}
	j = &joined{rows: make([]joinedRow, 0, min(c.count, maxRows))} // of which nothing is touched that no line fills
	bad, err = c.listing("UIDL", j.read, j.take)
	if err != nil && !(together && isRefusal(err)) {
		return nil, bad, err
	}
	if !together {
		if err := c.send("LIST", "LIST"); err != nil {
			return nil, bad, err
		}
	}
	badSizes, errSizes := c.listing("LIST", sizeItem, j.size)
	if err == nil || errSizes != nil && !isRefusal(errSizes) {
		err = errSizes
	}
	if err == nil && together {
		c.grow() // for UIDL
		c.grow() // for LIST
	}
	return j, bad + badSizes, err
}
