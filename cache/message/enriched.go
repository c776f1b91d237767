package message

import "strings"

// parseEnriched gives the text of text/enriched (RFC 1896): commands in angle brackets go, "<<" is a bracket, a single
// line break is a blank and n+1 of them are n.
func parseEnriched(s string) string {
	var out strings.Builder
	s = strings.ReplaceAll(s, "\r\n", "\n")
	params := 0 // inside <param>, which is no text
	for s != "" {
		i := strings.IndexAny(s, "<\n")
		if i < 0 {
			i = len(s)
		}
		if params == 0 {
			out.WriteString(s[:i])
		}
		s = s[i:]
		switch {
		case s == "":
		case strings.HasPrefix(s, "<<"):
			out.WriteByte('<')
			s = s[2:]
		case s[0] == '\n':
			rest := strings.TrimLeft(s, "\n")
			if n := len(s) - len(rest); n == 1 {
				out.WriteByte(' ')
			} else {
				out.WriteString(s[:n-1])
				out.WriteByte('\n')
			}
			s = rest
		default:
			tag, rest, _ := strings.Cut(s[1:], ">")
			switch strings.ToLower(tag) {
			case "param":
				params++
			case "/param":
				params = max(0, params-1)
			}
			s = rest
		}
	}
	return out.String()
}
