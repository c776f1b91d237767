package message

import (
	"path"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxName is the longest file name in bytes: well below the 255 of most file systems, so that " (1)" still fits.
const maxName = 120

// SafeName makes a file name from whatever a mail says: one path element, not hidden, not reserved, at most 120 bytes.
// It is idempotent and never empty.
func SafeName(s string) string {
	s = Clean(norm.NFC.String(Clean(s))) // names from a Mac come decomposed
	s = strings.TrimRight(s, `/\ .`)
	if i := strings.LastIndexAny(s, `/\`); i >= 0 {
		s = s[i+1:]
	}
	s = strings.Map(fileRune, s)
	for was := ""; was != s; { // what is trimmed may have carried a combining mark, which then goes too
		was = s
		s = shorten(Clean(strings.Trim(strings.Join(strings.Fields(s), " "), ". ")), maxName)
	}
	if s == "" {
		return "attachment"
	}
	if s[0] == '-' || s[0] == '~' || reserved(s) {
		s = shorten("_"+s, maxName)
	}
	return s
}

// fileRune replaces what some file system or shell gives a meaning.
func fileRune(r rune) rune {
	if strings.ContainsRune(`/\:*?"<>|`, r) {
		return '_'
	}
	return r
}

// reserved tells the device names of Windows, which keep their power with any extension.
func reserved(s string) bool {
	stem, _, _ := strings.Cut(strings.ToLower(s), ".")
	switch stem = strings.TrimSpace(stem); stem {
	case "con", "prn", "aux", "nul", "conin$", "conout$":
		return true
	}
	if rest, ok := strings.CutPrefix(stem, "com"); ok {
		return portNumber(rest)
	}
	rest, ok := strings.CutPrefix(stem, "lpt")
	return ok && portNumber(rest)
}

func portNumber(s string) bool {
	return utf8.RuneCountInString(s) == 1 && strings.Contains("0123456789¹²³", s)
}

// shorten cuts a name to max bytes at a character and keeps its extension.
func shorten(s string, max int) string {
	if len(s) <= max {
		return s
	}
	ext := path.Ext(s)
	if len(ext) > 12 || ext == s {
		ext = ""
	}
	stem := s[:max-len(ext)]
	for !utf8.ValidString(stem) {
		stem = stem[:len(stem)-1]
	}
	return strings.TrimRight(stem, ". ") + ext
}
