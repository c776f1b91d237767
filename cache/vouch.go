package cache

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"hash/crc32"
	"slices"
)

// Unsound names the messages whose copy here is not what came: bytes that are missing, cannot be read or do not match
// their checksum. Whoever is about to remove the server's copy asks first; it may be asked by several at once. Messages
// that were purged have no copy, and are not named.
func (v *Visit) Unsound(ctx context.Context, ids []ID) ([]ID, error) {
	return v.unsound(ctx, ids, v.c.hashed)
}

// Rotten is Unsound without unpacking what is small: it tells what became of the stored octets since they were written,
// by their sums, and not whether they were packed well.
func (v *Visit) Rotten(ctx context.Context, ids []ID) ([]ID, error) {
	return v.unsound(ctx, ids, func(*single) bool { return true })
}

func (v *Visit) unsound(ctx context.Context, ids []ID, sound func(*single) bool) (all []ID, err error) {
	for portion := range slices.Chunk(ids, vouchAtOnce) {
		unsound, err := v.c.unsoundOf(ctx, portion, sound)
		if err != nil {
			return nil, fmt.Errorf("cache: vouch: %w", v.c.suspect(err))
		}
		all = append(all, unsound...)
	}
	return all, nil
}

// vouchAtOnce is how many copies are read by one query.
const vouchAtOnce = 256

// unsoundOf reads the small copies, which lie in one chunk each, by one query, and looks at the others one by one: at
// the big ones, and at those with which something is wrong.
func (c *Cache) unsoundOf(ctx context.Context, ids []ID, good func(*single) bool) (unsound []ID, err error) {
	sound := make(map[ID]bool, len(ids))
	var k single
	err = each(ctx, c.read, `SELECT d.message, b.size, b.sha256, c.codec, c.crc, c.bytes FROM json_each(?) j
		CROSS JOIN detail d ON d.message = j.value CROSS JOIN body b ON b.id = d.raw
		CROSS JOIN chunk c ON c.key = b.id << 16 WHERE b.size <= ?`, func(row []driver.Value) error {
		k.size, k.sum, k.codec, k.bytes = asInt(row[1]), asBytes(row[2]), int(asInt(row[3])), asBytes(row[5])
		if int64(crc32.Checksum(k.bytes, castagnoli)) == asInt(row[4]) && good(&k) {
			sound[ID(asInt(row[0]))] = true
		}
		return nil
	}, list(ids), int64(chunkSize))
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		if sound[id] {
			continue
		}
		bad, err := c.unsound(ctx, id)
		if err != nil {
			return nil, err
		}
		if bad {
			unsound = append(unsound, id)
		}
	}
	return unsound, nil
}

// single is a copy that lies in one chunk, as it is stored.
type single struct {
	size  int64 // of what came
	sum   []byte
	codec int
	bytes []byte
	buf   []byte // to unpack into
}

// hashed says that k unpacks to what came.
func (c *Cache) hashed(k *single) bool {
	b, err := c.pack.unpackTo(k.buf, k.codec, k.bytes)
	if err != nil {
		return false
	}
	if k.codec == packed {
		k.buf = b[:0]
	}
	got := sha256.Sum256(b)
	return int64(len(b)) == k.size && bytes.Equal(got[:], k.sum)
}

func (c *Cache) unsound(ctx context.Context, id ID) (bool, error) {
	var (
		body sql.NullInt64
		size int64
		sum  []byte
	)
	err := c.read.QueryRowContext(ctx, `SELECT b.id, coalesce(b.size, 0), coalesce(b.sha256, x'') FROM message m
		LEFT JOIN detail d ON d.message = m.id LEFT JOIN body b ON b.id = d.raw WHERE m.id = ?`, id).Scan(&body, &size, &sum)
	switch {
	case err == sql.ErrNoRows:
		return false, nil
	case err != nil:
		return false, err
	case !body.Valid:
		return true, nil
	}
	err = (&source{c: c, ctx: ctx, body: body.Int64, size: size}).check(sha256.New(), sum)
	if errors.Is(err, ErrDamaged) || errors.Is(err, ErrNotFound) {
		return true, nil
	}
	return false, err
}

// FetchAgain gives up on copies, and says why: the next visit brings the messages again, and their removals wait for
// it. What is left of a copy stays until the new one is here.
func (v *Visit) FetchAgain(ctx context.Context, ids []ID, reason string) error {
	if len(ids) == 0 {
		return nil
	}
	all := list(ids)
	err := v.c.change(ctx, func(tx *txn) error {
		if err := v.unsettle(ctx, tx); err != nil {
			return err
		}
		return run(ctx, tx, []statement{
			{"UPDATE message SET body = ?2 WHERE body = ?3 AND id IN (SELECT value FROM json_each(?1))", []any{all, Headers, Full}},
			{"UPDATE detail SET arrived = 0 WHERE message IN (SELECT value FROM json_each(?))", []any{all}},
			{"UPDATE listing SET attempts = 0 WHERE message IN (SELECT value FROM json_each(?))", []any{all}},
			{"UPDATE ledger SET reason = ? WHERE state = 'planned' AND message IN (SELECT value FROM json_each(?))",
				[]any{reason, all}},
		})
	})
	if err != nil {
		return fmt.Errorf("cache: fetch again: %w", err)
	}
	return nil
}

// Anchor brings what the write-ahead log holds into the file itself, as far as no reader is in the way: a log that
// somebody takes for a leftover and deletes must not be the only place of a copy whose original has left the server.
func (v *Visit) Anchor(ctx context.Context) error {
	v.syncing.Lock() // of two checkpoints at once one does nothing, and says so to nobody
	defer v.syncing.Unlock()
	if _, err := v.c.write.ExecContext(ctx, "PRAGMA wal_checkpoint(PASSIVE)"); err != nil {
		return fmt.Errorf("cache: anchor: %w", v.c.suspect(err))
	}
	return nil
}
