package message

import (
	"strings"
	"unicode"
)

// sample is how many decoded bytes of an alternative are read to judge it.
const sample = 256 << 10

// alternative decides which child of a multipart/alternative is shown, and says why when there was something to
// decide. Plain text is what its writer meant for a reader like this one; it loses when it is a stub.
func (m *Message) alternative(id, want int) (child int, why string) {
	plain, rich, last := -1, -1, -1
	for _, c := range m.kids(id) {
		if want >= 0 && m.within(want, c) {
			return c, ""
		}
		t := m.textIn(c)
		if t < 0 {
			continue
		}
		switch typ := m.st.Parts[t].Type; {
		case typ == "text/plain" && plain < 0:
			plain = c
		case typ == "text/html" && rich < 0:
			rich = c
		case typ != "text/calendar" || last < 0:
			last = c
		}
	}
	switch {
	case plain >= 0 && rich >= 0:
		if reason := m.stub(m.textIn(plain), m.textIn(rich)); reason != "" {
			return rich, reason
		}
		return plain, ""
	case plain >= 0:
		return plain, ""
	case rich >= 0:
		return rich, ""
	}
	return last, ""
}

// stub says why a plain text is not worth reading beside its HTML, or "".
func (m *Message) stub(plain, html int) string {
	pp, rp := &m.st.Parts[plain], &m.st.Parts[html]
	pb, _ := m.body(pp, sample)
	text := strings.TrimSpace(decodeCharset(pb, pp.Charset))
	if text == "" {
		return "plain text is empty"
	}
	said := wordSet(text)
	rb, _ := m.body(rp, sample)
	rich := decodeHTML(rb, rp.Charset)
	laid := isLaidOut(rich)
	if len(said) > maxStub && !laid {
		return ""
	}
	shown := wordSet(stripTags(stripSkipped(rich)))
	low := strings.ToLower(text)
	switch {
	case len(shown) == 0:
		return ""
	case laid && share(said, shown) > 0.6 && derived(text) != "":
		return derived(text)
	case len(said) > maxStub:
		return ""
	case strings.HasPrefix(low, "<!doctype"), strings.HasPrefix(low, "<html"):
		return "plain text is HTML source"
	case mostlyAddresses(text) && share(said, shown) > 0.5:
		return "plain text is mostly web addresses"
	case len(said) < 60 && len(shown) > len(said)/2 && pointsElsewhere(low) && share(shown, said) < 0.8:
		return "plain text only points to the web"
	case len(shown) > len(said) && share(shown, said) < 0.4:
		return "plain text leaves most out"
	}
	return ""
}

// maxStub is how many different words a text may have and still be suspected of saying nothing.
const maxStub = 400

// wordSet is the set of words of a text, addresses left out.
func wordSet(s string) map[string]bool {
	set := make(map[string]bool)
	for _, w := range strings.Fields(strings.ToLower(s)) {
		w = strings.TrimFunc(w, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		if w != "" && !strings.Contains(w, "://") && len(w) < 60 {
			set[w] = true
		}
		if len(set) > 5000 {
			break
		}
	}
	return set
}

// mostlyAddresses says that web addresses are half of a text or more, or that long ones keep breaking into it: what
// programs make of HTML in which every picture is a link.
func mostlyAddresses(s string) bool {
	all, long, n := 0, 0, 0
	for _, w := range strings.Fields(s) {
		if !strings.Contains(w, "://") {
			continue
		}
		if all += len(w); len(w) > 60 {
			long, n = long+len(w), n+1
		}
	}
	return 2*all > len(s) || n >= 5 && 5*long > len(s)
}

// isLaidOut says that HTML is a mail made with a tool for newsletters, tables in tables and links in them, rather than
// what somebody wrote.
func isLaidOut(rich string) bool {
	tables, links := 0, 0
	for s := rich; tables < 4 || links < 4; {
		i := strings.IndexByte(s, '<')
		if i < 0 || i+6 > len(s) {
			return false
		}
		switch s = s[i+1:]; {
		case strings.EqualFold(s[:5], "table"):
			tables++
		case strings.EqualFold(s[:2], "a "), strings.EqualFold(s[:2], "a\n"), strings.EqualFold(s[:2], "a\r"):
			links++
		}
	}
	return true
}

// derived says what a program lost when it made a text of the HTML beside it, "" when it did that well.
func derived(text string) string {
	addresses, bracketed := 0, 0
	for _, w := range strings.Fields(text) {
		if i := strings.Index(w, "://"); i >= 0 {
			addresses++
			if strings.ContainsAny(w[:i], "[(<") {
				bracketed++
			}
		} else if strings.HasPrefix(w, "www.") {
			addresses++
		}
	}
	switch {
	case addresses == 0:
		return "plain text has lost the links"
	case bracketed >= 4:
		return "plain text is full of web addresses"
	case strings.Count(text, `\n`) > strings.Count(text, "\n"):
		return "plain text has lost its lines"
	}
	return ""
}

// share is how much of all is in part, from 0 to 1.
func share(all, part map[string]bool) float64 {
	n := 0
	for w := range all {
		if part[w] {
			n++
		}
	}
	return float64(n) / float64(len(all))
}

// pointsElsewhere knows the sentences of programs that have nothing to say in plain text.
func pointsElsewhere(low string) bool {
	for _, phrase := range []string{"view in your browser", "view it in your browser", "in your browser", "in a browser", "view this email", "view this message", "online version",
		"web version", "html version", "html-capable", "html capable", "html-compatible", "html email", "html e-mail", "html mail", "html format", "does not support html", "doesn't support html",
		"cannot display html", "enable html", "view online", "read online", "mime-compatible", "supports html",
		"im browser", "html-ansicht", "html-fähig", "unterstützt kein html", "webansicht", "online ansehen", "online-version",
		"navigateur", "version en ligne", "format html", "en tu navegador", "versión en línea", "nel browser", "in uw browser", "no seu navegador",
		"ブラウザ", "html形式", "htmlメール", "浏览器", "в браузере"} {
		if strings.Contains(low, phrase) {
			return true
		}
	}
	return false
}

// stripSkipped removes the elements whose content is no text.
func stripSkipped(s string) string {
	var out strings.Builder
	low := strings.ToLower(s)
	if len(low) != len(s) { // a letter whose lower case has another length: offsets would not fit
		low = s
	}
	for from := 0; ; {
		i := strings.IndexByte(s[from:], '<')
		if i < 0 {
			out.WriteString(s[from:])
			return out.String()
		}
		i += from
		out.WriteString(s[from:i])
		from = i + skippedElement(low[i:])
		if from == i {
			out.WriteByte('<')
			from++
		}
	}
}

// skippedElement is the length of a style, script, title or comment at the front of s, 0 if there is none.
func skippedElement(s string) int {
	for _, e := range [][2]string{{"<style", "</style"}, {"<script", "</script"}, {"<!--", "-->"}, {"<title", "</title"}} {
		if strings.HasPrefix(s, e[0]) {
			if i := strings.Index(s, e[1]); i > 0 {
				return i + len(e[1])
			}
			return len(s)
		}
	}
	return 0
}
