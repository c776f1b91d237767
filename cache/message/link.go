package message

import (
	"net/url"
	"strings"
	"unicode"

	"golang.org/x/net/idna"
)

// maxURL is the length in bytes beyond which a target is cut: nothing sane is longer, and it has to be shown.
const maxURL = 8192

// cleanURL removes what browsers remove from a target (line breaks, tabs, blanks around it) and makes the rest clean.
func cleanURL(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < 0x20 || r == 0x7f {
			return -1
		}
		return r
	}, s)
	s = strings.ReplaceAll(Clean(strings.TrimSpace(s)), " ", "%20")
	if len(s) > maxURL {
		s = strings.ToValidUTF8(s[:maxURL], "")
	}
	return s
}

// makeLink judges a clean target.
func makeLink(target, text string) Link {
	l := Link{URL: target, Text: text}
	u, err := url.Parse(target)
	if err != nil {
		return l
	}
	switch strings.ToLower(u.Scheme) {
	case "http", "https":
		host := u.Hostname()
		l.Host = displayHost(host)
		l.Safe = l.Host != ""
		if strings.Contains(l.Host, "xn--") { // it looks like another one, whatever the text says
			l.URL, l.Lies = strings.Replace(target, host, l.Host, 1), true
		}
	case "mailto":
		l.Safe = true
		addr, _, _ := strings.Cut(u.Opaque, "?")
		if i := strings.LastIndexByte(addr, '@'); i >= 0 {
			l.Host = displayHost(addr[i+1:])
		}
	}
	return l
}

// displayHost shows a host so that it cannot pass for another one: names of a single script as themselves, anything
// mixed as punycode.
func displayHost(host string) string {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if h, err := url.PathUnescape(host); err == nil {
		host = h
	}
	uni, err := idna.Punycode.ToUnicode(host)
	if err != nil {
		return Clean(host)
	}
	if uni == Clean(uni) && singleScript(uni) {
		return uni
	}
	if puny, err := idna.Punycode.ToASCII(uni); err == nil {
		return Clean(puny)
	}
	return Clean(host)
}

// singleScript says that every label of a host uses one script, and not one that imitates Latin as a whole.
func singleScript(host string) bool {
	if ascii(host) {
		return true
	}
	for _, label := range strings.Split(host, ".") {
		if ascii(label) {
			continue
		}
		if !oneScript(label) {
			return false
		}
	}
	return true
}

func oneScript(label string) bool {
	var latin, cjk, other *unicode.RangeTable
	lookalike := true
	for _, r := range label {
		switch {
		case r < 0x80 && !unicode.IsLetter(r):
		case unicode.Is(unicode.Latin, r):
			latin = unicode.Latin
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo) || r == 'ー':
			cjk = unicode.Han
		default:
			t := scriptOf(r)
			if t == nil || other != nil && other != t {
				return false
			}
			other = t
			if !strings.ContainsRune("асԁеһіјӏорԛѕԝхуьҽքոսԍցղոօսαενορτυχι", r) {
				lookalike = false
			}
		}
	}
	switch {
	case other != nil:
		return latin == nil && cjk == nil && !lookalike
	case latin != nil && cjk != nil:
		return true // usual in East Asian names
	}
	return true
}

func scriptOf(r rune) *unicode.RangeTable {
	for _, t := range []*unicode.RangeTable{unicode.Cyrillic, unicode.Greek, unicode.Arabic, unicode.Hebrew, unicode.Thai,
		unicode.Devanagari, unicode.Armenian, unicode.Georgian, unicode.Bengali, unicode.Tamil, unicode.Telugu, unicode.Khmer} {
		if unicode.Is(t, r) {
			return t
		}
	}
	return nil
}

// lies says that the text of a link names another host than its target.
func lies(l Link, text string) bool {
	said := hostIn(text)
	if said == "" || l.Host == "" {
		return said != "" && !l.Safe
	}
	said, true_ := strings.TrimPrefix(said, "www."), strings.TrimPrefix(l.Host, "www.")
	return said != true_ && !strings.HasSuffix(true_, "."+said) && !strings.HasSuffix(said, "."+true_)
}

// hostIn finds the host that a text claims: a URL, www.something, or a text that is nothing but a domain.
func hostIn(text string) string {
	text = strings.ToLower(strings.TrimSpace(text))
	for _, mark := range []string{"https://", "http://", "www."} {
		if i := strings.Index(text, mark); i >= 0 {
			if mark != "www." {
				i += len(mark)
			}
			return cutHost(text[i:])
		}
	}
	if strings.ContainsAny(text, " \n@") || !strings.Contains(text, ".") {
		return ""
	}
	host := cutHost(text)
	i := strings.LastIndexByte(host, '.')
	if i <= 0 || !topLevel(host[i+1:]) {
		return ""
	}
	return host
}

// topLevel says that a label can be a top-level domain rather than a file extension or a number.
func topLevel(s string) bool {
	switch s {
	case "com", "org", "net", "edu", "gov", "info", "biz", "app", "dev", "bank", "shop", "online", "site", "io", "xyz":
		return true
	}
	return len(s) == 2 && s[0] >= 'a' && s[0] <= 'z' && s[1] >= 'a' && s[1] <= 'z'
}

func cutHost(s string) string {
	if i := strings.IndexAny(s, "/?#: \n\t<>\"'()[]|…"); i >= 0 {
		s = s[:i]
	}
	if i := strings.LastIndexByte(s, '@'); i >= 0 {
		s = s[i+1:]
	}
	return displayHost(strings.Trim(s, ".,;"))
}
