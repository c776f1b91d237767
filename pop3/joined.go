package pop3

import "strings"

// joined is a listing in the making: what UIDL told, until LIST has told the sizes. It takes a third of the room of
// Items, since there may be a million.
type joined struct {
	rows []joinedRow // in the order of UIDL
	ids  []string    // those of the rows, side by side: a shelf each
	last strings.Builder
	id   []byte // of the line that was read last

	next int         // where the next size belongs, if LIST keeps the order of UIDL
	at   map[int]int // rows by number, only for servers that shuffle
}

type joinedRow struct {
	size   int64
	number int32
	length uint16 // of the id
}

// read is a line of UIDL.
func (j *joined) read(line []byte) (it Item, ok bool) {
	it.Number, j.id, ok = uniqueID(line)
	return it, ok
}

// take keeps what read has read.
func (j *joined) take(it Item) error {
	if j.last.Cap()-j.last.Len() < len(j.id) {
		size := max(len(j.id), min(2*j.last.Cap(), shelfSize))
		j.ids = append(j.ids, j.last.String())
		j.last.Reset()
		j.last.Grow(size)
	}
	j.last.Write(j.id)
	j.rows = append(j.rows, joinedRow{size: -1, number: int32(it.Number), length: uint16(len(j.id))})
	return nil
}

// size joins a line of LIST by its number.
func (j *joined) size(it Item) error {
	i := j.next
	if i >= len(j.rows) || int(j.rows[i].number) != it.Number {
		if j.at == nil {
			j.at = make(map[int]int, len(j.rows))
			for i, r := range j.rows {
				j.at[int(r.number)] = i
			}
		}
		var known bool
		if i, known = j.at[it.Number]; !known {
			return nil
		}
	}
	j.rows[i].size = it.Size
	j.next = i + 1
	return nil
}

func (j *joined) each(yield func(Item) error) error {
	shelves, ids := append(j.ids, j.last.String()), ""
	for _, r := range j.rows {
		for ids == "" {
			ids, shelves = shelves[0], shelves[1:]
		}
		it := Item{Number: int(r.number), UIDL: ids[:r.length], Size: r.size}
		ids = ids[r.length:]
		if err := yield(it); err != nil {
			return err
		}
	}
	return nil
}
