package worker

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"poplin/cache"
)

// TestChoose spends a budget on mail of all kinds.
func TestChoose(t *testing.T) {
	const day = 24 * time.Hour
	add := func(n int, size int64, p cache.Prospect, change ...func(*candidate)) candidate {
		c := candidate{&mail{id: cache.ID(n), line: &cache.Listing{Number: int32(n)}, size: size, body: cache.Headers}, p}
		for _, f := range change {
			f(&c)
		}
		return c
	}
	from := func(age time.Duration) cache.Prospect { return cache.Prospect{Date: noon.Add(-age), Known: true} }
	list := func(age time.Duration) cache.Prospect { p := from(age); p.Bulk = true; return p }
	read := func(p cache.Prospect, opened, of int) cache.Prospect { p.Opened, p.Mails = opened, of; return p }
	starred := func(p cache.Prospect) cache.Prospect { p.Starred = true; return p }
	failed := func(c *candidate) { c.tries = 1 }
	leaving := func(c *candidate) { c.vault = true }
	dying := func(c *candidate) { c.vault, c.dying = true, true }
	for _, c := range []struct {
		name   string
		cs     []candidate
		octets int64
		want   string
	}{
		{"nothing", nil, 1000, ""},
		{"no room", []candidate{add(1, 1000, from(0))}, 999, ""},
		{"just room", []candidate{add(1, 1000, from(0))}, 1000, "1"},
		{"newest first", []candidate{add(1, 20e3, from(9*day)), add(2, 20e3, from(day)), add(3, 20e3, from(3*day))}, 40e3, "2 3"},
		{"of the same day, the newest on the server", []candidate{add(1, 20e3, from(0)), add(2, 20e3, from(0))}, 20e3, "2"},
		{"people before lists", []candidate{add(1, 20e3, from(day)), add(2, 20e3, list(0))}, 40e3, "1 2"},
		{"a list that is always read before people who are not", []candidate{add(1, 20e3, read(from(0), 0, 9)), add(2, 20e3, read(list(0), 9, 9))}, 20e3, "2"},
		{"who is read often before who is not known", []candidate{add(1, 20e3, from(0)), add(2, 20e3, read(from(0), 8, 9))}, 20e3, "2"},
		{"small before big", []candidate{add(1, 900e3, from(0)), add(2, 9e3, from(0))}, 905e3, "2, 1 begins"},
		{"a letter with a photograph before newsletters nobody reads", []candidate{add(1, 2e6, read(from(0), 9, 9)), add(2, 60e3, read(list(0), 0, 40))}, 2e6, "1"},
		{"an old letter after news", []candidate{add(1, 20e3, from(900*day)), add(2, 20e3, list(0))}, 20e3, "2"},
		{"new for its mailbox", []candidate{add(1, 30e3, from(300*day)), add(2, 10e3, from(400*day)), add(3, 10e3, from(420*day))}, 31e3, "1"},
		{"a date to come is no measure", []candidate{add(1, 30e3, from(2*day)), add(2, 10e3, from(60*day)), add(3, 90e3, from(-4000*day))}, 31e3, "1"},
		{"what fits behind what does not", []candidate{add(1, 30e3, from(0)), add(2, 60e3, list(9*day)), add(3, 9e3, list(90*day))}, 40e3, "1 3"},
		{"starred before all", []candidate{add(1, 20e3, read(from(0), 9, 9)), add(2, 20e3, starred(list(0)))}, 20e3, "2"},
		{"without headers after people, before lists", []candidate{add(1, 20e3, list(0)), add(2, 20e3, cache.Prospect{Date: noon}), add(3, 20e3, from(0))}, 60e3, "3 2 1"},
		{"what the server erases comes first", []candidate{add(1, 5e3, from(0)), add(2, 90e3, list(400*day), dying)}, 93e3, "2"},
		{"what leaves anyhow comes late, what failed last", []candidate{add(1, 9e3, from(0), leaving), add(2, 9e3, list(0)), add(3, 9e3, from(0), failed)}, 99e3, "2 1 3"},
		{"a giant begins", []candidate{add(1, 30e6, from(0)), add(2, 20e3, list(0))}, 100e3, "2, 1 begins"},
		{"no room for a beginning", []candidate{add(1, 30e6, from(0)), add(2, 97e3, read(from(0), 9, 9))}, 100e3, "2"},
		{"no beginning of what is small, leaves or failed", []candidate{add(1, 60e3, from(0)), add(2, 30e6, from(0), leaving), add(3, 30e6, from(0), failed)}, 50e3, ""},
		{"dates to come, sizes not known", []candidate{add(1, 0, from(-400*day)), add(2, 3e3, from(0))}, 20e3, "2 1"},
	} {
		whole, pieces := choose(c.cs, newBudget(c.octets), noon)
		var got []string
		for _, m := range whole {
			got = append(got, fmt.Sprint(m.line.Number))
		}
		said := strings.Join(got, " ")
		for _, m := range pieces {
			said += fmt.Sprintf(", %d begins", m.line.Number)
		}
		if said != c.want {
			t.Errorf("%s: %q, want %q", c.name, said, c.want)
		}
	}
}
