package message

import (
	"bytes"
	"strings"
)

const (
	maxSubject = 500 // runes
	maxPreview = 200 // runes
	maxValue   = 64 << 10
)

// Summarise reads what the list needs. head is the top header block (the whole message does as well); st may be nil
// when only headers are known, then there are no attachments and no preview. There is a preview only when head is the
// whole message; otherwise ask Message.Summary.
func Summarise(head []byte, st *Structure) *Summary {
	if st != nil && int64(len(head)) >= st.Size && st.Size > st.Header {
		return Open(bytes.NewReader(head), int64(len(head)), st).Summary()
	}
	end := len(head)
	hint := ""
	if st != nil {
		end = int(min(int64(end), st.Header))
		hint = st.hint()
	} else {
		end = headerEnd(head)
	}
	s := summarise(splitHeader(head[:end]), hint)
	if st != nil {
		s.Attachments = attachments(st)
	}
	return s
}

// headerEnd finds the end of a header block that may have its body behind it.
func headerEnd(b []byte) int {
	st := Scan(b[:min(len(b), topHeader)])
	return int(min(st.Header, int64(len(b))))
}

// hint is the charset of the first part that names one: what raw 8-bit header fields are likely written in.
func (st *Structure) hint() string {
	for _, p := range st.Parts {
		if p.Charset != "" {
			return p.Charset
		}
	}
	return ""
}

func summarise(h header, hint string) *Summary {
	s := &Summary{
		InReplyTo:  parseIDs(limit(h.get("in-reply-to"))),
		References: parseIDs(h.get("references")),
		From:       h.addresses("from", hint),
		ReplyTo:    h.addresses("reply-to", hint),
		To:         h.addresses("to", hint),
		Cc:         h.addresses("cc", hint),
		Subject:    subject(h, hint),
		List:       listID(h),
	}
	if ids := parseIDs(limit(h.get("message-id"))); len(ids) > 0 {
		s.MessageID = ids[0]
	}
	s.fallBack(h, hint)
	s.Unsubscribe, s.OneClick = unsubscribe(h)
	return s
}

// fallBack fills in sender and date where the header is poor.
func (s *Summary) fallBack(h header, hint string) {
	for _, name := range []string{"sender", "resent-from", "return-path", "x-sender"} {
		if len(s.From) == 0 {
			s.From = h.addresses(name, hint)
		}
	}
	var ok bool
	if s.Date, ok = parseDate(h.get("date")); ok {
		return
	}
	if s.Date, ok = received(h); ok {
		return
	}
	for _, name := range []string{"delivery-date", "resent-date", "x-original-arrival-time"} {
		if s.Date, ok = parseDate(h.get(name)); ok {
			return
		}
	}
}

// addresses joins the address lists of all fields of a name.
func (h header) addresses(name, hint string) []Address {
	var out []Address
	for _, raw := range h.all(name) {
		out = append(out, parseAddresses(raw, hint)...)
		if len(out) >= maxAddresses {
			return out[:maxAddresses]
		}
	}
	return out
}

func subject(h header, hint string) string {
	s := headerText(limit(h.get("subject")), hint)
	return clip(strings.Join(strings.Fields(s), " "), maxSubject)
}

// limit cuts a raw field body: nothing a screen shows of one field is longer.
func limit(s string) string {
	if len(s) > maxValue {
		return s[:maxValue]
	}
	return s
}

// listID is the identifier of List-Id (RFC 2919), without its description and brackets.
func listID(h header) string {
	s := limit(h.get("list-id"))
	if i := strings.LastIndexByte(s, '<'); i >= 0 {
		s, _, _ = strings.Cut(s[i+1:], ">")
	}
	return tame(headerText(s, ""))
}

// unsubscribe reads List-Unsubscribe (RFC 2369) and List-Unsubscribe-Post (RFC 8058).
func unsubscribe(h header) (uris []string, oneClick bool) {
	s := limit(h.get("list-unsubscribe"))
	for s != "" && len(uris) < 10 {
		i := strings.IndexByte(s, '<')
		if i < 0 {
			break
		}
		var uri string
		uri, s, _ = strings.Cut(s[i+1:], ">")
		uri = strings.ReplaceAll(Clean(uri), " ", "")
		low := strings.ToLower(uri)
		if strings.HasPrefix(low, "https://") || strings.HasPrefix(low, "mailto:") {
			uris = append(uris, uri)
		}
	}
	post := strings.ToLower(strings.ReplaceAll(h.get("list-unsubscribe-post"), " ", ""))
	return uris, strings.Contains(post, "list-unsubscribe=one-click")
}
