package cache

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"strings"
)

// Conversations grow as messages arrive, in whatever order. Each message notes the hashes of its own Message-ID and of
// the ones it answers; messages that share a hash belong together. An answer that names nothing it answers (some
// programs write no References) is put with the newest older message of the same subject.

const (
	ancestors  = 12                // kept of a message's References, the nearest and the first
	relatives  = 64                // looked at to find the conversations a message joins
	subjectAge = 90 * 24 * 60 * 60 // an answer by subject alone comes within so many seconds
)

// threads collects what arrivals of one transaction do to conversations.
type threads struct {
	ctx     context.Context
	tx      *sql.Tx
	touched map[int64]bool
}

// add notes the references of a message that was just written and joins the conversations they belong to.
func (t *threads) add(a *arrival) error {
	if _, err := t.tx.ExecContext(t.ctx, "DELETE FROM reference WHERE message = ?", a.id); err != nil {
		return err
	}
	hashes := a.hashes()
	for pos, h := range hashes {
		_, err := t.tx.ExecContext(t.ctx, "INSERT OR IGNORE INTO reference VALUES (?, ?, ?)", h, a.id, pos)
		if err != nil {
			return err
		}
	}
	var orphan int64
	if a.bareAnswer() {
		orphan = hashes[1]
	}
	related, err := t.related(a, hashes, orphan)
	if err != nil || len(related) == 0 {
		return err
	}
	return t.join(a.id, related)
}

// hashes are the message's own, then of what it answers, nearest first.
func (a *arrival) hashes() []int64 {
	s := a.summary
	own := hashID(s.MessageID)
	if s.MessageID == "" {
		own = hashID("sha256:" + string(a.sum))
	}
	all := []int64{own}
	up := append([]string(nil), s.References...)
	for _, id := range s.InReplyTo {
		if len(up) == 0 || up[len(up)-1] != id {
			up = append(up, id)
		}
	}
	for i := len(up) - 1; i >= 0; i-- {
		if len(all) == ancestors {
			all = append(all, hashID(up[0]))
			break
		}
		all = append(all, hashID(up[i]))
	}
	if a.bareAnswer() {
		all = append(all, subjectHash(s.Subject))
	}
	return all
}

// bareAnswer is an answer by its subject that does not say to what.
func (a *arrival) bareAnswer() bool {
	s := a.summary
	base := baseSubject(s.Subject)
	return len(s.References) == 0 && len(s.InReplyTo) == 0 && base != "" && base != strings.TrimSpace(s.Subject)
}

func hashID(id string) int64 {
	sum := sha256.Sum256([]byte(id))
	return int64(binary.BigEndian.Uint64(sum[:]))
}

func subjectHash(subject string) int64 {
	return hashID("subject:" + strings.ToLower(baseSubject(subject)))
}

// related finds messages of the conversations that a belongs to.
func (t *threads) related(a *arrival, hashes []int64, orphan int64) ([]int64, error) {
	found, err := numbers(t.ctx, t.tx, `SELECT DISTINCT message FROM reference
		WHERE hash IN (SELECT value FROM json_each(?)) AND message <> ? LIMIT ?`, list(hashes), a.id, relatives)
	if err != nil {
		return nil, err
	}
	if orphan != 0 {
		older, err := numbers(t.ctx, t.tx, `SELECT m.id FROM message m JOIN message a ON a.id = ?1
			WHERE m.subject_key = ?2 AND m.account = a.account AND m.id <> a.id
			  AND m.date BETWEEN a.date - ?3 AND a.date ORDER BY m.date DESC LIMIT 1`,
			a.id, subjectKey(a.summary.Subject), subjectAge)
		return append(found, older...), err
	}
	answers, err := numbers(t.ctx, t.tx, `SELECT r.message FROM reference r JOIN message m ON m.id = r.message
		JOIN message a ON a.id = ?1 WHERE r.hash = ?2 AND r.pos = 1 AND m.account = a.account
		  AND m.date BETWEEN a.date AND a.date + ?3 LIMIT ?4`,
		a.id, subjectHash(a.summary.Subject), subjectAge, relatives)
	return append(found, answers...), err
}

// join makes one conversation of a message's and those of others, under the smallest number among them.
func (t *threads) join(id ID, others []int64) error {
	numbersOf, err := numbers(t.ctx, t.tx, `SELECT DISTINCT iif(thread = 0, id, thread) FROM message
		WHERE id IN (SELECT value FROM json_each(?))`, list(append(others, int64(id))))
	if err != nil {
		return err
	}
	to := numbersOf[0]
	for _, n := range numbersOf {
		to = min(to, n)
	}
	for _, n := range numbersOf {
		if n == to {
			continue
		}
		delete(t.touched, n)
		_, err := t.tx.ExecContext(t.ctx, "UPDATE message SET thread = ? WHERE thread <> 0 AND thread = ? OR id = ?", to, n, n)
		if err != nil {
			return err
		}
	}
	if _, err := t.tx.ExecContext(t.ctx, "UPDATE message SET thread = ?1 WHERE id = ?1", to); err != nil {
		return err
	}
	if t.touched == nil {
		t.touched = map[int64]bool{}
	}
	t.touched[to] = true
	return nil
}

// settle works out who stands below whom in the conversations that changed.
func (t *threads) settle() error {
	for thread := range t.touched {
		if err := t.arrange(thread); err != nil {
			return err
		}
	}
	return nil
}
