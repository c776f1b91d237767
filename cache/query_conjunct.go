package cache

import (
	"fmt"
	"slices"
	"strings"
)

// conjunct is one of the conditions that a view's messages satisfy together, and what is known about finding them.
type conjunct struct {
	condition
	indexed bool   // an index of message finds those that satisfy it
	match   string // the index of words finds them
	loose   bool   // and others besides; precise leaves these out
	precise []condition
	here    condition // the same of the table here
	walk    string    // an index by date that holds them alone
}

// finding tells whether there is something to start from.
func (x conjunct) finding() bool { return x.indexed || x.match != "" }

// conjuncts says which messages a view shows.
func (v View) conjuncts() []conjunct {
	var cs []conjunct
	if !v.Query.asksForTrash() {
		cs = append(cs, conjunct{condition: test(fmt.Sprintf("m.place <> %d", Trash))})
	}
	if len(v.Accounts) == 1 {
		cs = append(cs, conjunct{condition: test("m.account = ?", v.Accounts[0]), indexed: true, walk: "message_account"})
	} else if v.Accounts != nil {
		cs = append(cs, conjunct{condition: test("+m.account IN (SELECT value FROM json_each(?))", list(v.Accounts))})
	}
	if v.Query == nil {
		return cs
	}
	if ns, ok := v.Query.root.(allOf); ok {
		return append(cs, conjoin(ns)...)
	}
	return append(cs, conjoin(allOf{v.Query.root})...)
}

// conjoin parts conditions into those that the index of words answers together, intersecting words while it reads them,
// and all others. The words come last, because they cost more to look up.
func conjoin(ns allOf) []conjunct {
	var cs []conjunct
	var wanted, unwanted []node
	for _, n := range ns {
		if _, _, ok := wordsOf(n); ok {
			wanted = append(wanted, n)
		} else if _, ok := unwantedWords(n); ok {
			unwanted = append(unwanted, n)
		} else {
			cs = append(cs, conjoinOther(n))
		}
	}
	some := min(len(unwanted), maxMatchTerms)
	if len(wanted) == 0 {
		some = 0
	}
	for _, n := range unwanted[some:] {
		cs = append(cs, conjunct{condition: compile(n)})
	}
	unwanted = unwanted[:some]
	for chunk := range slices.Chunk(wanted, maxMatchTerms) {
		cs = append(cs, conjoinWords(chunk, unwanted))
		unwanted = nil
	}
	return cs
}

// conjoinWords writes one MATCH. Where it says less than the terms do, these are tested as well.
func conjoinWords(wanted, unwanted []node) conjunct {
	var c conjunct
	var ms, nots []string
	var here []condition
	for _, n := range wanted {
		m, exact, _ := wordsOf(n)
		ms = append(ms, m)
		if t, ok := n.(textTerm); ok && !exact {
			c.loose = true
			c.precise = append(c.precise, matching(t.field, t.match()))
			here = append(here, matchingHere(t.field, t.match()))
		}
	}
	for _, n := range unwanted {
		m, _ := unwantedWords(n)
		nots = append(nots, m)
	}
	c.match = strings.Join(ms, " ")
	if len(nots) > 0 {
		c.match += " NOT (" + strings.Join(nots, " OR ") + ")" // binds to the last word, which is as good as to all
	}
	c.condition = both(append([]condition{matching(anywhere, c.match)}, c.precise...)...)
	c.here = both(append(here, matchingHere(anywhere, c.match))...)
	return c
}

// conjoinOther tells what is known about finding the messages that satisfy n.
func conjoinOther(n node) conjunct {
	c := conjunct{condition: compile(n)}
	switch n := n.(type) {
	case stateTerm:
		c.walk = stateWalks[n]
		c.indexed = c.walk != "" || n == "duplicate"
	case fileTerm:
		c.indexed, c.walk = true, "message_attached"
	case sizeTerm:
		c.indexed = n.larger
	case exactTerm:
		c.indexed = n.field != inTo
	case dateTerm, tagTerm, threadTerm, copiesTerm:
		c.indexed = true
	case anyOf:
		c.indexed = !slices.ContainsFunc(n, func(k node) bool { e, ok := k.(exactTerm); return !ok || e.field == inTo })
	}
	return c
}

var stateWalks = map[stateTerm]string{"unread": "message_unread", "starred": "message_starred",
	"deleted": "message_trash", "archived": "message_archive", "inbox": "message_inbox", "list": "message_bulk"}
