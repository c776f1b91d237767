package pop3

import "context"

// Listing is UIDL and LIST joined, asked in one write where the server lets commands be pipelined. It yields one Item
// for each message of the UIDL listing, in its order; Size is -1 where LIST did not know it (a message may arrive
// between the two). A refusal of either is an *Error, and nothing was yielded.
func (c *Conn) Listing(ctx context.Context, yield func(Item) error) (bad int, err error) {
	err = c.run(ctx, "listing", func() error {
		var items []Item
		if items, bad, err = c.bothListings(); err != nil {
			return err
		}
		for _, it := range items {
			if err := yield(it); err != nil {
				return err
			}
		}
		return nil
	})
	return bad, err
}

func (c *Conn) bothListings() (items []Item, bad int, err error) {
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
	items = make([]Item, 0, min(c.count, maxHint))
	bad, err = c.listing("UIDL", new(shelf).item, func(it Item) error { items = append(items, it); return nil })
	if err != nil && !(together && isRefusal(err)) {
		return nil, bad, err
	}
	if !together {
		if err := c.send("LIST", "LIST"); err != nil {
			return nil, bad, err
		}
	}
	sizes, next := &sizes{items: items}, 0
	badSizes, errSizes := c.listing("LIST", sizeItem, func(it Item) error {
		next = sizes.set(next, it)
		return nil
	})
	if err == nil || errSizes != nil && !isRefusal(errSizes) {
		err = errSizes
	}
	if err == nil && together {
		c.grow() // for UIDL
		c.grow() // for LIST
	}
	return items, bad + badSizes, err
}

// maxHint bounds how much a server's word on the number of its messages makes us set aside.
const maxHint = 1 << 17

// sizes joins sizes to items by number. Both listings are nearly always in the same order, so each size is looked
// for behind the last one; the map is only made for servers that shuffle.
type sizes struct {
	items []Item
	at    map[int]int
}

// set gives it's size to its item, expected at next, and returns where the following one is expected.
func (s *sizes) set(next int, it Item) int {
	if next < len(s.items) && s.items[next].Number == it.Number {
		s.items[next].Size = it.Size
		return next + 1
	}
	if s.at == nil {
		s.at = make(map[int]int, len(s.items))
		for i, it := range s.items {
			s.at[it.Number] = i
		}
	}
	i, ok := s.at[it.Number]
	if !ok {
		return next
	}
	s.items[i].Size = it.Size
	return i + 1
}
