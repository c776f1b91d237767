package maildrop

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"time"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
)

// SampleDomain is where the owner of the sample mailbox has her mail.
const SampleDomain = "poplin.example"

const (
	sampleOwner = "Mary Somerville <mary@" + SampleDomain + ">"
	sampleHost  = "mx." + SampleDomain
)

// compose makes the message that travels out of a letter. "Sample-As: raw" leaves everything below the trace fields as
// it is written, for letters that are broken on purpose; "Sample-Auth: fail" is for those who are not who they say.
func compose(uidl, text string, now time.Time) (time.Time, []byte, error) {
	head, body, _ := strings.Cut(text, "\n\n")
	fields := strings.Split(head, "\n")
	take := func(name string) string {
		for i, f := range fields {
			if v, ok := strings.CutPrefix(f, name+": "); ok {
				fields = append(fields[:i:i], fields[i+1:]...)
				return v
			}
		}
		return ""
	}
	at, err := age(take("Sample-Age"), now)
	if err != nil {
		return at, nil, err
	}
	raw, auth := take("Sample-As") == "raw", take("Sample-Auth")
	trace, err := traceFields(uidl, fields, auth, at)
	if err != nil {
		return at, nil, err
	}
	rest := strings.Join(fields, "\n") + "\n\n" + body
	if !raw {
		if rest, err = entity(rest); err != nil {
			return at, nil, err
		}
	}
	return at, []byte(strings.ReplaceAll(trace+rest, "\n", "\r\n")), nil
}

// traceFields are what the way of a message and its receiving server put on top, and what every letter needs.
func traceFields(uidl string, fields []string, auth string, at time.Time) (string, error) {
	has := func(name string) (string, bool) {
		for _, f := range fields {
			if v, ok := strings.CutPrefix(f, name+": "); ok {
				return v, true
			}
		}
		return "", false
	}
	from, _ := has("From")
	domain := "nowhere.example"
	if a, err := mail.ParseAddress(from); err == nil {
		domain = a.Address[strings.LastIndexByte(a.Address, '@')+1:]
	}
	if auth == "" {
		auth = fmt.Sprintf("spf=pass smtp.mailfrom=%s; dkim=pass header.d=%[1]s; dmarc=pass header.from=%[1]s", domain)
	}
	var b strings.Builder
	date := at.Format("Mon, 02 Jan 2006 15:04:05 -0700")
	fmt.Fprintf(&b, "Return-Path: <bounce@%s>\n", domain)
	fmt.Fprintf(&b, "Authentication-Results: %s;\n\t%s\n", sampleHost, strings.ReplaceAll(auth, "; ", ";\n\t"))
	fmt.Fprintf(&b, "Received: from mail.%s (mail.%[1]s [192.0.2.%d])\n\tby %s with ESMTPS id %s\n\tfor <mary@poplin.example>; %s\n",
		domain, len(uidl)*7%250+1, sampleHost, uidl, date)
	if _, ok := has("Date"); !ok {
		fmt.Fprintf(&b, "Date: %s\n", date)
	}
	if _, ok := has("Message-ID"); !ok {
		fmt.Fprintf(&b, "Message-ID: <%s@%s>\n", uidl, domain)
	}
	if _, ok := has("To"); !ok {
		fmt.Fprintf(&b, "To: %s\n", sampleOwner)
	}
	if _, ok := has("Content-Type"); ok {
		b.WriteString("MIME-Version: 1.0\n")
	}
	return b.String(), nil
}

// entity encodes a MIME entity: its header fields, and its body or, part by part, its parts.
func entity(text string) (string, error) {
	head, body, _ := strings.Cut(text, "\n\n")
	kind, params, coding := contentOf(head)
	if boundary := params["boundary"]; strings.HasPrefix(kind, "multipart/") {
		head, err := encodeHead(head, "utf-8")
		if err != nil {
			return "", err
		}
		sections := strings.Split("\n"+body, "\n--"+boundary)
		for i := 1; i < len(sections)-1; i++ {
			part, err := entity(strings.TrimPrefix(sections[i], "\n"))
			if err != nil {
				return "", err
			}
			sections[i] = "\n" + part
		}
		return head + "\n" + strings.Join(sections, "\n--"+boundary), nil
	}
	charset := params["charset"]
	if charset == "" {
		charset = "utf-8"
	}
	head, err := encodeHead(head, charset)
	if err != nil || !strings.HasPrefix(kind, "text/") {
		return head + "\n\n" + body, err
	}
	body, err = encodeBody(body, charset, coding)
	return head + "\n\n" + body, err
}

// contentOf reads Content-Type (text/plain when there is none) and Content-Transfer-Encoding.
func contentOf(head string) (kind string, params map[string]string, coding string) {
	kind = "text/plain"
	unfolded := strings.NewReplacer("\n\t", " ", "\n ", " ").Replace(head)
	for _, f := range strings.Split(unfolded, "\n") {
		if v, ok := strings.CutPrefix(f, "Content-Type: "); ok {
			if k, p, err := mime.ParseMediaType(v); err == nil {
				kind, params = k, p
			}
		}
		if v, ok := strings.CutPrefix(f, "Content-Transfer-Encoding: "); ok {
			coding = v
		}
	}
	return kind, params, coding
}

// encodeBody puts text into a charset and a transfer encoding.
func encodeBody(text, charset, coding string) (string, error) {
	enc, err := htmlindex.Get(charset)
	if err != nil {
		return "", fmt.Errorf("charset %q: %w", charset, err)
	}
	bytesOut, err := enc.NewEncoder().String(text)
	if err != nil {
		return "", fmt.Errorf("charset %q: %w", charset, err)
	}
	switch coding {
	case "base64":
		return wrap64([]byte(strings.ReplaceAll(bytesOut, "\n", "\r\n"))), nil
	case "quoted-printable":
		var b bytes.Buffer
		w := quotedprintable.NewWriter(&b)
		if _, err := w.Write([]byte(bytesOut)); err != nil {
			return "", err
		}
		if err := w.Close(); err != nil {
			return "", err
		}
		return strings.ReplaceAll(b.String(), "\r\n", "\n"), nil
	}
	return bytesOut, nil
}

// encodeHead turns runs of words that are not ASCII into encoded words (RFC 2047) of charset.
func encodeHead(head, charset string) (string, error) {
	enc, err := htmlindex.Get(charset)
	if err != nil {
		return "", fmt.Errorf("charset %q: %w", charset, err)
	}
	lines := strings.Split(head, "\n")
	for i, line := range lines {
		words := strings.Split(line, " ")
		for j := 0; j < len(words); j++ {
			k := j
			for k < len(words) && !plain(words[k]) {
				k++
			}
			if k == j {
				continue
			}
			encoded, err := encodedWords(strings.Join(words[j:k], " "), charset, enc)
			if err != nil {
				return "", err
			}
			words = append(append(words[:j:j], encoded), words[k:]...)
		}
		lines[i] = strings.Join(words, " ")
	}
	return strings.Join(lines, "\n"), nil
}

// encodedWords writes s as B-encoded words of at most 75 characters, folded.
func encodedWords(s, charset string, enc encoding.Encoding) (string, error) {
	const most = 12 // runes, so that three-byte charsets with escapes still fit
	var out []string
	for r := []rune(s); len(r) > 0; {
		n := min(most, len(r))
		b, err := enc.NewEncoder().String(string(r[:n]))
		if err != nil {
			return "", fmt.Errorf("charset %q: %w", charset, err)
		}
		out = append(out, "=?"+charset+"?B?"+base64.StdEncoding.EncodeToString([]byte(b))+"?=")
		r = r[n:]
	}
	return strings.Join(out, "\n "), nil
}

func plain(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r > '~' }) < 0
}

// wrap64 is base64 in lines of 76.
func wrap64(b []byte) string {
	const perLine = 57
	var out strings.Builder
	out.Grow(len(b)*4/3 + len(b)/perLine + 8)
	for len(b) > 0 {
		n := min(perLine, len(b))
		out.WriteString(base64.StdEncoding.EncodeToString(b[:n]))
		out.WriteByte('\n')
		b = b[n:]
	}
	return out.String()
}
