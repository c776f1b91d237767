package cache

import (
	"context"
	"encoding/binary"
	"hash/crc32"
	"math"
	"os"
)

// carve adds to a table what SQLite could not read of it: the rows below its root page, which lies where it lies in
// every cache, and for chunks those on any page, since their checksums tell true ones from leavings.
func (c *Cache) carve(ctx context.Context, damaged string, t table) error {
	f, err := os.Open(damaged)
	if err != nil {
		return err
	}
	defer f.Close()
	p, err := openPages(f)
	if err != nil {
		return err
	}
	w := &carrier{c: c, ctx: ctx}
	defer w.drop()
	v := &carver{p: p, t: t, w: w, seen: map[uint32]bool{}}
	if v.key, v.t.columns, err = c.layout(ctx, t.name); err != nil {
		return err
	}
	w.insert = v.t.insert()
	var root uint32
	err = c.write.QueryRowContext(ctx, "SELECT rootpage FROM sqlite_master WHERE type = 'table' AND name = ?", t.name).Scan(&root)
	if err != nil {
		return err
	}
	if err := v.walk(root, 0); err != nil {
		return err
	}
	if t.name == "chunk" {
		for n := uint32(1); n <= p.count; n++ {
			if err := v.leaf(n); err != nil {
				return err
			}
		}
	}
	return w.end(nil)
}

// layout tells the columns of a table and which of them is the rowid under another name, -1 if none is.
func (c *Cache) layout(ctx context.Context, name string) (key int, all []string, err error) {
	rows, err := c.write.QueryContext(ctx, "SELECT name, pk <> 0 AND type = 'INTEGER' FROM pragma_table_info(?)", name)
	if err != nil {
		return 0, nil, err
	}
	defer rows.Close()
	key = -1
	for rows.Next() {
		var (
			column string
			pk     bool
		)
		if err := rows.Scan(&column, &pk); err != nil {
			return 0, nil, err
		}
		if pk && key < 0 {
			key = len(all)
		}
		all = append(all, column)
	}
	return key, all, rows.Err()
}

// carver walks the pages of one table.
type carver struct {
	p    *pages
	t    table
	w    *carrier
	key  int // column that is the rowid
	seen map[uint32]bool
}

const deepest = 20 // levels of a b-tree

// walk takes the rows of a page and of those below it. Damage ends a branch, not the walk.
func (v *carver) walk(n uint32, depth int) error {
	if v.seen[n] || depth > deepest {
		return nil
	}
	v.seen[n] = true
	t, err := v.p.btree(n)
	if err != nil {
		return nil
	}
	for _, cell := range t.cells {
		if t.kind != tableInner {
			if err := v.row(t, cell); err != nil {
				return err
			}
		}
		if t.kind == tableInner || t.kind == indexInner {
			if err := v.walk(t.child(cell), depth+1); err != nil {
				return err
			}
		}
	}
	if t.right != 0 {
		return v.walk(t.right, depth+1)
	}
	return nil
}

// leaf takes the chunks of any page that was not come to yet.
func (v *carver) leaf(n uint32) error {
	if v.seen[n] {
		return nil
	}
	t, err := v.p.btree(n)
	if err != nil || t.kind != tableLeaf {
		return nil
	}
	for _, cell := range t.cells {
		if err := v.row(t, cell); err != nil {
			return err
		}
	}
	return nil
}

func (v *carver) row(t *btree, cell int) error {
	rowid, b, err := v.p.payload(t, cell)
	if err != nil {
		return nil
	}
	values, ok := record(b)
	if !ok || len(values) != len(v.t.columns) {
		return nil // or from before a column was added: not worth a guess
	}
	if t.kind == tableLeaf && v.key >= 0 {
		values[v.key] = rowid
	}
	if v.t.name == "chunk" && !soundChunk(values) {
		return nil
	}
	return v.w.put(values)
}

func soundChunk(values []any) bool {
	if len(values) != 4 {
		return false
	}
	crc, isInt := values[2].(int64)
	b, isBytes := values[3].([]byte)
	return isInt && isBytes && int64(crc32.Checksum(b, castagnoli)) == crc
}

// record takes a row apart.
func record(b []byte) (values []any, ok bool) {
	size, rest, ok := varint(b)
	if !ok || size > int64(len(b)) || size < int64(len(b)-len(rest)) {
		return nil, false
	}
	kinds, data := b[len(b)-len(rest):size], b[size:]
	for len(kinds) > 0 {
		var kind int64
		if kind, kinds, ok = varint(kinds); !ok {
			return nil, false
		}
		n := width(kind)
		if n < 0 || n > len(data) {
			return nil, false
		}
		values = append(values, value(kind, data[:n]))
		data = data[n:]
	}
	return values, true
}

// width is how many bytes a value of that serial type takes, -1 for one that means nothing.
func width(kind int64) int {
	switch {
	case kind < 0 || kind == 10 || kind == 11 || kind > 2*biggestRecord+13:
		return -1
	case kind >= 12:
		return int(kind-12) / 2
	}
	return [...]int{0, 1, 2, 3, 4, 6, 8, 8, 0, 0}[kind]
}

func value(kind int64, b []byte) any {
	switch {
	case kind == 0:
		return nil
	case kind == 7:
		return math.Float64frombits(binary.BigEndian.Uint64(b))
	case kind == 8 || kind == 9:
		return kind - 8
	case kind >= 12 && kind%2 == 0:
		return append([]byte{}, b...)
	case kind >= 13:
		return string(b)
	}
	n := int64(int8(b[0]))
	for _, x := range b[1:] {
		n = n<<8 | int64(x)
	}
	return n
}
