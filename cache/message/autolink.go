package message

import "strings"

// autolink turns clean plain text into spans, its URLs made links.
func (w *writer) autolink(s string) []Span {
	var out []Span
	for {
		start, end := findURL(s)
		if start < 0 {
			break
		}
		url := s[start:end]
		target := url
		if strings.HasPrefix(strings.ToLower(url), "www.") {
			target = "https://" + url
		}
		n := w.link(target, url)
		if start > 0 {
			out = append(out, Span{Text: s[:start]})
		}
		out = append(out, Span{Text: url, Link: n})
		s = s[end:]
	}
	if s != "" {
		out = append(out, Span{Text: s})
	}
	return out
}

// findURL finds the first URL in s: http, https, mailto and www.
func findURL(s string) (start, end int) {
	for from := 0; from < len(s); {
		i := from + wordStart(s[from:])
		if i == len(s) {
			return -1, -1
		}
		if i == 0 || !wordByte(s[i-1]) {
			if n := urlPrefix(s[i:]); n > 0 {
				if e := urlEnd(s, i); e > i+n {
					return i, e
				}
			}
		}
		from = i + 1
	}
	return -1, -1
}

// wordStart is how far it is to the next letter that a URL may begin with.
func wordStart(s string) int {
	for i := range len(s) {
		switch s[i] | 0x20 {
		case 'h', 'm', 'w':
			return i
		}
	}
	return len(s)
}

func urlPrefix(s string) int {
	for _, p := range []string{"https://", "http://", "mailto:", "www."} {
		if len(s) > len(p) && strings.EqualFold(s[:len(p)], p) {
			return len(p)
		}
	}
	return 0
}

// urlEnd is where the URL at s[i] ends: at a blank or bracket, and before punctuation that closes the sentence.
func urlEnd(s string, i int) int {
	open := byte(0)
	if i > 0 {
		open = s[i-1]
	}
	end := i
	for end < len(s) && s[end] > ' ' && !strings.ContainsRune("<>\"`", rune(s[end])) {
		if open == '(' && s[end] == ')' || open == '[' && s[end] == ']' {
			break
		}
		if s[end] >= 0x80 && strings.HasPrefix(s[end:], "\u3000") || strings.HasPrefix(s[end:], "\u00a0") || strings.HasPrefix(s[end:], "。") || strings.HasPrefix(s[end:], "、") {
			break
		}
		end++
	}
	for end > i && strings.IndexByte(".,;:!?'*_", s[end-1]) >= 0 {
		end--
	}
	if end > i && s[end-1] == ')' && !strings.Contains(s[i:end], "(") {
		end--
	}
	return end
}

func wordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '@' || c == '/'
}
