package pop3

import (
	"bytes"
	"context"
	"fmt"
	"strings"
)

// Bounds of one listing. Memory is the caller's: we keep none of it.
const (
	maxRows    = 1_000_000
	maxListing = 64 << 20
	maxUIDL    = 1024 // RFC 1939 says 70; longer ones are seen
	maxSize    = 1 << 50
)

// moreRows is what a listing may hold beyond twice what STAT counted: mail arrives, and counts are wrong. A server that
// lists without end is stopped before the rows fill the memory of whoever keeps them.
const moreRows = 100_000

// rows bounds a listing.
func (c *Conn) rows() int {
	if c.counted {
		return min(maxRows, 2*c.count+moreRows)
	}
	return maxRows
}

// List yields every size (RFC 1939 section 5), which is advisory. A listing without terminator is ErrTruncated; senseless lines are skipped and counted in bad.
func (c *Conn) List(ctx context.Context, yield func(Item) error) (bad int, err error) {
	err = c.run(ctx, "list", func() error {
		if err := c.send("LIST", "LIST"); err != nil {
			return err
		}
		bad, err = c.listing("LIST", sizeItem, yield)
		return err
	})
	return bad, err
}

// UIDL yields every unique id (RFC 1939 section 7), exact bytes. What else holds for List holds here.
func (c *Conn) UIDL(ctx context.Context, yield func(Item) error) (bad int, err error) {
	err = c.run(ctx, "uidl", func() error {
		if err := c.send("UIDL", "UIDL"); err != nil {
			return err
		}
		bad, err = c.listing("UIDL", new(shelf).item, yield)
		return err
	})
	return bad, err
}

// UIDLOf asks for the unique id of message n (UIDL n).
func (c *Conn) UIDLOf(ctx context.Context, n int) (string, error) {
	var uidl string
	err := c.run(ctx, fmt.Sprint("uidl ", n), func() error {
		text, err := c.ask("UIDL", fmt.Sprint("UIDL ", n), c.o.Timeouts.Listing)
		if err != nil {
			return err
		}
		it, ok := uidlItem([]byte(text))
		if !ok || it.Number != n {
			return c.noAnswer(text, fmt.Sprint("UIDL ", n))
		}
		uidl = it.UIDL
		return nil
	})
	return uidl, err
}

// SizeOf asks for one message's size (LIST n); -1 when the server gives none that makes sense.
func (c *Conn) SizeOf(ctx context.Context, n int) (int64, error) {
	size := int64(-1)
	err := c.run(ctx, fmt.Sprint("list ", n), func() error {
		text, err := c.ask("LIST", fmt.Sprint("LIST ", n), c.o.Timeouts.Listing)
		if err != nil {
			return err
		}
		it, ok := sizeItem([]byte(text))
		if !ok || it.Number != n {
			return c.noAnswer(text, fmt.Sprint("LIST ", n))
		}
		size = it.Size
		return nil
	})
	return size, err
}

// listing reads a multi-line reply of numbered items.
func (c *Conn) listing(verb string, parse func([]byte) (Item, bool), yield func(Item) error) (bad int, err error) {
	if _, err := c.answer(verb, c.o.Timeouts.Listing); err != nil {
		return 0, err
	}
	if c.count > maxRows {
		return 0, ErrTooLong // and nothing of it is kept in the meantime
	}
	c.wire.stream(c.o.Timeouts.Body)
	seen, octets := numbers{}, 0
	for left := c.rows(); ; left-- {
		line, err := c.wire.line()
		if err != nil {
			return bad, err
		}
		if len(line) == 1 && line[0] == '.' {
			return bad, nil
		}
		if octets += len(line); left == 0 || octets > maxListing {
			return bad, ErrTooLong
		}
		it, ok := parse(line)
		if !ok || !seen.add(it.Number) {
			bad++
			continue
		}
		if err := yield(it); err != nil {
			return bad, err
		}
	}
}

// numbers is the set of message numbers a listing has shown: one bit each, at most 2 MiB.
type numbers struct{ bits []uint64 }

// add says whether n is new.
func (s *numbers) add(n int) bool {
	word, bit := n/64, uint64(1)<<(n%64)
	if word >= len(s.bits) {
		s.bits = append(s.bits, make([]uint64, word+1-len(s.bits))...)
	}
	was := s.bits[word] & bit
	s.bits[word] |= bit
	return was == 0
}

// number splits "[+OK ]number rest". Servers with +OK on every line of a listing exist.
func number(line []byte) (n int, rest []byte, ok bool) {
	line = bytes.TrimLeft(bytes.TrimPrefix(line, []byte("+OK ")), " \t")
	i := 0
	for ; i < len(line) && '0' <= line[i] && line[i] <= '9'; i++ {
		if n = n*10 + int(line[i]-'0'); n > maxNumber {
			return 0, nil, false
		}
	}
	if n == 0 || i == len(line) || line[i] != ' ' && line[i] != '\t' {
		return 0, nil, false
	}
	return n, bytes.Trim(line[i:], " \t"), true
}

// uidlItem reads one line of a UIDL listing. The id is everything behind the number: spaces and eight-bit octets are
// against RFC 1939 and seen in the field, so they are kept; control characters are not.
func uidlItem(line []byte) (Item, bool) { return new(shelf).item(line) }

// shelf makes the ids of a listing into strings that lie side by side: each alone would take as much room again.
type shelf struct{ strings.Builder }

// shelfSize is the octets of one block. What holds on to one id holds on to its block.
const shelfSize = 16 << 10

func (s *shelf) item(line []byte) (Item, bool) {
	n, id, ok := uniqueID(line)
	if !ok {
		return Item{}, false
	}
	return Item{Number: n, UIDL: s.put(id), Size: -1}, true
}

func uniqueID(line []byte) (n int, id []byte, ok bool) {
	n, id, ok = number(line)
	if !ok || len(id) == 0 || len(id) > maxUIDL {
		return 0, nil, false
	}
	for _, b := range id {
		if b < ' ' || b == 0x7F {
			return 0, nil, false
		}
	}
	return n, id, true
}

// put appends, and never moves what it has given out.
func (s *shelf) put(id []byte) string {
	if s.Cap()-s.Len() < len(id) {
		size := max(len(id), min(2*s.Cap(), shelfSize))
		s.Reset()
		s.Grow(size)
	}
	from := s.Len()
	s.Write(id)
	return s.String()[from:]
}

// sizeItem reads one line of a LIST. A size that is none is -1: the message can be fetched all the same.
func sizeItem(line []byte) (Item, bool) {
	n, rest, ok := number(line)
	if !ok {
		return Item{}, false
	}
	word, _, _ := bytes.Cut(rest, []byte{' '})
	return Item{Number: n, Size: size(word)}, true
}

// size is a decimal number, -1 if it is none or beyond any message.
func size(word []byte) (n int64) {
	for _, b := range word {
		if b < '0' || b > '9' || n > maxSize {
			return -1
		}
		n = n*10 + int64(b-'0')
	}
	if len(word) == 0 {
		return -1
	}
	return n
}
