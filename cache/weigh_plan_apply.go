package cache

import (
	"context"
	"fmt"
)

// Refusal is a message of a plan that stays, and why.
type Refusal struct {
	Item   PlanItem
	Reason string
}

// ApplyPlan enters a plan into the ledger, as Delete and Archive do, but for the messages that are not any more what the
// plan says. The next visit carries it out, again only for what the server lists under the UIDL and with the size that
// the plan says. One undo takes all of it back.
func (c *Cache) ApplyPlan(ctx context.Context, p *Plan, o RemoveOptions) (Removal, []Refusal, error) {
	ids, refused, err := c.checkPlan(ctx, p)
	if err != nil {
		return Removal{}, nil, fmt.Errorf("cache: apply plan: %w", friendly(err))
	}
	r := Removal{Action: p.Action}
	if len(ids) > 0 {
		o.asListed, o.Copies = true, o.Copies || p.Copies
		r, err = c.remove(ctx, ids, p.Action, o)
	}
	return r, append(refused, p.refuse(r.Spared)...), err
}

const reasonLast = "no other copy of it would stay"

// refuse names the items that are the last of their copies.
func (p *Plan) refuse(last []ID) (refused []Refusal) {
	stays := setOf(last)
	for _, it := range p.Items {
		if stays[it.Message] {
			refused = append(refused, Refusal{it, reasonLast})
		}
	}
	return refused
}

// Spare takes out of a plan for copies what would be the last of its kind, for whoever cannot look at all mail when the
// plan is applied: a rehearsal. What is left is an ordinary plan.
func (c *Cache) Spare(ctx context.Context, p *Plan) (*Plan, []Refusal, error) {
	if !p.Copies {
		return p, nil, nil
	}
	all := make([]ID, len(p.Items))
	for i, it := range p.Items {
		all[i] = it.Message
	}
	last, err := c.readIDs(ctx, lastCopies, list(all))
	if err != nil {
		return nil, nil, fmt.Errorf("cache: plan for copies: %w", err)
	}
	stays := setOf(last)
	left := p.Without(func(it PlanItem) bool { return stays[it.Message] })
	left.Copies = false
	return left, p.refuse(last), nil
}

// CheckPlan tells what of a plan would be refused now.
func (c *Cache) CheckPlan(ctx context.Context, p *Plan) ([]Refusal, error) {
	left, last, err := c.Spare(ctx, p)
	if err != nil {
		return nil, err
	}
	_, refused, err := c.checkPlan(ctx, left)
	if err != nil {
		return nil, fmt.Errorf("cache: check plan: %w", friendly(err))
	}
	return append(last, refused...), nil
}

// present is what is known of a planned message now.
type present struct {
	account string
	uidl    []byte
	size    int64
	listed  bool // on the server, or it was
	gone    bool
	place   Place
}

func (c *Cache) checkPlan(ctx context.Context, p *Plan) (ids []ID, refused []Refusal, err error) {
	all := make([]ID, len(p.Items))
	for i, it := range p.Items {
		all[i] = it.Message
	}
	now, err := c.presents(ctx, all)
	if err != nil {
		return nil, nil, err
	}
	seen := map[ID]bool{}
	for _, it := range p.Items {
		reason := it.refusal(now[it.Message], p.Action)
		if seen[it.Message] {
			reason = "the plan names it twice"
		}
		seen[it.Message] = true
		if reason == "" {
			ids = append(ids, it.Message)
		} else {
			refused = append(refused, Refusal{it, reason})
		}
	}
	return ids, refused, nil
}

func (c *Cache) presents(ctx context.Context, ids []ID) (map[ID]*present, error) {
	rows, err := c.read.QueryContext(ctx, `SELECT m.id, a.name, coalesce(l.uidl, x''), iif(l.gone = 0, l.size, m.size),
		l.message IS NOT NULL, coalesce(l.gone, 0), m.place FROM json_each(?) j JOIN message m ON m.id = j.value
		JOIN account a ON a.id = m.account LEFT JOIN listing l ON l.message = m.id`, list(ids))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[ID]*present{}
	for rows.Next() {
		var (
			id ID
			n  present
		)
		if err := rows.Scan(&id, &n.account, &n.uidl, &n.size, &n.listed, &n.gone, &n.place); err != nil {
			return nil, err
		}
		all[id] = &n
	}
	return all, rows.Err()
}

// refusal says why a message stays, "" when it may go.
func (it PlanItem) refusal(now *present, a Action) string {
	remote := it.UIDL != ""
	switch {
	case now == nil:
		return "it is not here any more"
	case now.account != it.Account || remote && string(now.uidl) != it.UIDL:
		return "that number is another message's"
	case now.place == a.place() && a == DeleteAction:
		return "it is in Trash already"
	case now.place == a.place():
		return "it is archived already"
	case remote && now.gone:
		return "it is not on the server any more"
	case !remote && now.listed && !now.gone:
		return "it has come back to the server"
	case now.size != it.Size:
		return fmt.Sprintf("its size is %d now", now.size)
	}
	return ""
}
