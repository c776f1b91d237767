package cache

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// classes are the groups of sizes: from that many bytes up.
var classes = []struct {
	key  string
	from int64
}{{"up to 10 kB", 0}, {"10 to 100 kB", 10e3}, {"100 kB to 1 MB", 100e3}, {"1 to 5 MB", 1e6},
	{"5 to 20 MB", 5e6}, {"over 20 MB", 20e6}}

func classOf(key string) int {
	for i, c := range classes {
		if c.key == key {
			return i
		}
	}
	return -1
}

func classSQL() string {
	var b strings.Builder
	b.WriteString("CASE")
	for i := len(classes) - 1; i > 0; i-- {
		fmt.Fprintf(&b, " WHEN m.size >= %d THEN '%s'", classes[i].from, classes[i].key)
	}
	fmt.Fprintf(&b, " ELSE '%s' END", classes[0].key)
	return b.String()
}

// groupQuery finds the messages of a group, and no other.
func (c *Cache) groupQuery(by Dimension, key string) *Query {
	switch by {
	case ByAddress:
		return &Query{exactTerm{inFrom, key}}
	case ByDomain:
		return &Query{exactTerm{inFrom, "@" + key}}
	case ByList:
		return &Query{exactTerm{inList, key}}
	case ByYear:
		return c.yearQuery(key)
	case BySizeClass:
		return classQuery(classOf(key))
	case ByCopies:
		n, _ := strconv.ParseInt(key, 10, 64)
		return &Query{every(copiesTerm(n), stateTerm("duplicate"))}
	}
	return &Query{kindTerm(key)}
}

func (c *Cache) yearQuery(key string) *Query {
	year, err := strconv.Atoi(key)
	if err != nil {
		return &Query{c.newYearTerm("before", firstYear)}
	}
	ns := []node{c.newYearTerm("after", year)}
	if year <= c.now().Year() {
		ns = append(ns, c.newYearTerm("before", year+1))
	}
	return &Query{every(ns...)}
}

func (c *Cache) newYearTerm(key string, year int) dateTerm {
	at := time.Unix(c.newYear(year), 0).In(c.now().Location())
	return dateTerm{key: key, value: strconv.Itoa(year), at: at}
}

// classQuery says "smaller than the next class, and not smaller than this".
func classQuery(i int) *Query {
	var ns []node
	if i > 0 {
		ns = append(ns, not{sizeTerm{bytes: classes[i].from}})
	}
	if i+1 < len(classes) {
		ns = append(ns, sizeTerm{bytes: classes[i+1].from})
	}
	return &Query{every(ns...)}
}

// AnyOf finds what one of the queries finds; nils are left out, and of none it is nil.
func AnyOf(qs ...*Query) *Query {
	var ns []node
	for _, q := range slices.DeleteFunc(slices.Clone(qs), func(q *Query) bool { return q == nil }) {
		ns = append(ns, q.root)
	}
	if len(ns) == 0 {
		return nil
	}
	return &Query{either(ns...)}
}
