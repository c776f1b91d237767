package cache

import "fmt"

// condition is a piece of SQL that is true or false of the row m of message, with its arguments. What a person typed is
// only ever an argument.
type condition struct {
	sql  string
	args []any
}

func test(sql string, args ...any) condition { return condition{sql, args} }

func both(cs ...condition) condition   { return join(cs, " AND ", "TRUE") }
func anyone(cs ...condition) condition { return join(cs, " OR ", "FALSE") }

// join nests pairwise: SQLite bounds how deep an expression may be, and a chain is as deep as it is long.
func join(cs []condition, operator, empty string) condition {
	switch len(cs) {
	case 0:
		return test(empty)
	case 1:
		return cs[0]
	}
	a, b := join(cs[:len(cs)/2], operator, empty), join(cs[len(cs)/2:], operator, empty)
	return condition{"(" + a.sql + operator + b.sql + ")", append(append([]any(nil), a.args...), b.args...)}
}

func compile(n node) condition {
	switch n := n.(type) {
	case allOf:
		return conditions(conjoin(n))
	case anyOf:
		return compileAny(n)
	case not:
		c := compile(n.of)
		return condition{"NOT " + c.sql, c.args}
	case textTerm:
		return matching(n.field, n.match())
	case exactTerm:
		return compileExact(n.field, n.value)
	}
	return compileTerm(n)
}

// compileAny looks up all senders, or all lists, of a long choice at once.
func compileAny(ns anyOf) condition {
	var cs []condition
	whole := map[field][]string{}
	texts, rest := parted(ns)
	for _, n := range rest {
		if e, ok := n.(exactTerm); ok {
			whole[e.field] = append(whole[e.field], e.value)
		} else {
			cs = append(cs, compile(n))
		}
	}
	for f := inFrom; f <= inFile; f++ {
		if len(whole[f]) > 0 {
			cs = append(cs, compileExact(f, whole[f]...))
		}
	}
	for _, m := range alternatives(texts) {
		cs = append(cs, matching(anywhere, m))
	}
	return anyone(cs...)
}

// compileTerm does the terms that need no other's company. Each is one operand to NOT and AND.
func compileTerm(n node) condition {
	switch n := n.(type) {
	case stateTerm:
		return test(stateSQL[n])
	case fileTerm:
		return test(fmt.Sprintf("(m.flags & %d <> 0)", Attached))
	case sizeTerm:
		if n.larger {
			return test("(m.size > ?)", n.bytes)
		}
		return test("(m.size < ?)", n.bytes)
	case dateTerm:
		if n.key == "before" || n.key == "older" {
			return test("(m.date < ?)", n.at.Unix())
		}
		return test("(m.date >= ?)", n.at.Unix())
	case tagTerm:
		return test(`(m.id IN (SELECT message FROM message_tag WHERE tag IN
			(SELECT id FROM tag WHERE name = ? COLLATE NOCASE)))`, n.tag)
	case accountTerm:
		return test("(m.account IN (SELECT id FROM account WHERE name = ? COLLATE NOCASE))", n.account)
	case kindTerm:
		return test("("+kindSQL+" = ?)", string(n))
	case threadTerm:
		return test("(m.id IN (SELECT id FROM message WHERE thread = ? AND thread <> 0 UNION ALL SELECT ?))", n, n)
	case copiesTerm:
		return test(copiesOf, n, n)
	}
	panic(fmt.Sprintf("cache: no SQL for %T", n))
}

// stateSQL keeps to the columns that tally has too, except for the last two.
var stateSQL = map[stateTerm]string{
	"unread":   fmt.Sprintf("(m.flags & %d = 0)", Read),
	"read":     fmt.Sprintf("(m.flags & %d <> 0)", Read),
	"starred":  fmt.Sprintf("(m.flags & %d <> 0)", Starred),
	"deleted":  fmt.Sprintf("(m.place = %d)", Trash),
	"archived": fmt.Sprintf("(m.place = %d)", Archive),
	"local":    fmt.Sprintf("(m.flags & %d <> 0)", Gone),
	"inbox":    fmt.Sprintf("(m.place = %d AND m.flags & %d = 0)", Inbox, Skipped),
	"list":     fmt.Sprintf("(m.flags & %d <> 0)", Bulk),
	"full":     fmt.Sprintf("(m.body = %d)", Full),

	"duplicate": isDuplicate,
}
