package cache

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"poplin/cache/message"
)

// Sort keys are short: after so many runes a list in their order looks the same to people.
const (
	fromKeyRunes    = 24
	subjectKeyRunes = 40
)

// fromKey is what a sender sorts by: the name, or the address where there is none, without quotes and case.
func fromKey(a message.Address) string {
	name := a.Name
	if strings.TrimSpace(name) == "" {
		name = a.Addr
	}
	return key(name, fromKeyRunes)
}

func subjectKey(subject string) string { return key(baseSubject(subject), subjectKeyRunes) }

// key folds case and drops leading punctuation, so that "Ärzte" and "[ärzte]" stand together.
func key(s string, runes int) string {
	s = strings.TrimLeftFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
	return strings.ToLower(firstRunes(s, runes))
}

func firstRunes(s string, n int) string {
	for i := range s {
		if n--; n < 0 {
			return s[:i]
		}
	}
	return s
}

// replyPrefixes are what mail programs of many tongues put before the subject of an answer or a forwarded message.
var replyPrefixes = map[string]bool{
	"re": true, "fw": true, "fwd": true, "aw": true, "wg": true, "sv": true, "vs": true, "vb": true, "antw": true,
	"ref": true, "rv": true, "enc": true, "tr": true, "odp": true, "pd": true, "ynt": true, "回复": true, "答复": true,
	"转发": true, "返信": true,
}

// baseSubject takes "Re:", "Fwd:", "AW[2]:" and their kin off the front, again and again (after RFC 5256, 2.1).
func baseSubject(s string) string {
	for {
		s = strings.TrimSpace(s)
		head, rest, found := cutColon(s)
		if !found {
			return s
		}
		if i := strings.IndexAny(head, "[(^"); i > 0 {
			head = head[:i]
		}
		if !replyPrefixes[strings.ToLower(strings.TrimSpace(head))] {
			return s
		}
		s = rest
	}
}

// cutColon parts s at its first colon, if that comes early enough to end a prefix.
func cutColon(s string) (head, rest string, found bool) {
	i := strings.IndexAny(s, ":：")
	if i < 0 || i > 16 {
		return "", "", false
	}
	_, n := utf8.DecodeRuneInString(s[i:])
	return s[:i], s[i+n:], true
}
