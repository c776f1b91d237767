package pop3

import (
	"context"
	"strconv"
	"strings"
)

// maxNumber bounds message numbers and counts: sixteen million is beyond any maildrop, and what a server claims must
// not size anything of ours.
const maxNumber = 1 << 24

// Stat returns the number of messages and their octets (RFC 1939 section 5). Octets is advisory, -1 where it makes no sense.
func (c *Conn) Stat(ctx context.Context) (n int, octets int64, err error) {
	err = c.run(ctx, "stat", func() error {
		text, err := c.ask("STAT", "STAT", c.o.Timeouts.Command)
		if err == nil {
			n, octets, err = c.drop(text)
		}
		return err
	})
	return n, octets, err
}

// drop reads "nn mm" of a STAT reply. The count must make sense; octets that do not (Cyrus and DavMail let theirs
// overflow) are -1.
func (c *Conn) drop(text string) (n int, octets int64, err error) {
	words := strings.Fields(text)
	if len(words) < 2 {
		return 0, 0, c.noAnswer(text, "STAT")
	}
	if n, err = strconv.Atoi(words[0]); err != nil || n < 0 || n > maxNumber {
		return 0, 0, c.noAnswer(text, "STAT")
	}
	if octets, err = strconv.ParseInt(words[1], 10, 64); err != nil || octets < 0 {
		octets = -1
	}
	c.count, c.counted = n, true
	return n, octets, nil
}
