package worker

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"slices"

	"poplin/cache"
	"poplin/pop3"
)

// tellApart settles removals among twins, messages that the server lists under one UIDL. When only some of them are to
// go, UIDL n cannot confirm which is which, so their bytes must: all are fetched again and compared with what is here.
func (v *visit) tellApart(ctx context.Context, leaving []departure, lines []cache.Listing) ([]departure, error) {
	if !slices.ContainsFunc(lines, func(l cache.Listing) bool { return l.Dup != 0 }) {
		return leaving, nil // of two lines with one UIDL, one at least was given a number
	}
	numbers := map[string][]int{}
	for _, l := range lines {
		numbers[l.UIDL] = append(numbers[l.UIDL], int(l.Number))
	}
	going := map[string]int{}
	for _, d := range leaving {
		going[d.line.UIDL]++
	}
	sums := map[int][sha256.Size]byte{}
	taken := map[int]bool{}
	var sure []departure
	for _, d := range leaving {
		uidl := d.line.UIDL
		if len(numbers[uidl]) > 1 && going[uidl] < len(numbers[uidl]) {
			n, err := v.findTwin(ctx, d.ID, numbers[uidl], sums, taken)
			if err != nil {
				return nil, err
			}
			if n == 0 {
				if err := v.ledger.Refuse(ctx, d.ID, "the server gives several messages one name, and which is this one cannot be told"); err != nil {
					return nil, err
				}
				continue
			}
			taken[n], d.line.Number = true, int32(n)
		}
		sure = append(sure, d)
	}
	return sure, nil
}

// findTwin gives the number whose bytes are those of id, 0 if there is none.
func (v *visit) findTwin(ctx context.Context, id cache.ID, numbers []int, sums map[int][sha256.Size]byte, taken map[int]bool) (int, error) {
	want, here, err := v.sumHere(ctx, id)
	if err != nil || !here {
		return 0, err
	}
	for _, n := range numbers {
		if taken[n] {
			continue
		}
		if _, known := sums[n]; !known {
			sum, err := v.sum(ctx, n)
			if err != nil {
				return 0, err
			}
			sums[n] = sum
		}
		if sums[n] == want {
			return n, nil
		}
	}
	return 0, nil
}

// sumHere hashes the copy that is here, if there is one.
func (v *visit) sumHere(ctx context.Context, id cache.ID) (sum [sha256.Size]byte, here bool, err error) {
	h := sha256.New()
	err = v.w.cache.Raw(ctx, id, h)
	if errors.Is(err, cache.ErrNotFound) {
		return sum, false, nil
	}
	return [sha256.Size]byte(h.Sum(nil)), err == nil, err
}

// sum fetches a message for nothing but its hash. One that is refused has a hash like no other.
func (v *visit) sum(ctx context.Context, n int) (sum [sha256.Size]byte, err error) {
	body, err := v.conn.Retr(ctx, n)
	if err != nil {
		if _, refused := err.(*pop3.Error); refused {
			err = nil
		}
		return sum, err
	}
	defer body.Close()
	h := sha256.New()
	if _, err := io.Copy(h, body); err != nil {
		return sum, err
	}
	return [sha256.Size]byte(h.Sum(nil)), nil
}
