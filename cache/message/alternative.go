package message

import (
	"bytes"
	"strings"
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
func (m *Message) stub(plain, rich int) string {
	pp, rp := &m.st.Parts[plain], &m.st.Parts[rich]
	pb, _ := m.body(pp, sample)
	text := strings.TrimSpace(decodeCharset(pb, pp.Charset))
	if text == "" {
		return "plain text is empty"
	}
	words := len(strings.Fields(text))
	if words > 400 {
		return ""
	}
	rb, _ := m.body(rp, sample)
	richWords := htmlWords(rb)
	if richWords == 0 {
		return ""
	}
	switch low := strings.ToLower(text); {
	case words < 60 && richWords > words/2 && pointsElsewhere(low):
		return "plain text only points to the web"
	case words*4 < richWords && words < 100:
		return "plain text is cut short"
	case strings.HasPrefix(low, "<!doctype") || strings.HasPrefix(low, "<html"):
		return "plain text is HTML source"
	}
	return ""
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

// htmlWords counts the words of HTML text roughly, without building anything.
func htmlWords(b []byte) int {
	n := 0
	for len(b) > 0 {
		i := bytes.IndexByte(b, '<')
		if i < 0 {
			i = len(b)
		}
		n += len(bytes.Fields(b[:i]))
		b = b[i:]
		if end := skippedElement(b); end > 0 {
			b = b[end:]
			continue
		}
		end := bytes.IndexByte(b, '>')
		if end < 0 {
			break
		}
		b = b[end+1:]
	}
	return n
}

// skippedElement is the length of a style, script or comment at the front of b, 0 if there is none.
func skippedElement(b []byte) int {
	for _, e := range [][2]string{{"<style", "</style"}, {"<script", "</script"}, {"<!--", "-->"}, {"<title", "</title"}} {
		if len(b) < len(e[0]) || !bytes.EqualFold(b[:len(e[0])], []byte(e[0])) {
			continue
		}
		if i := bytes.Index(b, []byte(e[1])); i > 0 {
			return i + len(e[1])
		}
		if i := bytes.Index(b, []byte(strings.ToUpper(e[1]))); i > 0 {
			return i + len(e[1])
		}
		return 0
	}
	return 0
}
