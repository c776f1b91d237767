package cache

import (
	"fmt"
	"time"
)

// Bounds on a query. They are far beyond what a person types, and keep what SQLite is asked within its own limits.
const (
	maxQueryBytes = 16 << 10
	maxQueryTerms = 200
	maxQueryDepth = 50
)

// QueryError tells where a query went wrong.
type QueryError struct {
	Pos    int // byte offset
	Reason string
}

func (e *QueryError) Error() string { return e.Reason }

// ParseQuery reads the query language; errors are *QueryError. An empty string gives nil, nil.
// Relative times and days are reckoned from now and in its time zone.
func ParseQuery(s string, now time.Time) (*Query, error) {
	return (&parser{lex: lexer{s: s}, now: now}).parse()
}

// ParsePartial reads a query that is still being typed: what is unfinished at its end is completed or left out, and
// the word under the cursor may go on. A mistake further left is a *QueryError as in ParseQuery.
func ParsePartial(s string, now time.Time) (*Query, error) {
	return (&parser{lex: lexer{s: s}, now: now, partial: true}).parse()
}

// parser is a recursive descent over
//
//	alternatives = terms { "OR" terms }
//	terms        = term { term }
//	term         = "-" term | "(" alternatives ")" | word | phrase | key ":" value
type parser struct {
	lex     lexer
	now     time.Time
	partial bool
	cur     lexeme
	terms   int
	depth   int
}

func (p *parser) parse() (*Query, error) {
	if len(p.lex.s) > maxQueryBytes {
		return nil, &QueryError{maxQueryBytes, fmt.Sprintf("the query is longer than %d bytes", maxQueryBytes)}
	}
	p.advance()
	n, err := p.alternatives()
	if err != nil {
		return nil, err
	}
	if p.cur.kind == lexClose {
		return nil, &QueryError{p.cur.pos, "this parenthesis closes nothing"}
	}
	if n == nil {
		return nil, nil
	}
	return &Query{root: n}, nil
}

func (p *parser) advance() { p.cur = p.lex.next() }

// atEnd tells whether the query ends here and more may be typed.
func (p *parser) atEnd() bool { return p.partial && p.cur.kind == lexEnd }

// alternatives returns nil when there is nothing to look for.
func (p *parser) alternatives() (node, error) {
	var found []node
	or := lexeme{pos: -1}
	for {
		n, some, err := p.sequence()
		switch {
		case err != nil:
			return nil, err
		case !some && p.cur.kind == lexOr:
			return nil, &QueryError{p.cur.pos, "nothing stands before OR"}
		case !some && or.pos >= 0 && !p.atEnd():
			return nil, &QueryError{or.pos, "nothing follows OR"}
		}
		if n != nil {
			found = append(found, n)
		}
		if p.cur.kind != lexOr {
			break
		}
		or = p.cur
		p.advance()
	}
	if len(found) == 0 {
		return nil, nil
	}
	return either(found...), nil
}

// sequence also says whether anything stood there, since an unfinished term gives no node.
func (p *parser) sequence() (n node, some bool, err error) {
	var found []node
	for p.cur.kind != lexEnd && p.cur.kind != lexClose && p.cur.kind != lexOr {
		some = true
		n, err := p.term()
		if err != nil {
			return nil, true, err
		}
		if n != nil {
			found = append(found, n)
		}
	}
	if len(found) == 0 {
		return nil, some, nil
	}
	return every(found...), true, nil
}

func (p *parser) term() (node, error) {
	p.depth++
	defer func() { p.depth-- }()
	if p.depth > maxQueryDepth {
		return nil, &QueryError{p.cur.pos, "the parentheses are nested too deep"}
	}
	switch t := p.cur; t.kind {
	case lexMinus:
		return p.negated(t)
	case lexOpen:
		return p.group(t)
	default:
		return p.condition(t)
	}
}

func (p *parser) negated(minus lexeme) (node, error) {
	p.advance()
	switch {
	case p.atEnd():
		return nil, nil
	case p.cur.kind == lexEnd, p.cur.kind == lexClose, p.cur.kind == lexOr, p.cur.pos != minus.end:
		return nil, &QueryError{minus.pos, "nothing follows the minus; it stands right before what is not wanted"}
	}
	n, err := p.term()
	if n == nil || err != nil {
		return nil, err
	}
	return negate(n), nil
}

func (p *parser) group(open lexeme) (node, error) {
	p.advance()
	n, err := p.alternatives()
	switch {
	case err != nil:
		return nil, err
	case p.cur.kind != lexClose && !p.partial:
		return nil, &QueryError{open.pos, "the parenthesis opened here is not closed"}
	case n == nil && !p.partial:
		return nil, &QueryError{open.pos, "nothing stands between the parentheses"}
	}
	if p.cur.kind == lexClose {
		p.advance()
	}
	return n, nil
}

func (p *parser) condition(t lexeme) (node, error) {
	if p.terms++; p.terms > maxQueryTerms {
		return nil, &QueryError{t.pos, fmt.Sprintf("the query has more than %d terms", maxQueryTerms)}
	}
	p.advance()
	if t.open && !p.partial {
		return nil, &QueryError{t.valPos, "the quote opened here is not closed"}
	}
	last := p.partial && t.end == len(p.lex.s)
	t.more = last && (!t.quoted || t.open)
	n, err := meaning(t, p.now)
	if err != nil && last {
		return nil, nil
	}
	return n, err
}
