package main

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ours are all the sequences that the full screen writes, with what may be in them. Nothing else may begin with an escape.
var ours = regexp.MustCompile(`^(?:` + strings.Join([]string{
	`\x1b\[[0-9;:]*m`,                              // colours and weight
	`\x1b\[[0-9]*(?:;[0-9]+)?H`, `\x1b\[[0-9]+Gd?`, // where to write
	`\x1b\[[0-9]+d`, `\x1b\[\?5W`,
	`\x1b\[[02]?[JK]`, `\x1b\[[0-9]+X`, // erasing
	`\x1b\[[0-9]*[ST]`, `\x1b\[[0-9;]*r`, // moving rows
	`\x1b\[\?(?:7|25|1002|1006|1049|2004|2026)[hl]`, // modes
	`\x1b\[\?(?:2026|2027)\$p`, `\x1b\[\?u`,         // questions about modes and keys
	`\x1b\[[<>=][0-9;]*u`, `\x1b\[>4(?:;[0-9])?m`,
	`\x1b\]11;\?\x07`,                                                          // which background
	`\x1b\]2;[^\x00-\x1f\x7f]*\x07`,                                            // the window's title
	`\x1b\]8;;\x07`, `\x1b\]8;id=poplin[0-9]+;(?:https?://|mailto:)[!-~]+\x07`, // links
	`\x1b\[>q`,
	`\x1b_Ga=q,i=31,s=1,v=1,t=d,f=24;AAAA\x1b\\`, // whether the terminal draws pictures; sending, and taking back
	`\x1b_G(?:a=T,U=1,f=100,q=2,i=[0-9]+,c=[0-9]+,r=[0-9]+|q=2),m=[01];[A-Za-z0-9+/=]+\x1b\\`,
	`\x1b_Ga=d,d=I,q=2,i=[0-9]+\x1b\\`,
}, `|`) + `)`)

// foreign is the first thing in what was written to a terminal that does not belong there; "" when all is well. A
// command in plain lines writes no sequence at all.
func foreign(out string, screen bool) string {
	marks := 0
	for i := 0; i < len(out); {
		if out[i] == 0x1b {
			n := 0
			if screen {
				n = len(ours.FindString(out[i:]))
			}
			if n == 0 || strings.IndexByte(out[i:i+n], 0x9c) >= 0 { // which ends a string for some terminals
				return fmt.Sprintf("the sequence %.40q", out[i:])
			}
			i += n
			continue
		}
		r, n := utf8.DecodeRuneInString(out[i:])
		around := out[max(0, i-20):min(len(out), i+20)]
		switch {
		case r == utf8.RuneError && n == 1:
			return fmt.Sprintf("a byte that is no UTF-8 in %q", around)
		case screen && r == placeholder:
			marks = 0
		case r != '\r' && r != '\n' && tricky(r):
			return fmt.Sprintf("%U in %q", r, around)
		case unicode.Is(unicode.Mn, r), unicode.Is(unicode.Me, r):
			if marks++; marks > mostMarks {
				return fmt.Sprintf("%d marks upon one another in %q", marks, around)
			}
		default:
			marks = 0
		}
		i += n
	}
	return ""
}

const (
	mostMarks   = 8
	placeholder = '\U0010eeee' // of kitty's pictures
)

// tricky says that a character is a control, cannot be seen, or has terminals disagree about widths.
func tricky(r rune) bool {
	switch {
	case r == 0x20e3, r >= 0xfe00 && r <= 0xfe0f, r >= 0x1f3fb && r <= 0x1f3ff, r >= 0xe0000:
		return true
	case unicode.Is(unicode.Prepended_Concatenation_Mark, r):
		return false
	}
	return unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Other_Default_Ignorable_Code_Point)
}
