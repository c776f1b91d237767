package cache

import (
	"context"
	"database/sql"
	"fmt"
	"hash/crc32"
)

// chunkSize is the most that lies in one row. SQLite reads an overflowing row from its beginning, so a part in the
// middle of a big message must not lie in a big row.
const chunkSize = 256 << 10

// A chunk's key is its body's id and its number.
const (
	chunkBits = 16
	maxChunks = 1 << chunkBits // 16 GiB
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

const insertChunk = "INSERT INTO chunk (key, codec, crc, bytes) VALUES (?, ?, ?, ?)"

// newBody notes a body that is about to be written, or is complete when sum is not nil.
func newBody(ctx context.Context, tx *txn, message ID, size int64, sum []byte, top int) (id int64, err error) {
	if sum == nil {
		sum = []byte{}
	}
	res, err := tx.ExecContext(ctx, "INSERT INTO body (size, sha256, message, top) VALUES (?, ?, ?, ?)", size, sum, message, top)
	if err != nil {
		return 0, err
	}
	return res.LastInsertId()
}

// writeChunks appends chunks to a body whose next chunk is number n; all but the body's last are full.
func writeChunks(ctx context.Context, tx *txn, body int64, n int, all []chunk) error {
	if n+len(all) > maxChunks {
		return fmt.Errorf("message too big to keep: more than %d GiB", maxChunks*chunkSize>>30)
	}
	for i, p := range all {
		_, err := tx.ExecContext(ctx, insertChunk, body<<chunkBits|int64(n+i), p.codec,
			int64(crc32.Checksum(p.bytes, castagnoli)), p.bytes)
		if err != nil {
			return err
		}
	}
	return nil
}

// dropBody forgets a stored body.
func dropBody(ctx context.Context, tx *txn, body int64) error {
	return run(ctx, tx, []statement{
		{"DELETE FROM chunk WHERE key BETWEEN ? AND ?", []any{body << chunkBits, body<<chunkBits | (maxChunks - 1)}},
		{"DELETE FROM body WHERE id = ?", []any{body}},
	})
}

// readChunk reads one chunk as it is kept.
func (c *Cache) readChunk(ctx context.Context, body int64, n int) (codec int, kept []byte, err error) {
	var crc int64
	err = c.read.QueryRowContext(ctx, "SELECT codec, crc, bytes FROM chunk WHERE key = ?", body<<chunkBits|int64(n)).
		Scan(&codec, &crc, (*uncopied)(&kept))
	if err == sql.ErrNoRows {
		return 0, nil, c.missing(ctx, body)
	}
	if err != nil {
		return 0, nil, c.suspect(err)
	}
	if int64(crc32.Checksum(kept, castagnoli)) != crc {
		return 0, nil, ErrDamaged
	}
	return codec, kept, nil
}

// uncopied takes bytes as the driver gives them, which makes them for this one row. A scan would copy them once more.
type uncopied []byte

// Scan implements sql.Scanner.
func (u *uncopied) Scan(value any) error {
	b, ok := value.([]byte)
	if !ok && value != nil {
		return fmt.Errorf("%T where bytes are kept", value)
	}
	*u = b
	return nil
}

// missing tells a body that has lost a part from one that was replaced, since it was opened, by the full message.
func (c *Cache) missing(ctx context.Context, body int64) error {
	var there bool
	err := c.read.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM body WHERE id = ?)", body).Scan(&there)
	switch {
	case err != nil:
		return c.suspect(err)
	case there:
		return fmt.Errorf("%w: a part is missing", ErrDamaged)
	}
	return fmt.Errorf("%w: it has changed since it was opened", ErrNotFound)
}
