package cache

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
)

// A piece is the beginning of a message that somebody wanted to look into without fetching it whole: its header block
// and some lines. It lies where the header block alone lay, marked as what it is (body.top says how many lines and one),
// and is never a copy: the message stays Headers or TooBig, so nothing that waits for a copy is satisfied by it.

// Piece says how much of a message is here that is not here whole.
type Piece struct {
	Octets int64
	Lines  int // of its body, as many as were asked for; 0: the header block alone
}

// Piece tells what is here of a message that is not whole here; the zero Piece where that is nothing, or all.
func (c *Cache) Piece(ctx context.Context, id ID) (p Piece, err error) {
	err = c.read.QueryRowContext(ctx, `SELECT b.size, b.top - 1 FROM message m JOIN detail d ON d.message = m.id
		JOIN body b ON b.id = d.raw WHERE m.id = ? AND m.body <> ? AND b.top > 0`, id, Full).Scan(&p.Octets, &p.Lines)
	if err == sql.ErrNoRows {
		return Piece{}, nil
	}
	if err != nil {
		return Piece{}, fmt.Errorf("cache: piece of message %d: %w", id, c.suspect(err))
	}
	return p, nil
}

// PutPiece keeps the beginning of a message: its header block and so many lines. What is whole here, or longer, stays,
// and so do the remains of a copy that is to be fetched again.
func (v *Visit) PutPiece(ctx context.Context, id ID, raw []byte, lines int) error {
	if err := v.Put(ctx, []Arrival{{ID: id, Raw: raw[:headerEnd(raw)], Top: true}}); err != nil { // unless it was here before
		return err
	}
	sum := sha256.Sum256(raw)
	err := v.c.change(ctx, func(tx *txn) error {
		var old int64
		err := tx.QueryRowContext(ctx, `SELECT d.raw FROM message m JOIN detail d ON d.message = m.id JOIN body b ON b.id = d.raw
			WHERE m.id = ? AND m.body <> ? AND b.top BETWEEN 1 AND ? AND b.size <= ?`, id, Full, lines, len(raw)).Scan(&old)
		if err == sql.ErrNoRows {
			return nil
		}
		if err != nil {
			return err
		}
		body, err := newBody(ctx, tx, id, int64(len(raw)), sum[:], 1+lines)
		if err != nil {
			return err
		}
		if err := writeChunks(ctx, tx, body, 0, v.c.pack.chunks(bytes.Clone(raw))); err != nil {
			return err
		}
		if err := dropBody(ctx, tx, old); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, "UPDATE detail SET raw = ?, structure = NULL WHERE message = ?", body, id)
		return err
	})
	if err != nil {
		return fmt.Errorf("cache: put a piece: %w", err)
	}
	return nil
}

// headerEnd is where the header block ends, the empty line included.
func headerEnd(raw []byte) int {
	at := 0
	for at < len(raw) {
		n := lineEnd(raw[at:])
		empty := n == 1 || n == 2 && raw[at] == '\r'
		if at += n; empty {
			break
		}
	}
	return at
}

// lineEnd is how long the first line is, its end included.
func lineEnd(b []byte) int {
	for i, c := range b {
		if c == '\n' {
			return i + 1
		}
	}
	return len(b)
}
