package message

import (
	"fmt"
	"strings"
	"testing"
)

// show lays out the body of an HTML mail, without the list of links.
func show(t *testing.T, body string, width int) string {
	t.Helper()
	d := document(t, open("Content-Type: text/html; charset=utf-8\n\n"+body), -1)
	return strings.Join(lines(d, width), "\n")
}

// boxed is a text as tools for newsletters write it: in a table of its own.
func boxed(text string) string {
	return "<table><tr><td><table><tr><td><div>" + text + "</div></td></tr></table></td></tr></table>"
}

func TestLayoutTables(t *testing.T) {
	product := func(name, price string) string {
		return "<td><table><tr><td><a href=https://s.example/" + name + "><img width=200 src=x.png></a></td></tr><tr><td>" + name + "</td></tr><tr><td>" + price + "</td></tr></table></td>"
	}
	row := func(cells ...string) string { return "<tr><td>" + strings.Join(cells, "</td><td>") + "</td></tr>" }
	long := strings.Repeat("word ", 50)
	for _, c := range []struct{ name, html, want string }{
		{"data in tables of their own",
			"<table>" + row(boxed("Coin"), boxed("Change"), boxed("Price")) + row(boxed("Ada"), boxed("+1.5%"), boxed("$2")) + row(boxed("Charles"), boxed("-12%"), boxed("$30")) + "</table>",
			"Coin     Change  Price\nAda      +1.5%   $2\nCharles  -12%    $30"},
		{"a catalogue", "<table><tr>" + product("tea", "£2 £1") + product("coffee", "£4 £3") + "</tr></table>",
			"tea[1]  coffee[2]\n£2 £1   £4 £3"},
		{"tables of a catalogue stand in line", "<table><tr>" + product("tea", "£2") + product("coffee", "£4") + "</tr></table><table><tr>" + product("drinking chocolate", "£2") + product("milk", "£4") + "</tr></table>",
			"tea[1]                 coffee[2]\n£2                     £4\n\ndrinking chocolate[3]  milk[4]\n£2                     £4"},
		{"a row of pictures does not part a table", "<table>" + row("one", "two", "three") + row("<img src=x>", "<img src=x>", "<img src=x>") + row("four", "five", "six") + row("seven", "eight", "nine") + "</table>",
			"one    two    three\n\nfour   five   six\nseven  eight  nine"},
		{"two rows, all filled", "<table>" + row("a", "b", "c") + row("d", "e", "f") + "</table>", "a  b  c\nd  e  f"},
		{"a date is no amount", "<table>" + row("<b>When</b>", "<b>What</b>") + row("Sep 29, 2012", "x") + "</table>", "When          What\nSep 29, 2012  x"},
		{"a code is no amount", "<table>" + row("INV-20261", "20 November 2026") + "</table><table>" + row("Twelve seats in November", "$348.00") + row("Storage", "$25.00") + row("Credit", "-$2.00") + row("All", "$371.00") + "</table>",
			"INV-20261                 20 November 2026\n\nTwelve seats in November           $348.00\nStorage                             $25.00\nCredit                              -$2.00\nAll                                $371.00"},
		{"a code stands left", "<table>" + row("<b>No</b>", "<b>What</b>") + row("INV-20261", "x") + "</table>", "No         What\nINV-20261  x"},
		{"what begins with a number and goes on is no number", "<table>" + row("£2<br>green tea", "x") + row("£40<br>milk", "y") + "</table>", "£2         x\ngreen tea\n\n£40        y\nmilk"},
		{"pictures below a pair", "<table>" + row("a", "b") + row("<img src=x>", "<img src=x>") + "</table>", "a  b"},
		{"a cell that is a page", "<table>" + row(strings.Repeat("<i></i>", maxCellNodes)+"a", "b") + "</table>", "a\nb"},
		{"columns in a column are a layout", "<table>" + row("<table>"+row("a", "b", "c")+"</table>", "<table>"+row("d", "e", "f")+"</table>") + "</table>", "a\nb\nc\n\nd\ne\nf"},
		{"long text is no data", "<table>" + row(long, "b") + "</table>", strings.TrimSpace(strings.Repeat("word word word word word word word word\n", 6)+"word word") + "\nb"},
		{"many lines are no data", "<table>" + row(strings.Repeat("x<br>", 12), "b") + "</table>", strings.Repeat("x\n", 12) + "b"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := show(t, c.html, 42); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

// Divisions that stand side by side where there is room are read like cells.
func TestColumnsOfDivisions(t *testing.T) {
	mj := func(percent int, text string) string {
		return fmt.Sprintf("<div class='mj-column-per-%d mj-outlook-group-fix' style='font-size:0px;display:inline-block;width:100%%;'><table><tr><td style='font-size:13px'><div>%s</div></td></tr></table></div>\n", percent, text)
	}
	px := func(width int, text string) string {
		return fmt.Sprintf("<div style='display:inline-block;width:100%%;min-width:200px;max-width:%dpx'>%s</div>", width, text)
	}
	long := strings.TrimSpace(strings.Repeat("word ", 50))
	stacked := strings.TrimSpace(strings.Repeat("word word word word word word word word\n", 6) + "word word")
	for _, c := range []struct{ name, html, want string }{
		{"two", mj(50, "Sydney<br>Book") + "<!-- x -->" + mj(50, "Rome<br>Book now"), "Sydney  Rome\nBook    Book now"},
		{"two rows of three", mj(33, "a") + mj(33, "b") + mj(33, "c") + mj(33, "d") + mj(33, "e") + mj(33, "f"), "a  b  c\nd  e  f"},
		{"as wide as all", mj(100, "a") + mj(100, "b"), "a\n\nb"},
		{"a share of nothing", mj(0, "a") + mj(0, "b"), "a\n\nb"},
		{"by width", px(330, "a") + px(330, "b"), "a  b"},
		{"as wide as the page", px(660, "a") + px(660, "b"), "a\nb"},
		{"of different width", px(220, "a") + px(440, "b"), "a\nb"},
		{"as small as icons", px(24, "a") + px(24, "b"), "a\nb"},
		{"without a width", strings.Repeat("<div style='display:inline-block'>a</div>", 2), "a\na"},
		{"of text", mj(50, long) + mj(50, "b"), stacked + "\n\nb"},
		{"text and then data", mj(50, long) + mj(50, "b") + mj(50, "c") + mj(50, "d"), stacked + "\n\nb\n\nc  d"},
		{"in a cell of data", "<table><tr><td>" + px(330, "a") + px(330, "b") + "</td><td>c</td></tr></table>", "a  c\nb"},
		{"by their only width", strings.Repeat("<div style='display:inline-block;width:300px'>a</div>", 2), "a  a"},
		{"that stand one below the other", strings.Repeat("<div style='width:300px'>a</div>", 2), "a\na"},
		{"among words", "a" + mj(50, "b") + mj(50, "c") + "d", "a\n\nb  c\n\nd"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := show(t, c.html, 42); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

// Chinese and Japanese know no blanks: a line break in their source is none, wherever tags stand.
func TestLineBreaksInSource(t *testing.T) {
	for _, c := range []struct{ name, html, want string }{
		{"of Latin", "one\n two", "one two"},
		{"of Japanese", "ニュースレタ\n ーとは、\r\n協会", "ニュースレターとは、協会"},
		{"before a tag", "詳しくは\n<a href=https://x.example>こちら</a>\nから", "詳しくはこちら[1]から"},
		{"inside a tag", "詳しくは<b>\nこちら\n</b>から", "詳しくはこちらから"},
		{"among whitespace alone", "日本<b>\n</b>\n<i>語</i>", "日本語"},
		{"a blank stays", "田中 花子", "田中 花子"},
		{"a blank and a break", "田中 <b></b>\n花子", "田中 花子"},
		{"before Latin", "日本\nabc\n日本", "日本 abc 日本"},
		{"of Korean", "변경\n사유로", "변경 사유로"},
		{"of Korean letters", "ㅋㅋ\nㅎㅎ", "ㅋㅋ ㅎㅎ"},
		{"room beside", "日本\n<span style='margin-left:20px'>語</span>", "日本 語"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := show(t, "<p>"+c.html, 60); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// Tables are brought into line as far as somebody sees them together.
func TestLineIsBounded(t *testing.T) {
	d := &Document{}
	for range maxInLine + 2 {
		d.Blocks = append(d.Blocks, Block{Kind: TableRow, Cells: [][]Span{{{Text: "a"}}, {{Text: "b"}}}})
	}
	d.Blocks[maxInLine+1].Cells[0][0].Text = "far away"
	got := lines(d, 40)
	if got[0] != "a  b" || got[2*maxInLine+2] != "far away  b" {
		t.Errorf("begins with %q, ends with %q", got[0], got[2*maxInLine+2])
	}
}

func TestPicturesAndMenus(t *testing.T) {
	link := func(host, inside string) string { return "<div><a href=https://" + host + "/>" + inside + "</a></div>" }
	icon := "<img width=30 src=https://p.example/a.png>"
	for _, c := range []struct{ name, html, want string }{
		{"pictures without words are counted", link("a.example", icon) + link("b.example", icon) + link("c.example", icon), "[picture][1] [2] [3]"},
		{"networks by host and file", link("www.facebook.com", icon) + link("x.com", icon) + link("t.example", "<img width=30 src=https://p.example/color-instagram-48.png>"), "Facebook[1] · X[2] · Instagram[3]"},
		{"slots of a template are no words", link("a.example", "<img alt=banner_1 src=x.png>") + "<img alt=image src=y.png>" + link("b.example", "<img alt=Offers src=z.png>"), "[picture][1]\nOffers[2]"},
		{"the title has the words", link("a.example", "<img title='New hats' src=x.png>"), "New hats[1]"},
		{"a picture is said once", link("a.example", icon) + "<p>and</p>" + link("a.example", icon), "[picture][1]\n\nand"},
		{"a poster is no item", link("a.example", "Home") + link("b.example", "<img width=600 alt=Sale src=x.png>") + link("c.example", "Men") + link("d.example", "Women") + link("e.example", "Children"),
			"Home[1]\nSale[2]\nMen[3] · Women[4] · Children[5]"},
		{"nor what stands over a text", link("a.example", "Home") + link("b.example", "Men") + link("c.example", "Women") + "<p></p><br>" + link("d.example", "Hat") + "<div>only 3 left</div>",
			"Home[1] · Men[2] · Women[3]\n\nHat[4]\nonly 3 left"},
		{"a menu above a text", link("a.example", "Home") + link("b.example", "Men") + link("c.example", "Women") + link("d.example", "Hats") + "<div>only 3 left</div>",
			"Home[1] · Men[2] · Women[3] · Hats[4]\nonly 3 left"},
		{"a caption has its picture's link, unless it lies", "<table><tr><td>" + link("a.example", icon) + "Hat</td><td>" + link("evil.example", icon) + "www.bank.example</td></tr></table>",
			"Hat[1]  [picture][2]\n        www.bank.example"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := show(t, c.html, 60); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestSpace(t *testing.T) {
	for _, c := range []struct{ name, html, want string }{
		{"between links", "<a href=https://a.example>Terms</a><a href=https://b.example>Privacy</a>", "Terms[1] Privacy[2]"},
		{"not within a word", "<a href=https://a.example>Te</a><a href=https://a.example>rms</a>", "Terms[1]"},
		{"beside padded words", "<span>£20</span><span style='padding-left:10px'>£10</span><b style='margin:0 5px'>now</b>only", "£20 £10 now only"},
		{"not beside others", "<span style='margin:9px 0'>a</span><span style='padding-left:1px'>b</span>c", "abc"},
		{"below a paragraph", "<p style='margin:0 0 12px 0'>a</p><p style='margin:0 0 12px 0'>b</p><p style='margin:0'>c</p><p style='margin:0'>d</p>", "a\n\nb\n\nc\nd"},
		{"around rows", "<table><tr><td>a</td></tr><tr><td style='padding:0 0 20px'>b</td></tr><tr><td>c</td></tr><tr><td style='padding-top:12px'>d</td></tr></table>", "a\nb\n\nc\n\nd"},
		{"around boxes", "<div>a</div><div style='padding:0 0 6px;margin-bottom:6px'>b</div><div>c</div>", "a\nb\n\nc"},
		{"spacers", "<div>a</div><div style='height:20px'></div><div>b</div><div style='height:4px'></div><div>c</div>", "a\n\nb\nc"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := show(t, c.html, 60); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}
