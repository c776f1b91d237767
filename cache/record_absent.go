package cache

import "slices"

// missing notes who was there and is absent now, and counts for how many listings. It works on all at once: a mailbox
// that was emptied is tens of thousands of absences.
func (r *recording) missing(ids []ID) error {
	if len(ids) == 0 {
		return nil
	}
	all := list(ids)
	return run(r.ctx, r.tx, []statement{
		{"UPDATE listing SET missing = missing + 1 WHERE gone <> 0 AND message IN (SELECT value FROM json_each(?))", []any{all}},
		{`INSERT OR IGNORE INTO visit_change SELECT ?, message, ? FROM listing
			WHERE gone = 0 AND message IN (SELECT value FROM json_each(?))`, []any{r.v.id, vanished, all}},
		{`UPDATE message SET flags = flags | ?2 WHERE flags & ?2 = 0 AND id IN
			(SELECT message FROM listing WHERE gone = 0 AND message IN (SELECT value FROM json_each(?1)))`, []any{all, Gone}},
		{"UPDATE listing SET gone = 1, missing = 1 WHERE gone = 0 AND message IN (SELECT value FROM json_each(?))", []any{all}},
	})
}

// verified closes removals, and says which: what else is absent has merely vanished.
func (r *recording) verified(ids []ID) (proven map[ID]bool, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	open, err := numbers(r.ctx, r.tx, "SELECT DISTINCT message FROM ledger WHERE message IN (SELECT value FROM json_each(?)) AND "+
		openStates, list(ids))
	if err != nil {
		return nil, err
	}
	slices.Sort(open)
	all := list(open)
	proven = make(map[ID]bool, len(open))
	for _, id := range open {
		proven[ID(id)] = true
	}
	return proven, run(r.ctx, r.tx, []statement{
		{`INSERT OR IGNORE INTO visit_change SELECT ?1, message, iif(policy, ?3, ?4) FROM ledger
			WHERE message IN (SELECT value FROM json_each(?2)) AND ` + openStates, []any{r.v.id, all, expired, verified}},
		{"UPDATE ledger SET state = 'verified', since = ?2 WHERE message IN (SELECT value FROM json_each(?1)) AND " + openStates,
			[]any{all, r.now}},
		{"UPDATE listing SET gone = 1, missing = missing + 1, over = ?2 WHERE message IN (SELECT value FROM json_each(?1))",
			[]any{all, r.now}},
		{"UPDATE message SET removal = '', flags = flags | ?2 WHERE id IN (SELECT value FROM json_each(?1))", []any{all, Gone}},
	})
}
