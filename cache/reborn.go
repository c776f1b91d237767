package cache

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
)

// reborn makes body rows anew for chunks that lost theirs. The checksums of the chunks vouch for the bytes; that none
// is missing at the end, only the size that the list remembers can tell.
func (c *Cache) reborn(ctx context.Context) error {
	var bodies []int64
	err := c.change(ctx, func(tx *txn) (err error) {
		bodies, err = numbers(ctx, tx, `SELECT DISTINCT key >> 16 FROM chunk WHERE NOT EXISTS
			(SELECT 1 FROM body WHERE id = key >> 16)`)
		return err
	})
	if err != nil {
		return err
	}
	for _, body := range bodies {
		size, sum, err := c.sumChunks(ctx, body)
		if err != nil {
			return err
		}
		if err := c.change(ctx, func(tx *txn) error { return rebear(ctx, tx, body, size, sum) }); err != nil {
			return err
		}
	}
	return nil
}

// sumChunks measures a body from its first chunk to the first that is missing or damaged.
func (c *Cache) sumChunks(ctx context.Context, body int64) (size int64, sum []byte, err error) {
	h := sha256.New()
	for n := 0; ; n++ {
		codec, kept, err := c.readChunk(ctx, body, n)
		var b []byte
		if err == nil {
			b, err = c.pack.unpack(codec, kept)
		}
		if errors.Is(err, ErrDamaged) || errors.Is(err, ErrNotFound) {
			return size, h.Sum(nil), nil
		}
		if err != nil {
			return 0, nil, err
		}
		h.Write(b)
		size += int64(len(b))
		if len(b) < chunkSize {
			return size, h.Sum(nil), nil
		}
	}
}

// rebear writes the row of a body. One whose size is not what the list remembers is left unvouched for: its checksum
// matches nothing.
func rebear(ctx context.Context, tx *txn, body, size int64, sum []byte) error {
	var (
		message ID
		want    int64
		have    Body
	)
	err := tx.QueryRowContext(ctx, `SELECT m.id, m.size, m.body FROM detail d JOIN message m ON m.id = d.message
		WHERE d.raw = ?`, body).Scan(&message, &want, &have)
	if err == sql.ErrNoRows {
		err = tx.QueryRowContext(ctx, `SELECT 1 + max(coalesce(max(id), 0), coalesce((SELECT max(message) FROM body), 0),
			coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'message'), 0)) FROM message`).Scan(&message)
		want, have = size, Full
	}
	if err != nil {
		return err
	}
	if have == Full && size != want {
		sum = make([]byte, sha256.Size)
	}
	_, err = tx.ExecContext(ctx, "INSERT INTO body (id, size, sha256, message, top) VALUES (?, ?, ?, ?, ?)", body, size, sum,
		message, have != Full)
	return err
}
