package cache

import (
	"fmt"
	"strings"
)

// maxMatchTerms bounds a chain in one MATCH: FTS refuses expressions nested more than 12 deep, and balances chains.
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

// columnMatch writes a term for a MATCH of all columns. FTS can bind a word to a column there but not a phrase, so for
// one it says less than the term does: then exact is false.
func (t textTerm) columnMatch() (m string, exact bool) {
	if t.field == anywhere {
		return t.match(), true
	}
	words, goesOn := phraseTokens(t.value, t.prefix)
	for i, w := range words {
		words[i] = wordColumns[t.field] + ":" + w
	}
	m = strings.Join(words, " ")
	if goesOn {
		m += "*"
	}
	return m, len(words) == 1
}

// matching asks the index. The plus keeps SQLite from looking up one message after the other where the route is to walk
// an order; it is the route that knows.
func matching(f field, match string) condition {
	return test(fmt.Sprintf("(+m.id IN (SELECT docid FROM word WHERE %s MATCH ?))", wordColumns[f]), match)
}

// matchingHere is matching for messages of the table here, which are few: the index passes over the others.
func matchingHere(f field, match string) condition {
	return test(fmt.Sprintf(`(+m.id IN (SELECT docid FROM word WHERE %s MATCH ?
		AND docid BETWEEN (SELECT min(id) FROM here) AND (SELECT max(id) FROM here)))`, wordColumns[f]), match)
}

// wordsOf gives the MATCH of a term of text, or of a choice of few words, and says whether it is exact.
func wordsOf(n node) (m string, exact, ok bool) {
	switch n := n.(type) {
	case textTerm:
		m, exact = n.columnMatch()
		return m, exact, true
	case anyOf:
		if texts, rest := parted(n); len(rest) == 0 && len(texts) <= maxMatchTerms {
			return "(" + alternatives(texts)[0] + ")", true, true
		}
	}
	return "", false, false
}

// unwantedWords gives the MATCH of what n excludes.
func unwantedWords(n node) (m string, ok bool) {
	no, ok := n.(not)
	if !ok {
		return "", false
	}
	m, exact, ok := wordsOf(no.of)
	return m, ok && exact
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
