package cache

import (
	"context"
	"fmt"
	"strings"
)

// Copies are messages outside Trash that are one: of the same Message-ID and, since programs give one twice, of the same
// date, sender and subject; or, where there is no Message-ID, the same to the byte. A date that is only when a message was
// first seen proves nothing, so then too all bytes must be the same. Of each set one is to be kept, the others are what
// is:duplicate finds.

// named says that a message has a Message-ID. Headers without one prove nothing.
const named = `EXISTS (SELECT 1 FROM detail WHERE message = %[1]s.id AND message_id <> '')`

// face is what copies share, once a hash in reference has brought them together. It is of a row of candidates; whether
// that has a name is only looked up where its date is none.
var face = fmt.Sprintf(`iif(l.seen IS NOT m.date OR `+named+`, m.date, 0) AS day, lower(m.from_addr) AS sender, m.subject_key AS topic,
	iif(l.seen = m.date AND `+named+`, coalesce((SELECT sha256 FROM body WHERE m.body = %[2]d AND id =
		(SELECT raw FROM detail WHERE message = m.id)), m.id), '') AS content`, "m", Full)

// faces are the columns of face.
const faces = `hash, day, sender, topic, content`

// content is that of face.
const content = `coalesce((SELECT coalesce(b.sha256, t.message) FROM listing s CROSS JOIN detail t ON t.message = s.message
	LEFT JOIN body b ON b.id = t.raw AND %[1]s.body = %[3]d WHERE s.message = %[1]s.id AND s.seen = %[1]s.date AND t.message_id <> ''), '')`

// sameAs says of two rows of message that they are one.
var sameAs = `((%[1]s.date = %[2]s.date OR NOT ` + named + `) AND lower(%[1]s.from_addr) = lower(%[2]s.from_addr)
	AND %[1]s.subject_key = %[2]s.subject_key AND (%[1]s.body = %[3]d AND %[2]s.body = %[3]d OR ` + named + `)
	AND ` + content + ` = ` + strings.ReplaceAll(content, "%[1]s", "%[2]s") + `)`

// worth is greatest of the copy to be kept: what is whole here goes before what is not, more before less, what the
// person has starred, tagged or read before the rest, what the server has too, and what was here first. It is one number,
// since to sort by many columns takes five times as long.
var worth = fmt.Sprintf(`((m.body = %[1]d) << 62) + (min(iif(m.body = %[1]d, m.attachments, m.size >> 12), 16383) << 48)
	+ ((m.flags & %[2]d <> 0) << 47) + ((m.id IN (SELECT message FROM message_tag)) << 46) + ((m.flags & %[3]d <> 0) << 45)
	+ ((l.gone IS 0) << 44) + (1 << 44) - 1 - m.id`, Full, Starred, Read)

// candidates are the messages whose hash is there more than once, of the hashes that a condition names. They come in the
// order of their table, since to look them up at random takes three times as long; the limit, which is none, has SQLite
// keep to it.
func candidates(hashes string) string {
	return fmt.Sprintf(`(SELECT r.message AS id, d.hash AS hash
		FROM (SELECT hash FROM reference WHERE pos = 0 AND %[2]s GROUP BY hash HAVING count(*) > 1) d
		CROSS JOIN reference r ON r.hash = d.hash AND r.pos = 0 ORDER BY 1 LIMIT -1) d
	CROSS JOIN message m ON m.id = d.id LEFT JOIN listing l ON l.message = m.id
	WHERE m.place <> %[3]d AND (m.body = %[4]d OR `+named+`)`, "m", hashes, Trash, Full)
}

// isDuplicate is true of every copy but the one to be kept. SQLite takes bare columns from the row of the only max.
var isDuplicate = fmt.Sprintf(`(m.id IN (SELECT o.id FROM (SELECT hash, id AS kept, max(worth)
		FROM (SELECT d.hash AS hash, m.id AS id, `+face+`, `+worth+` AS worth FROM `+candidates("true")+`)
		GROUP BY `+faces+` HAVING count(*) > 1) s
	CROSS JOIN message k ON k.id = s.kept CROSS JOIN reference r ON r.hash = s.hash AND r.pos = 0
	CROSS JOIN message o ON o.id = r.message
	WHERE o.id <> s.kept AND o.place <> %d AND `+fmt.Sprintf(sameAs, "k", "o", Full)+`))`, Trash)

// copiesOf finds a message and its copies.
var copiesOf = fmt.Sprintf(`(m.id IN (SELECT o.id FROM message k CROSS JOIN reference a ON a.message = k.id AND a.pos = 0
	CROSS JOIN reference b ON b.hash = a.hash AND b.pos = 0 CROSS JOIN message o ON o.id = b.message
	WHERE k.id = ? AND o.place <> %d AND `+fmt.Sprintf(sameAs, "k", "o", Full)+` UNION ALL SELECT ?))`, Trash)

// lastCopies lists, of the messages ?1, those of which no copy would stay that is as whole: one that has only its
// headers here stands for another such, as long as the server has it. CROSS keeps SQLite from beginning with all mail of
// the sender.
var lastCopies = fmt.Sprintf(`WITH going AS MATERIALIZED (SELECT value AS id FROM json_each(?1))
	SELECT m.id FROM going g JOIN message m ON m.id = g.id WHERE NOT EXISTS (
		SELECT 1 FROM reference a CROSS JOIN reference b ON b.hash = a.hash AND b.pos = 0 CROSS JOIN message o ON o.id = b.message
		WHERE a.message = m.id AND a.pos = 0 AND o.place <> %d AND o.id NOT IN (SELECT id FROM going) AND `+
	fmt.Sprintf(sameAs, "m", "o", Full)+` AND (o.body = %d OR m.body <> %[2]d
			AND EXISTS (SELECT 1 FROM listing WHERE message = o.id AND gone = 0)))`, Trash, Full)

// spare parts what may go as a copy from what would be the last, in the transaction that removes them: whatever was so
// when somebody looked, a copy stays.
func spare(ctx context.Context, tx *txn, ids []ID) (going, spared []ID, err error) {
	last, err := numbers(ctx, tx, lastCopies, list(ids))
	if err != nil || len(last) == 0 {
		return ids, nil, err
	}
	stays := setOf(last)
	for _, id := range ids {
		if stays[int64(id)] {
			spared = append(spared, id)
		} else {
			going = append(going, id)
		}
	}
	return going, spared, nil
}

func setOf[T comparable](all []T) map[T]bool {
	set := make(map[T]bool, len(all))
	for _, x := range all {
		set[x] = true
	}
	return set
}

// CopiesOf finds a message and its copies.
func CopiesOf(id ID) *Query { return &Query{copiesTerm(id)} }

// OnlyCopies says that whatever the query finds is found because another copy is kept, so that a removal by it may
// leave none without: see RemoveOptions.Copies.
func (q *Query) OnlyCopies() bool { return q != nil && onlyCopies(q.root) }

func onlyCopies(n node) bool {
	switch n := n.(type) {
	case allOf:
		for _, k := range n {
			if onlyCopies(k) {
				return true
			}
		}
	case anyOf:
		for _, k := range n {
			if !onlyCopies(k) {
				return false
			}
		}
		return true
	}
	return n == stateTerm("duplicate")
}
