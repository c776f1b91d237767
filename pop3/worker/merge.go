package worker

import "poplin/cache"

// ascending says that the UIDLs of both stand in their order and none twice, as most servers list them. An index of a
// hundred thousand names takes more memory than the names.
func ascending(lines []cache.Listing, known []cache.Known) bool {
	for i := 1; i < len(lines); i++ {
		if lines[i-1].UIDL >= lines[i].UIDL {
			return false
		}
	}
	for i := 1; i < len(known); i++ {
		if known[i-1].UIDL >= known[i].UIDL {
			return false
		}
	}
	return true
}

// merge is match for what is ascending.
func merge(lines []cache.Listing, known []cache.Known) matching {
	if len(known) == 0 {
		return matching{fresh: lines}
	}
	m := matching{listed: make([]pair, 0, min(len(known), len(lines)))}
	next := 0
	for i := range lines {
		l := &lines[i]
		for next < len(known) && known[next].UIDL < l.UIDL {
			m.absent = append(m.absent, &known[next])
			next++
		}
		if next < len(known) && known[next].UIDL == l.UIDL {
			l.Dup = known[next].Dup
			m.listed = append(m.listed, pair{&known[next], l})
			next++
			continue
		}
		m.fresh = append(m.fresh, *l)
	}
	for ; next < len(known); next++ {
		m.absent = append(m.absent, &known[next])
	}
	return m
}
