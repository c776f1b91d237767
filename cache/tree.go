package cache

import (
	"cmp"
	"slices"
)

// biggestTree is the most messages of a conversation that are put in order as a tree; beyond it they stand flat, by
// date, so that no mail can make each arrival dearer than the last.
const biggestTree = 500

// branch is a message in its conversation.
type branch struct {
	id, date    int64
	depth, turn int64 // as the table has them
	own         int64 // hash of its Message-ID
	up          []int64
	parent      *branch
	children    []*branch
}

// arrange works out depth and turn of every message of a conversation.
func (t *threads) arrange(thread int64) error {
	nodes, err := t.nodes(thread)
	if err != nil {
		return err
	}
	if len(nodes) > biggestTree {
		return t.flatten(thread, nodes)
	}
	turn := int64(0)
	var walk func(n *branch, depth int64) error
	walk = func(n *branch, depth int64) error {
		if n.depth != depth || n.turn != turn {
			_, err := t.tx.ExecContext(t.ctx, "UPDATE message SET depth = ?, turn = ? WHERE id = ?", depth, turn, n.id)
			if err != nil {
				return err
			}
		}
		turn++
		for _, child := range n.children {
			if err := walk(child, depth+1); err != nil {
				return err
			}
		}
		return nil
	}
	for i, root := range grow(nodes) {
		// What answers a message that never came stands below the first.
		if err := walk(root, int64(min(i, 1))); err != nil {
			return err
		}
	}
	return nil
}

// flatten puts a conversation that has outgrown the tree in order by date. Later arrivals find it flat.
func (t *threads) flatten(thread int64, nodes []*branch) error {
	if !slices.ContainsFunc(nodes, func(n *branch) bool { return n.turn != 0 }) {
		return nil
	}
	_, err := t.tx.ExecContext(t.ctx, "UPDATE message SET depth = 0, turn = 0 WHERE thread <> 0 AND thread = +? AND turn <> 0", thread)
	return err
}

// grow makes the tree and returns its roots, oldest first.
func grow(nodes []*branch) []*branch {
	slices.SortFunc(nodes, func(a, b *branch) int { return cmp.Or(cmp.Compare(a.date, b.date), cmp.Compare(a.id, b.id)) })
	byHash := map[int64]*branch{}
	for _, n := range nodes {
		if byHash[n.own] == nil {
			byHash[n.own] = n
		}
	}
	var roots []*branch
	for _, n := range nodes {
		for _, h := range n.up {
			if p := byHash[h]; p != nil && !p.below(n) {
				n.parent = p
				break
			}
		}
		if n.parent == nil {
			roots = append(roots, n)
		} else {
			n.parent.children = append(n.parent.children, n)
		}
	}
	return roots
}

// below says whether n is o or hangs under it: two messages may each claim to answer the other.
func (n *branch) below(o *branch) bool {
	for ; n != nil; n = n.parent {
		if n == o {
			return true
		}
	}
	return false
}

// nodesOf reads no more than tells that a conversation is too big: biggestTree messages with all their references.
// The plus keeps SQLite from planning anew for each value.
const nodesOf = `SELECT m.id, m.date, m.depth, m.turn, r.hash, r.pos FROM message m CROSS JOIN reference r
	ON r.message = m.id WHERE m.thread <> 0 AND m.thread = +? ORDER BY m.id, r.pos LIMIT 7000`

func (t *threads) nodes(thread int64) ([]*branch, error) {
	rows, err := t.tx.QueryContext(t.ctx, nodesOf, thread)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var (
		all  []*branch
		last *branch
	)
	for rows.Next() {
		var (
			n         branch
			hash, pos int64
		)
		if err := rows.Scan(&n.id, &n.date, &n.depth, &n.turn, &hash, &pos); err != nil {
			return nil, err
		}
		if last == nil || last.id != n.id {
			last = &n
			all = append(all, last)
		}
		if pos == 0 {
			last.own = hash
		} else {
			last.up = append(last.up, hash)
		}
	}
	return all, rows.Err()
}
