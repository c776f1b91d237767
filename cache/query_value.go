package cache

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The words that may follow is: and type:, in the order in which they are offered.
var (
	states          = []string{"unread", "read", "starred", "deleted", "archived", "local", "inbox", "list", "full", "duplicate"}
	attachmentKinds = []string{"none", "image", "pdf", "document", "sheet", "slides", "audio", "video", "archive",
		"calendar", "mail", "other", "unknown"}
)

// queryKeys lists every key, for the nearest one to what was typed.
var queryKeys = []string{"from", "to", "subject", "body", "list", "file", "is", "has", "larger", "smaller",
	"before", "after", "older", "newer", "tag", "account", "type", "thread", "copies"}

func knownKey(key string) bool { return slices.Contains(queryKeys, key) }

// meaning makes the condition that a term stands for.
func meaning(t lexeme, now time.Time) (node, error) {
	fail := func(format string, args ...any) error {
		return &QueryError{t.valPos, fmt.Sprintf(format, args...)}
	}
	t.value = strings.TrimSpace(t.value)
	switch {
	case t.key != "" && !knownKey(t.key):
		return nil, &QueryError{t.pos, unknownKey(t.key)}
	case t.key != "" && t.value == "" && !(t.exact && t.quoted):
		return nil, &QueryError{t.pos, fmt.Sprintf("%s: needs a value right after the colon", t.key)}
	case t.exact:
		return exactly(t, fail)
	}
	if i := slices.Index(fieldKeys[:], t.key); i >= 0 {
		bare := strings.TrimRight(t.value, "* ")
		if !hasToken(bare) {
			return nil, fail("%q holds no letter or digit to look for", t.value)
		}
		return textTerm{field: field(i), value: bare, prefix: t.more || strings.HasSuffix(t.value, "*")}, nil
	}
	return setting(t, now, fail)
}

// setting reads the keys whose value is not looked for in text.
func setting(t lexeme, now time.Time, fail func(string, ...any) error) (node, error) {
	switch t.key {
	case "is":
		return oneOf(t, states, fail, func(s string) node { return stateTerm(s) })
	case "has":
		return oneOf(t, []string{"attachment"}, fail, func(string) node { return fileTerm{} })
	case "type":
		return oneOf(t, attachmentKinds, fail, func(s string) node { return kindTerm(s) })
	case "larger", "smaller":
		n, ok := parseSize(t.value)
		if !ok {
			return nil, fail("%q is not a size; write 300, 10k, 5M or 1G", t.value)
		}
		return sizeTerm{larger: t.key == "larger", bytes: n}, nil
	case "before", "after":
		at, ok := parseDay(t.value, now.Location())
		if !ok {
			return nil, fail("%q is not a date; write 2024-01-31, 2024-01 or 2024", t.value)
		}
		return dateTerm{key: t.key, value: t.value, at: at}, nil
	case "older", "newer":
		at, ok := parseAge(t.value, now)
		if !ok {
			return nil, fail("%q is not an age; write 12h, 7d, 2w, 3m or 2y", t.value)
		}
		return dateTerm{key: t.key, value: t.value, at: at}, nil
	case "tag":
		return tagTerm{t.value}, nil
	case "account":
		return accountTerm{t.value}, nil
	}
	n, err := strconv.ParseInt(t.value, 10, 64)
	if err != nil || n < 0 {
		return nil, fail("%q is not the number of a %s", t.value, map[string]string{"thread": "thread", "copies": "message"}[t.key])
	}
	if t.key == "copies" {
		return copiesTerm(n), nil
	}
	return threadTerm(n), nil
}

// exactly reads key:=value.
func exactly(t lexeme, fail func(string, ...any) error) (node, error) {
	f := field(slices.Index(fieldKeys[:], t.key))
	switch f {
	case inFrom, inTo, inSubject, inList:
		return exactTerm{field: f, value: t.value}, nil
	}
	return nil, fail("%s: cannot be compared with =; from, to, subject and list can", t.key)
}

func oneOf(t lexeme, choices []string, fail func(string, ...any) error, make func(string) node) (node, error) {
	v := strings.ToLower(t.value)
	if slices.Contains(choices, v) {
		return make(v), nil
	}
	if near := nearest(v, choices); near != "" {
		return nil, fail("%s: does not know %q, did you mean %s:%s?", t.key, t.value, t.key, near)
	}
	return nil, fail("%s: does not know %q; it knows %s", t.key, t.value, strings.Join(choices, ", "))
}

func unknownKey(key string) string {
	if near := nearest(key, queryKeys); near != "" {
		return fmt.Sprintf("unknown key %s:, did you mean %s:?", key, near)
	}
	return fmt.Sprintf("unknown key %s:; to look for the text itself, put it in quotes", key)
}

// sizeUnits are decimal, as the sizes on the screen are; Ki, Mi and Gi are there for those who mean them.
var sizeUnits = map[string]float64{"": 1, "k": 1e3, "m": 1e6, "g": 1e9, "ki": 1 << 10, "mi": 1 << 20, "gi": 1 << 30}

// ParseSize reads a size as people write one: 300, 10k, 1.5M, 5 MB.
func ParseSize(s string) (int64, bool) { return parseSize(strings.ReplaceAll(s, " ", "")) }

// parseSize reads 300, 10k, 1.5M, 5MB.
func parseSize(s string) (int64, bool) {
	s = strings.ToLower(s)
	digits := strings.TrimRight(s, "abcdefghijklmnopqrstuvwxyz")
	unit, ok := sizeUnits[strings.TrimSuffix(s[len(digits):], "b")]
	if !ok || digits == "" || strings.Trim(digits, "0123456789.") != "" {
		return 0, false
	}
	n, err := strconv.ParseFloat(digits, 64)
	if err != nil || n*unit > 1<<53 {
		return 0, false
	}
	return int64(math.Round(n * unit)), true
}

// parseDay gives the first instant of a day, month or year.
func parseDay(s string, zone *time.Location) (time.Time, bool) {
	s = strings.ReplaceAll(s, "/", "-")
	for _, layout := range [...]string{"2006-1-2", "2006-1", "2006"} {
		if t, err := time.ParseInLocation(layout, s, zone); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// parseAge gives the instant that long before now.
func parseAge(s string, now time.Time) (time.Time, bool) {
	if len(s) < 2 || len(s) > 6 {
		return time.Time{}, false
	}
	n, err := strconv.ParseUint(s[:len(s)-1], 10, 32)
	if err != nil {
		return time.Time{}, false
	}
	back := -int(n)
	switch s[len(s)-1] | 0x20 {
	case 'h':
		return now.Add(time.Duration(back) * time.Hour), true
	case 'd':
		return now.AddDate(0, 0, back), true
	case 'w':
		return now.AddDate(0, 0, 7*back), true
	case 'm':
		return now.AddDate(0, back, 0), true
	case 'y':
		return now.AddDate(back, 0, 0), true
	}
	return time.Time{}, false
}
