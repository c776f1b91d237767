package pop3

// listingAhead says whether UIDL and LIST go with the login, and whether their replies are still to be read.
type listingAhead uint8

const (
	notAhead listingAhead = iota
	wantedAhead
	sentAhead
)

// ListingAhead has Open ask for UIDL and LIST in the same write as for STAT, where it sends commands together: a round
// trip less for who wants the whole listing whatever STAT says. After it, Listing must be the next call.
func (c *Conn) ListingAhead() { c.ahead = wantedAhead }

// following are the commands that go out behind a login.
func (c *Conn) following() []string {
	if c.ahead != wantedAhead {
		return []string{"CAPA", "STAT"}
	}
	c.ahead = sentAhead
	return []string{"CAPA", "STAT", "UIDL", "LIST"}
}

// skipListing reads past what was asked ahead, of a server that has already refused STAT.
func (c *Conn) skipListing() error {
	if c.ahead != sentAhead {
		return nil
	}
	c.ahead = notAhead
	for _, verb := range []string{"UIDL", "LIST"} {
		if _, err := c.listing(verb, sizeItem, func(Item) error { return nil }); err != nil && !isRefusal(err) {
			return err
		}
	}
	return nil
}
