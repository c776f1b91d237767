package main

import (
	"fmt"
	"image"
	"image/color"
	"strings"
	"testing"

	uv "github.com/charmbracelet/ultraviolet"

	"poplin/pop3/maildrop"
)

// wides are texts of which terminals and programs disagree how many columns they take: joined families, flags whole and
// half, presentation selectors, keycaps, skin tones, wide and ambiguous letters, fillers, stacked marks, clusters, tabs.
var wides = []string{
	"plain", "👨\u200d👩\u200d👧\u200d👦 family", "🇩🇪🇫🇷 flags", "🇩 half a flag", "👍🏽 thumb", "❤\ufe0f heart ☎\ufe0e", "1\ufe0f\u20e3 keycap", "\u3164\u3164 fillers \u115f\uffa0",
	"ﷺ ligature", "來週の打ち合わせ", "가나다 각", "①② ambiguous ±§…", "ก็ุ ที่นี่", "क्षि नमस्ते", "e\u0301\u0301\u0301tude zalgo" + strings.Repeat("\u0336", 20), "a\tb\tc", "שלום مرحبا", "\u202eright to left",
	"𝔉𝔯𝔞𝔨𝔱𝔲𝔯 𒀱 cuneiform", "ｆｕｌｌ ｈａｌｆ ﾊﾝｶｸ", "\u0300mark first", "�\uffff\U000f0000 private", "མཛཪ ꙮ ᳄", "🫱🏻\u200d🫲🏿 hands 🏴\U000e0067\U000e0062\U000e007f",
}

// TestColumnsStandInLine: whatever a sender or a subject is made of, what stands behind it in the list, and beside it in
// the next pane, is in the column where the program put it.
func TestColumnsStandInLine(t *testing.T) {
	box := maildrop.NewBox()
	for i, x := range wides {
		box.Add(maildrop.Message{UIDL: fmt.Sprint(i), Raw: fmt.Appendf(nil, "From: \"%s\" <a@wide.test>\r\nTo: \"%[1]s\" <b@poplin.example>\r\nSubject: %[1]s%[1]s subject %[2]d\r\n"+
			"Date: Sun, 22 Nov 2026 09:%02[2]d:00 +0000\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>%[1]s body<table border=1><tr><td>%[1]s</td><td>behind</td></tr><tr><td>x</td><td>behind</td></tr></table>\r\n", x, i)})
	}
	h := visited(t, box, len(wides))
	for _, size := range []image.Point{{60, 40}, {160, 40}} {
		x := startTerminal(t, h.command(), size, color.Black)
		x.awaitText(fmt.Sprintf("Inbox %d", len(wides)))
		x.awaitStill()
		days := columns(x.cells(), "Sun")
		if len(days) != len(wides) {
			t.Fatalf("at %v: %d days in the list, not %d:\n%s", size, len(days), len(wides), x.text())
		}
		for y, at := range days {
			if at != days[firstRow] {
				t.Errorf("at %v: the day of row %d is at column %d, not %d:\n%s", size, y, at, days[firstRow], x.text())
			}
		}
		if size.X < 130 {
			x.press("\r")
		}
		for i := len(wides) - 1; i >= 0; i-- {
			x.awaitText(fmt.Sprintf("subject %d", i))
			x.awaitStill()
			x.inLine(wides[i])
			x.press(map[bool]string{true: "j", false: "J"}[size.X >= 130])
		}
	}
}

// firstRow is where the first message stands in the list.
const firstRow = 2

// columns are, by row, where a text stands in what is left of the divider between the panes.
func columns(cells [][]uv.Cell, text string) map[int]int {
	at := map[int]int{}
	for y, row := range cells[firstRow : len(cells)-2] {
		for x, c := range row {
			if c.Content == "│" {
				break
			}
			if strings.HasPrefix(rest(row, x), text) {
				at[firstRow+y] = x
			}
		}
	}
	return at
}

// inLine checks the divider between the panes, and the second column of the table in the message.
func (x *terminal) inLine(what string) {
	x.t.Helper()
	behind := map[int]bool{}
	for y, row := range x.cells() {
		line := ""
		for at, c := range row {
			if c.Content == "b" && strings.HasPrefix(rest(row, at), "behind") {
				behind[at] = true
			}
			line += c.Content
		}
		if wide := x.size.X >= 130; wide && y > 1 && y < x.size.Y-2 && !strings.Contains(line, "│") {
			x.t.Errorf("%q: no divider in row %d: %q", what, y, line)
		}
	}
	if len(behind) != 1 {
		x.t.Errorf("%q: what stands behind it in a table is at columns %v:\n%s", what, behind, x.text())
	}
}

func rest(row []uv.Cell, at int) string {
	var b strings.Builder
	for _, c := range row[at:] {
		b.WriteString(c.Content)
	}
	return b.String()
}
