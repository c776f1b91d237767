package message

import (
	"net/url"
	"strings"
)

// Exit is a way to be left alone by a list or a sender, as its own mail offers it.
type Exit struct {
	Link          // where it leads; Host is the true one, with its port unless that is the usual one
	OneClick bool // a POST to it is enough (RFC 8058)
	Mail     bool // a letter to it (RFC 2369); otherwise a page for the browser
}

// Exits are the ways that List-Unsubscribe names and that can be gone safely, one-click first. An address with a user
// name in it is none: it was put there to look like another host, or to be sent as a password.
func (s *Summary) Exits() []Exit {
	var post, rest []Exit
	for _, uri := range s.Unsubscribe {
		u, err := url.Parse(uri)
		l := makeLink(uri, "")
		if err != nil || !l.Safe || l.Host == "" || u.User != nil || len(uri) > maxURL {
			continue
		}
		if u.Scheme == "mailto" {
			rest = append(rest, Exit{Link: l, Mail: true})
			continue
		}
		if port := u.Port(); port != "" && port != "443" {
			l.Host += ":" + port
		}
		if s.OneClick {
			post = append(post, Exit{Link: l, OneClick: true})
		}
		rest = append(rest, Exit{Link: l})
	}
	return append(post, rest...)
}

// Recipient is whom a letter goes to, clean: "leave@lists.example.org".
func (e Exit) Recipient() string {
	_, to, _ := strings.Cut(e.URL, ":")
	to, _, _ = strings.Cut(to, "?")
	if plain, err := url.PathUnescape(to); err == nil {
		to = plain
	}
	return Clean(to)
}
