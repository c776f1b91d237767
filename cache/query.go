package cache

import (
	"slices"
	"strings"
	"time"
)

// Query is a parsed query. The query language is for people, the same on the screen and in the commands:
//
//	words and "phrases", prefix*        all of them, anywhere in headers, text and attachment names
//	from: to: subject: body: list: file:  the word or phrase in that place; to: is To and Cc
//	from:=ada@example.org               exactly that, whole; also to:= subject:= list:=, and from:=@example.org
//	is:unread read starred deleted archived local inbox list full duplicate
//	has:attachment   larger:5M smaller:10k   before:2024-01-31 after:2024-01-31   older:2y newer:7d
//	tag:work   account:home   type:pdf   thread:12   copies:12
//	-term   term OR term   ( ... )
//
// A word is whole unless it ends in *; in scripts written without spaces any run of characters is found. Accents and
// case do not matter. Trash is left out unless the query says is:deleted somewhere. A Query never changes.
type Query struct{ root node }

// node is one condition. The kinds are below, and nowhere else.
type node interface{ isNode() }

type (
	allOf []node // every one; at least two, none of them an allOf
	anyOf []node // at least one; at least two, none of them an anyOf
	not   struct{ of node }

	// textTerm looks for the words of value, one after the other, in one field or in all.
	textTerm struct {
		field  field
		value  string // as typed, without quotes and star
		prefix bool   // the last word may go on
	}
	// exactTerm compares a whole field.
	exactTerm struct {
		field field
		value string
	}
	stateTerm string // one of the values of is:
	fileTerm  struct{}
	sizeTerm  struct {
		larger bool // else smaller
		bytes  int64
	}
	// dateTerm compares the date: before at, or else at or after.
	dateTerm struct {
		key   string // before, after, older, newer
		value string // as typed, so that a kept query stays relative
		at    time.Time
	}
	tagTerm     struct{ tag string }
	accountTerm struct{ account string }
	kindTerm    string // one of attachmentKinds
	threadTerm  int64
	copiesTerm  int64 // a message and its copies
)

func (allOf) isNode()       {}
func (anyOf) isNode()       {}
func (not) isNode()         {}
func (textTerm) isNode()    {}
func (exactTerm) isNode()   {}
func (stateTerm) isNode()   {}
func (fileTerm) isNode()    {}
func (sizeTerm) isNode()    {}
func (dateTerm) isNode()    {}
func (tagTerm) isNode()     {}
func (accountTerm) isNode() {}
func (kindTerm) isNode()    {}
func (threadTerm) isNode()  {}
func (copiesTerm) isNode()  {}

// field is where a text term looks; anywhere is all of them.
type field uint8

const (
	anywhere field = iota
	inFrom
	inTo
	inSubject
	inBody
	inList
	inFile
)

var fieldKeys = [...]string{"", "from", "to", "subject", "body", "list", "file"}

// And joins queries; nils are left out.
func (q *Query) And(o *Query) *Query {
	switch {
	case q == nil:
		return o
	case o == nil:
		return q
	}
	return &Query{root: every(q.root, o.root)}
}

// Not is everything that q does not find; nil stays nil.
func (q *Query) Not() *Query {
	if q == nil {
		return nil
	}
	return &Query{root: negate(q.root)}
}

// Words are the plain words and phrases of the query, to be lit in rows and text.
func (q *Query) Words() []string {
	var words []string
	for _, t := range q.wanted() {
		if w := strings.TrimSpace(t.value); !slices.Contains(words, w) {
			words = append(words, w)
		}
	}
	return words
}

// wanted lists the text terms that a hit holds, negated ones left out.
func (q *Query) wanted() []textTerm {
	if q == nil {
		return nil
	}
	var found []textTerm
	var walk func(n node)
	walk = func(n node) {
		switch n := n.(type) {
		case allOf:
			for _, k := range n {
				walk(k)
			}
		case anyOf:
			for _, k := range n {
				walk(k)
			}
		case textTerm:
			found = append(found, n)
		}
	}
	walk(q.root)
	return found
}

// mentions tells whether any term of the query, negated or not, satisfies is.
func (q *Query) mentions(is func(node) bool) bool {
	var walk func(n node) bool
	walk = func(n node) bool {
		switch n := n.(type) {
		case allOf:
			return slices.ContainsFunc(n, walk)
		case anyOf:
			return slices.ContainsFunc(n, walk)
		case not:
			return walk(n.of)
		}
		return is(n)
	}
	return q != nil && walk(q.root)
}

// asksForTrash tells whether the query speaks of deleted mail, so that Trash is not left out.
func (q *Query) asksForTrash() bool {
	return q.mentions(func(n node) bool { return n == stateTerm("deleted") })
}

// every joins conditions flatly.
func every(ns ...node) node {
	var flat allOf
	for _, n := range ns {
		if a, ok := n.(allOf); ok {
			flat = append(flat, a...)
		} else {
			flat = append(flat, n)
		}
	}
	if len(flat) == 1 {
		return flat[0]
	}
	return flat
}

// either joins alternatives flatly.
func either(ns ...node) node {
	var flat anyOf
	for _, n := range ns {
		if a, ok := n.(anyOf); ok {
			flat = append(flat, a...)
		} else {
			flat = append(flat, n)
		}
	}
	if len(flat) == 1 {
		return flat[0]
	}
	return flat
}

// negate undoes a negation rather than double it.
func negate(n node) node {
	if inner, ok := n.(not); ok {
		return inner.of
	}
	return not{n}
}
