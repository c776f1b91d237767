package worker

import (
	"cmp"
	"slices"

	"poplin/cache"
)

// pair is a known message and the line that names it in this session.
type pair struct {
	known *cache.Known
	line  *cache.Listing
}

// matching is a listing held against what the cache knows.
type matching struct {
	listed []pair          // known and listed
	absent []*cache.Known  // known and not listed
	fresh  []cache.Listing // listed and not known, Dup given
}

// match compares by the exact bytes of the UIDL, and gives every line its Dup. One UIDL may name several messages (RFC
// 1939 §7 allows it for identical copies, and servers do worse): of such twins the listing tells only how many are left,
// so lines go first to those that nobody sent away, and what remains counts as absent.
func match(lines []cache.Listing, known []cache.Known) matching {
	if ascending(lines, known) {
		return merge(lines, known)
	}
	return matchByIndex(lines, known)
}

func matchByIndex(lines []cache.Listing, known []cache.Known) matching {
	ix := indexOf(known)
	if len(known) == 0 {
		for i := range lines {
			lines[i].Dup = ix.nextDup(lines[i].UIDL)
		}
		return matching{fresh: lines}
	}
	m := matching{listed: make([]pair, 0, min(len(known), len(lines)))}
	here := make([]bool, len(known))
	for n := range lines {
		l := &lines[n]
		if i := ix.take(l.UIDL); i >= 0 {
			here[i] = true
			l.Dup = known[i].Dup
			m.listed = append(m.listed, pair{&known[i], l})
			continue
		}
		l.Dup = ix.nextDup(l.UIDL)
		m.fresh = append(m.fresh, *l)
	}
	if n := len(known) - len(m.listed); n > 0 {
		m.absent = make([]*cache.Known, 0, n)
	}
	for i := range known {
		if !here[i] {
			m.absent = append(m.absent, &known[i])
		}
	}
	return m
}

// index finds known messages by UIDL; only twins cost more than one entry.
type index struct {
	known []cache.Known
	free  map[string]int   // the first of that UIDL not taken yet, -1 when all are
	twins map[string][]int // the rest, likeliest first
	dups  map[string]int32 // next free Dup where known, or given out here
}

func indexOf(known []cache.Known) *index {
	ix := &index{known: known, free: make(map[string]int, len(known)), twins: map[string][]int{}, dups: map[string]int32{}}
	for i := range known {
		k := &known[i]
		first, twice := ix.free[k.UIDL]
		if !twice {
			ix.free[k.UIDL] = i
			if k.Dup > 0 {
				ix.dups[k.UIDL] = k.Dup + 1
			}
			continue
		}
		if len(ix.twins[k.UIDL]) == 0 {
			ix.twins[k.UIDL] = []int{first}
		}
		ix.twins[k.UIDL] = append(ix.twins[k.UIDL], i)
		ix.dups[k.UIDL] = max(ix.dups[k.UIDL], k.Dup+1, known[first].Dup+1)
	}
	for uidl, is := range ix.twins {
		slices.SortFunc(is, func(a, b int) int { return likelier(&known[a], &known[b]) })
		ix.free[uidl], ix.twins[uidl] = is[0], is[1:]
	}
	return ix
}

// take gives the likeliest known message of that UIDL that no line has taken, or -1.
func (ix *index) take(uidl string) int {
	i, ok := ix.free[uidl]
	if !ok || i < 0 {
		return -1
	}
	ix.free[uidl] = -1
	if rest := ix.twins[uidl]; len(rest) > 0 {
		ix.free[uidl], ix.twins[uidl] = rest[0], rest[1:]
	}
	return i
}

// nextDup numbers one more message of that UIDL.
func (ix *index) nextDup(uidl string) int32 {
	n := ix.dups[uidl]
	if _, known := ix.free[uidl]; known {
		n = max(n, 1)
	}
	ix.dups[uidl] = n + 1
	return n
}

// likelier orders twins by how likely the server still holds them.
func likelier(a, b *cache.Known) int {
	return cmp.Or(cmp.Compare(unlikely(a), unlikely(b)), cmp.Compare(a.Dup, b.Dup))
}

func unlikely(k *cache.Known) int {
	switch {
	case k.Gone:
		return 2
	case leaving(k):
		return 1
	}
	return 0
}

// leaving says that QUIT was sent for the message's removal: its absence is what we hope for.
func leaving(k *cache.Known) bool { return k.Removal == cache.Sent || k.Removal == cache.Committed }
