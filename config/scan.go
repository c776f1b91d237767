package config

import (
	"errors"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// entry is a table header, or one "key = value" wherever it stood: in a table, dotted, or in an inline table.
type entry struct {
	path  []string // whole, never empty
	line  int
	table bool
	list  bool // [[path]]
	value value
}

// value is a scalar as written, or an array.
type value struct {
	kind unstable.Kind
	text string // unquoted
}

// syntaxError is a file that is not TOML.
type syntaxError struct {
	line int
	what string
}

func (e *syntaxError) Error() string { return e.what }

// scan lists the entries of a file in its order. The decoder goes over it first, since it alone refuses what is well
// formed but contradicts itself, such as a key given twice.
func scan(raw []byte) ([]entry, error) {
	var all map[string]any
	if err := toml.Unmarshal(raw, &all); err != nil {
		bad := &syntaxError{line: 1, what: err.Error()}
		if at := (*toml.DecodeError)(nil); errors.As(err, &at) {
			bad.line, _ = at.Position()
		}
		return nil, bad
	}
	s := scanner{}
	s.parser.Reset(raw)
	for s.parser.NextExpression() {
		e := s.parser.Expression()
		switch e.Kind {
		case unstable.Table, unstable.ArrayTable:
			path, line := s.path(nil, e)
			s.under = path
			s.entries = append(s.entries, entry{path: path, line: line, table: true, list: e.Kind == unstable.ArrayTable})
		case unstable.KeyValue:
			s.pair(s.under, e)
		}
	}
	return s.entries, nil
}

type scanner struct {
	parser  unstable.Parser
	under   []string // the table whose pairs are being read
	entries []entry
}

// path joins the (perhaps dotted) key of a node to what it stands under.
func (s *scanner) path(under []string, n *unstable.Node) (path []string, line int) {
	path = append(path, under...)
	for it := n.Key(); it.Next(); {
		path = append(path, string(it.Node().Data))
		line = s.parser.Shape(it.Node().Raw).Start.Line
	}
	return path, line
}

// pair notes one key and its value, and those inside an inline table.
func (s *scanner) pair(under []string, n *unstable.Node) {
	path, line := s.path(under, n)
	v := n.Value()
	s.entries = append(s.entries, entry{path: path, line: line, table: v.Kind == unstable.InlineTable,
		value: value{v.Kind, string(v.Data)}})
	if v.Kind != unstable.InlineTable {
		return
	}
	for it := v.Children(); it.Next(); {
		s.pair(path, it.Node())
	}
}
