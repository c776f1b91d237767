package message

import (
	"reflect"
	"strings"
	"testing"
)

// lines lays a document out and gives its text, quotation as "> ".
func lines(d *Document, width int) []string {
	var out []string
	for _, l := range d.Lay(width) {
		out = append(out, strings.Repeat("> ", QuoteWidth(l.Quote, width)/quoteCell)+words(l.Spans))
	}
	return out
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		name, text string
		width      int
		want       []string
	}{
		{"short", "hello", 10, []string{"hello"}},
		{"at blanks", "one two three", 8, []string{"one two", "three"}},
		{"exactly full", "one two three", 7, []string{"one two", "three"}},
		{"long word", "a abcdefghij b", 4, []string{"a", "abcd", "efgh", "ij b"}},
		{"inner blanks stay", "a    b", 10, []string{"a    b"}},
		{"blanks at a break go", "aaaa    bbbb", 6, []string{"aaaa", "bbbb"}},
		{"leading blanks stay", "  a b", 10, []string{"  a b"}},
		{"ideographs", "日本語日本語", 6, []string{"日本語", "日本語"}},
		{"closing punctuation stays", "日本語。日本語", 6, []string{"日本", "語。日", "本語"}},
		{"opening punctuation goes along", "日本「語」", 6, []string{"日本", "「語」"}},
		{"Latin among ideographs", "日本abc日本", 6, []string{"日本", "abc日", "本"}},
		{"Korean at blanks", "변경 사유로 개정", 8, []string{"변경", "사유로", "개정"}},
		{"a long word of Korean", "가나다라마", 6, []string{"가나다", "라마"}},
		{"Korean after ideographs", "日本사유로", 6, []string{"日本", "사유로"}},
		{"wide character in odd room", "a日本", 4, []string{"a日", "本"}},
		{"combining marks stay", "e\u0301e\u0301e\u0301e\u0301e\u0301", 4, []string{"e\u0301e\u0301e\u0301e\u0301", "e\u0301"}},
		{"no-break blank", "aa b\u00a0c", 5, []string{"aa", "b\u00a0c"}},
		{"empty", "", 5, []string{""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, line := range wrap([]Span{{Text: c.text}}, c.width, c.width) {
				got = append(got, words(line))
			}
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestWrapKeepsStyles(t *testing.T) {
	got := wrap([]Span{{Text: "one "}, {Text: "two", Style: Bold}, {Text: "three four"}}, 9, 9)
	want := [][]Span{{{Text: "one"}}, {{Text: "two", Style: Bold}, {Text: "three"}}, {{Text: "four"}}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
}

func TestLay(t *testing.T) {
	for _, c := range []struct {
		name  string
		doc   Document
		width int
		want  []string
	}{
		{"blank lines between, none when tight", Document{Blocks: []Block{{Spans: []Span{{Text: "a"}}}, {Spans: []Span{{Text: "b"}}}, {Spans: []Span{{Text: "c"}}, Tight: true}}}, 10, []string{"a", "", "b", "c"}},
		{"quotation keeps its depth", Document{Blocks: []Block{{Quote: 1, Spans: []Span{{Text: "aa bb cc"}}}, {Quote: 2, Spans: []Span{{Text: "d"}}}}}, 8, []string{"> aa bb", "> cc", "> ", "> d"}},
		{"items hang", Document{Blocks: []Block{{Kind: Item, Marker: "10.", Spans: []Span{{Text: "aaa bbb ccc"}}}, {Kind: Item, Tight: true, Spans: []Span{{Text: "more"}}}}}, 12, []string{"10. aaa bbb", "    ccc", "  more"}},
		{"written lists hang", Document{Blocks: []Block{{Spans: []Span{{Text: " - aaa bbb\nccc"}}}}}, 8, []string{" - aaa", "   bbb", "ccc"}},
		{"preformatted is cut", Document{Blocks: []Block{{Kind: Pre, Spans: []Span{{Text: "0123456789\n  x"}}}}}, 6, []string{"01234…", "  x"}},
		{"columns", Document{Blocks: []Block{
			{Kind: TableRow, Cells: [][]Span{{{Text: "a"}}, {{Text: "1"}}}},
			{Kind: TableRow, Tight: true, Cells: [][]Span{{{Text: "bbb"}}, {{Text: "22"}}}}}}, 20, []string{"a     1", "bbb  22"}},
		{"columns of wide characters", Document{Blocks: []Block{
			{Kind: TableRow, Cells: [][]Span{{{Text: "日本"}}, {{Text: "x"}}}},
			{Kind: TableRow, Tight: true, Cells: [][]Span{{{Text: "a"}}, {{Text: "y"}}}}}}, 20, []string{"日本  x", "a     y"}},
		{"columns shrink", Document{Blocks: []Block{
			{Kind: TableRow, Cells: [][]Span{{{Text: "aa bb cc"}}, {{Text: "xx yy"}}}}}}, 12, []string{"aa bb  xx yy", "cc"}},
		{"no room for columns", Document{Blocks: []Block{
			{Kind: TableRow, Cells: [][]Span{{{Text: "Name", Style: Bold}}, {{Text: "Number", Style: Bold}}}},
			{Kind: TableRow, Tight: true, Cells: [][]Span{{{Text: "Lovelace"}}, {{Text: "1815"}}}}}}, 11, []string{"Name:", "  Lovelace", "Number:", "  1815"}},
		{"deep quotation leaves room", Document{Blocks: []Block{{Quote: 30, Spans: []Span{{Text: "abcdef"}}}}}, 9, []string{"> abcdef"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := lines(&c.doc, c.width); !reflect.DeepEqual(got, c.want) {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
			for w := 1; w < 40; w++ {
				if err := inspectLines(&c.doc, w); err != nil {
					t.Errorf("width %d: %v", w, err)
				}
			}
		})
	}
}
