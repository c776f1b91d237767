package message

import (
	"sort"
	"strconv"
	"strings"
)

// segment is one piece of a parameter that RFC 2231 lets span several.
type segment struct {
	index    int
	extended bool // percent-encoded
	value    string
}

// text returns a parameter as decoded, clean text: RFC 2231 continuations and charsets, encoded words and raw 8-bit
// bytes. hint is the charset to believe in for the latter.
func text(params []param, name, hint string) string {
	if s := extended(params, name, hint); s != "" {
		return s
	}
	return headerText(value(params, name), hint)
}

// extended joins and decodes name*, name*0*, name*1... of RFC 2231.
func extended(params []param, name, hint string) string {
	var segs []segment
	for _, p := range params {
		rest, ok := strings.CutPrefix(p.name, name+"*")
		if !ok {
			continue
		}
		num, ext := strings.CutSuffix(rest, "*")
		index, err := strconv.Atoi(num)
		if rest == "" {
			index, ext, err = 0, true, nil
		}
		if err == nil && index >= 0 {
			segs = append(segs, segment{index, ext, p.value})
		}
	}
	if len(segs) == 0 {
		return ""
	}
	sort.SliceStable(segs, func(i, j int) bool { return segs[i].index < segs[j].index })
	return joinSegments(segs, hint)
}

func joinSegments(segs []segment, hint string) string {
	charset := ""
	if segs[0].extended {
		if parts := strings.SplitN(segs[0].value, "'", 3); len(parts) == 3 {
			charset, segs[0].value = parts[0], parts[2]
		}
	}
	var raw strings.Builder
	seen := -1
	for _, s := range segs {
		if s.index == seen { // a repeated segment is an attempt to confuse
			continue
		}
		seen = s.index
		if s.extended {
			raw.WriteString(unpercent(s.value))
		} else {
			raw.WriteString(s.value)
		}
	}
	if charset == "" {
		return headerText(raw.String(), hint)
	}
	return Clean(decodeCharset([]byte(raw.String()), charset))
}

// unpercent decodes %XX and leaves anything else as it is.
func unpercent(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]) {
			out = append(out, unhex(s[i+1])<<4|unhex(s[i+2]))
			i += 2
			continue
		}
		out = append(out, s[i])
	}
	return string(out)
}

func isHex(c byte) bool { return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F' }

func unhex(c byte) byte {
	switch {
	case c >= 'a':
		return c - 'a' + 10
	case c >= 'A':
		return c - 'A' + 10
	}
	return c - '0'
}
