package message

import (
	"strings"
)

// param is one parameter of a Content-Type or Content-Disposition, its value unquoted but not yet decoded.
type param struct {
	name, value string
	quoted      bool
}

// splitParams parses `token; name=value; ...` (RFC 2045 section 5.1) as leniently as it can be: missing semicolons,
// unclosed quotes, comments, blanks around the equals sign and bare file names with blanks are understood.
func splitParams(s string) (token string, params []param) {
	s = strings.TrimSpace(s)
	end := strings.IndexAny(s, "; \t(\"")
	if end < 0 {
		end = len(s)
	}
	token = strings.ToLower(strings.TrimRight(s[:end], ","))
	if strings.Contains(token, "=") { // the token is missing altogether
		end = 0
		token = ""
	}
	for s = s[end:]; s != "" && len(params) < 64; {
		s = skipComment(strings.TrimLeft(s, "; \t,"))
		var p param
		if p, s = nextParam(s); p.name != "" {
			params = append(params, p)
		}
	}
	return token, params
}

// nextParam cuts one parameter from the front of s.
func nextParam(s string) (p param, rest string) {
	eq := strings.IndexAny(s, "=;")
	if eq < 0 || s[eq] == ';' {
		if eq < 0 {
			return p, ""
		}
		return p, s[eq+1:]
	}
	name := strings.ToLower(strings.TrimSpace(s[:eq]))
	if i := strings.LastIndexAny(name, " \t"); i >= 0 { // words before the name belong to nothing
		name = name[i+1:]
	}
	s = strings.TrimLeft(s[eq+1:], " \t")
	if strings.HasPrefix(s, `"`) {
		value, rest, ok := unquote(s)
		if ok {
			return param{name, value, true}, rest
		}
		s = s[1:]
	}
	end := strings.IndexByte(s, ';')
	if end < 0 {
		end = len(s)
	}
	value := strings.TrimSpace(s[:end])
	if inner, ok := strings.CutPrefix(value, `\"`); ok { // quoted by a program for another one
		value = strings.TrimSuffix(inner, `\"`)
	}
	return param{name, value, false}, s[end:]
}

// unquote reads a quoted string at the front of s. A backslash escapes only a quote or itself: elsewhere it is a path
// of Windows.
func unquote(s string) (value, rest string, ok bool) {
	var out strings.Builder
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"':
			return out.String(), s[i+1:], true
		case c == '\\' && i+1 < len(s) && (s[i+1] == '"' || s[i+1] == '\\'):
			i++
			out.WriteByte(s[i])
		default:
			out.WriteByte(c)
		}
	}
	return "", s, false
}

// skipComment drops one comment in parentheses, nested or not, from the front of s.
func skipComment(s string) string {
	if !strings.HasPrefix(s, "(") {
		return s
	}
	_, end := cutComment(s, 0)
	return strings.TrimLeft(s[end:], "; \t")
}

// word is the value of a parameter that is one word by nature (charset, format): anything behind it is noise.
func word(params []param, name string) string {
	for _, p := range params {
		if p.name == name && p.value != "" {
			v := strings.Trim(p.value, " \t'\"")
			if i := strings.IndexAny(v, " \t;(,"); i >= 0 {
				v = v[:i]
			}
			return v
		}
	}
	return ""
}

// value is the first value of a parameter, whole.
func value(params []param, name string) string {
	for _, p := range params {
		if p.name == name && p.value != "" {
			return p.value
		}
	}
	return ""
}
