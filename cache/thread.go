package cache

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strings"
)

// Conversations grow as messages arrive, in whatever order. Each message notes the hashes of its own Message-ID and of
// the ones it answers; messages that share a hash belong together. An answer that names nothing it answers (some
// programs write no References) is put with the newest older message of the same subject.

const (
	ancestors  = 12                // kept of a message's References, the nearest and the first
	subjectAge = 90 * 24 * 60 * 60 // an answer by subject alone comes within so many seconds
)

// threads collects what arrivals of one transaction do to conversations.
type threads struct {
	ctx     context.Context
	tx      *txn
	touched map[int64]bool
}

// add notes the references of a message that was just written and joins the conversations they belong to.
func (t *threads) add(a *arrival) error {
	if a.again {
		if _, err := t.tx.ExecContext(t.ctx, "DELETE FROM reference WHERE message = ?", a.id); err != nil {
			return err
		}
	}
	hashes := a.hashes()
	for pos, h := range hashes {
		_, err := t.tx.ExecContext(t.ctx, "INSERT OR IGNORE INTO reference VALUES (?, ?, ?)", h, a.id, pos)
		if err != nil {
			return err
		}
	}
	related, err := t.related(a, hashes)
	others := slices.DeleteFunc(related, func(id int64) bool { return id == int64(a.id) })
	if err != nil || len(others) == 0 {
		return err
	}
	return t.join(a.id, others)
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
func (t *threads) related(a *arrival, hashes []int64) ([]int64, error) {
	var found []int64
	for _, h := range hashes {
		some, err := numbers(t.ctx, t.tx, "SELECT message FROM reference WHERE hash = ? LIMIT 64", h)
		if err != nil {
			return nil, err
		}
		found = append(found, some...)
	}
	if a.bareAnswer() {
		asked, err := t.asked(a)
		return append(found, asked...), err
	}
	answers, err := t.answers(a)
	return append(found, answers...), err
}

// asked finds the newest older message of the subject that a bare answer has.
func (t *threads) asked(a *arrival) ([]int64, error) {
	return numbers(t.ctx, t.tx, `SELECT m.id FROM message a CROSS JOIN message m
		WHERE a.id = ?1 AND m.subject_key = ?2 AND +m.account = a.account AND m.id <> a.id
		  AND m.date BETWEEN a.date - ?3 AND a.date ORDER BY m.date DESC LIMIT 1`,
		a.id, subjectKey(a.summary.Subject), subjectAge)
}

// answers finds the bare answers to a's subject that were here before it. Most subjects have none.
func (t *threads) answers(a *arrival) ([]int64, error) {
	bare, err := numbers(t.ctx, t.tx, "SELECT message FROM reference WHERE hash = ? AND pos = 1 LIMIT 64",
		subjectHash(a.summary.Subject))
	if err != nil || len(bare) == 0 {
		return nil, err
	}
	return numbers(t.ctx, t.tx, `SELECT m.id FROM message a CROSS JOIN message m
		WHERE a.id = ?1 AND m.id IN (SELECT value FROM json_each(?2)) AND +m.account = a.account
		  AND m.date BETWEEN a.date AND a.date + ?3`, a.id, list(bare), subjectAge)
}

// join makes one conversation of a message's and those of others, under the smallest number among them.
func (t *threads) join(id ID, others []int64) error {
	threads, err := numbers(t.ctx, t.tx, `SELECT DISTINCT iif(thread = 0, id, thread) FROM message
		WHERE id IN (SELECT value FROM json_each(?))`, list(append(others, int64(id))))
	if err != nil || len(threads) < 2 {
		return err
	}
	to := slices.Min(threads)
	for _, n := range threads {
		if n == to {
			continue
		}
		delete(t.touched, n)
		_, err := t.tx.ExecContext(t.ctx, "UPDATE message SET thread = +?1 WHERE thread <> 0 AND thread = +?2 OR id = +?2",
			to, n)
		if err != nil {
			return err
		}
	}
	if _, err := t.tx.ExecContext(t.ctx, "UPDATE message SET thread = ?1 WHERE id = ?1 AND thread = 0", to); err != nil {
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
