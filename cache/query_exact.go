package cache

import (
	"fmt"
	"strings"
)

// wholeSQL compares an address or a list with the values in %s; ASCII alone is folded, as the standards say.
var wholeSQL = map[field]string{
	// A sender without an address goes by the name.
	inFrom: `(lower(m.from_addr) IN (%[1]s) OR lower(m.from_addr) = '' AND lower(m.from_name) IN (%[1]s))`,
	inTo: `EXISTS (SELECT 1 FROM detail d, json_each(d.recipients) r WHERE d.message = m.id
		AND lower(r.value ->> 'address') IN (%[1]s))`,
	inList: `(lower(m.list) IN (%[1]s))`,
}

// domainSQL compares what stands behind the at sign.
var domainSQL = map[field]string{
	inFrom: `(` + domainOf + ` IN (%[1]s))`,
	inTo: `EXISTS (SELECT 1 FROM detail d, json_each(d.recipients) r WHERE d.message = m.id
		AND substr(lower(r.value ->> 'address'), 1 + instr(r.value ->> 'address', '@')) IN (%[1]s))`,
}

// domainOf is a sender's domain, "" for none.
const domainOf = `iif(instr(m.from_addr, '@'), substr(lower(m.from_addr), 1 + instr(m.from_addr, '@')), '')`

// compileExact compares a whole field with one or more values.
func compileExact(f field, values ...string) condition {
	if f == inSubject {
		var cs []condition
		for _, v := range values {
			cs = append(cs, sameSubject(v))
		}
		return anyone(cs...)
	}
	var whole, domains []string
	for _, v := range values {
		v = lowerPlain(v)
		if domain, ok := strings.CutPrefix(v, "@"); ok && f != inList {
			domains = append(domains, domain)
		} else {
			whole = append(whole, v)
		}
	}
	var cs []condition
	if len(whole) > 0 {
		cs = append(cs, oneOfValues(wholeSQL[f], whole))
	}
	if len(domains) > 0 {
		cs = append(cs, oneOfValues(domainSQL[f], domains))
	}
	return anyone(cs...)
}

// oneOfValues fills a template that may name the values more than once.
func oneOfValues(template string, values []string) condition {
	var args []any
	for range strings.Count(template, "%[1]s") {
		args = append(args, array(values))
	}
	return test(fmt.Sprintf(template, "SELECT value FROM json_each(?)"), args...)
}

// sameSubject finds a subject with or without Re: and its kin. The key finds candidates by the index; since it is cut
// and folded, the end of the subject is compared as well.
func sameSubject(subject string) condition {
	base := baseSubject(subject)
	return test(`(m.subject_key = ? AND
		lower(substr(m.subject, 1 + length(m.subject) - length(?))) = lower(?))`, subjectKey(subject), base, base)
}

// lowerPlain folds ASCII letters, as SQLite's lower does.
func lowerPlain(s string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			r |= 0x20
		}
		return r
	}, s)
}
