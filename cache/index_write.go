package cache

import (
	"context"
	"fmt"
	"strconv"
)

// writeWords adds a segment to an index, as FTS4 would when it has gathered so much. A message may come again once its
// body is here: what a newer segment says of an id takes the place of what an older one says, word by word, and the words
// of the header are in both.
func writeWords(ctx context.Context, tx *txn, table string, words *postings) error {
	if words.empty() {
		return nil
	}
	s := segment{}
	err := tx.QueryRowContext(ctx, `SELECT coalesce((SELECT max(blockid) FROM `+table+`_segments), 0) + 1, page_size
		FROM pragma_page_size`).Scan(&s.first, &s.nodeSize)
	if err != nil {
		return err
	}
	s.nodeSize -= nodeSpare
	next, insert := s.first, "INSERT INTO "+table+"_segments (blockid, block) VALUES (?, ?)"
	s.emit = func(block []byte) error {
		_, err := tx.ExecContext(ctx, insert, next, block)
		next++
		return err
	}
	if err := words.each(s.add); err != nil {
		return err
	}
	root, err := s.end()
	if err != nil {
		return err
	}
	first, leaf, last := s.first, s.first+s.leaves-1, next-1
	if next == s.first {
		first, leaf, last = 0, 0, 0
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO `+table+`_segdir (level, idx, start_block, leaves_end_block, end_block, root)
		VALUES (0, (SELECT coalesce(max(idx) + 1, 0) FROM `+table+`_segdir WHERE level = 0), ?, ?, ?, ?)`,
		first, leaf, fmt.Sprintf("%d %d", last, s.bytes), root)
	return err
}

// nodeSpare is what FTS4 leaves of a page, so that a node fills one.
const nodeSpare = 35

// A search asks every segment, so they are merged when there are many of one age.
const (
	manySegments = 16
	mergePages   = 256 // in one transaction, so that nobody waits for it
)

// mergeWords has FTS4 merge the segments of an index where there are many.
func (c *Cache) mergeWords(ctx context.Context, table string) error {
	var most int
	err := c.read.QueryRowContext(ctx, "SELECT coalesce(max(n), 0) FROM (SELECT count(*) AS n FROM "+table+
		"_segdir GROUP BY level)").Scan(&most)
	if err != nil || most < manySegments {
		return friendly(err)
	}
	for done := false; !done && err == nil; {
		err = c.change(ctx, func(tx *txn) error {
			var before, after int
			if err := tx.QueryRowContext(ctx, "SELECT total_changes()").Scan(&before); err != nil {
				return err
			}
			_, err := tx.ExecContext(ctx, "INSERT INTO "+table+" ("+table+") VALUES (?)",
				"merge="+strconv.Itoa(mergePages)+","+strconv.Itoa(manySegments))
			if err != nil {
				return err
			}
			err = tx.QueryRowContext(ctx, "SELECT total_changes()").Scan(&after)
			done = after-before < 2 // as its documentation has it
			return err
		})
	}
	return err
}
