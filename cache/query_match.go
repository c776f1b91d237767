package cache

import (
	"fmt"
	"strings"
)

// maxMatchTerms bounds what is put into one MATCH: FTS refuses expressions nested more than 12 deep, and balances them.
const maxMatchTerms = 30

// wordColumns are the columns of the index that a field looks into.
var wordColumns = [...]string{anywhere: "word", inFrom: "sender", inTo: "recipient", inSubject: "subject",
	inBody: "body", inList: "list", inFile: "file"}

// match writes a term for MATCH. Tokens hold letters, digits and bytes from 0x80 up alone, so nothing in them can be
// taken for an operator.
func (t textTerm) match() string {
	words, goesOn := phraseTokens(t.value, t.prefix)
	m := `"` + strings.Join(words, " ")
	if goesOn {
		m += "*"
	}
	return m + `"`
}

// matching asks the index. FTS has no prefix column:"a phrase", but compares one column with any expression.
func matching(f field, match string) condition {
	return test(fmt.Sprintf("(m.id IN (SELECT docid FROM word WHERE %s MATCH ?))", wordColumns[f]), match)
}

// compileAll lets the index intersect the words that may stand anywhere, which it does while reading them.
func compileAll(ns allOf) condition {
	texts, rest := parted(ns)
	var wanted, unwanted []string
	var cs []condition
	for _, n := range texts {
		wanted = append(wanted, n.match())
	}
	for _, n := range rest {
		if m, ok := wordsOf(n); ok {
			wanted = append(wanted, m)
		} else if not, ok := n.(not); ok {
			if m, ok := wordsOf(not.of); ok {
				unwanted = append(unwanted, m)
				continue
			}
			cs = append(cs, compile(n))
		} else {
			cs = append(cs, compile(n))
		}
	}
	for len(wanted) > 0 {
		some := min(len(wanted), maxMatchTerms)
		cs = append(cs, matching(anywhere, strings.Join(wanted[:some], " ")))
		wanted = wanted[some:]
	}
	for _, m := range unwanted {
		c := matching(anywhere, m)
		cs = append(cs, condition{"NOT " + c.sql, c.args})
	}
	return both(cs...)
}

// wordsOf gives the MATCH of a choice of few words, or of a word, that may stand anywhere.
func wordsOf(n node) (string, bool) {
	switch n := n.(type) {
	case textTerm:
		if n.field == anywhere {
			return n.match(), true
		}
	case anyOf:
		if texts, rest := parted(n); len(rest) == 0 && len(texts) <= maxMatchTerms {
			return "(" + alternatives(texts)[0] + ")", true
		}
	}
	return "", false
}

// parted tells the words that may stand anywhere from all other conditions.
func parted(ns []node) (texts []textTerm, rest []node) {
	for _, n := range ns {
		if t, ok := n.(textTerm); ok && t.field == anywhere {
			texts = append(texts, t)
		} else {
			rest = append(rest, n)
		}
	}
	return texts, rest
}

// alternatives writes a choice of words, in as many expressions as it takes.
func alternatives(texts []textTerm) (matches []string) {
	for len(texts) > 0 {
		some := min(len(texts), maxMatchTerms)
		var ms []string
		for _, t := range texts[:some] {
			ms = append(ms, t.match())
		}
		matches = append(matches, strings.Join(ms, " OR "))
		texts = texts[some:]
	}
	return matches
}
