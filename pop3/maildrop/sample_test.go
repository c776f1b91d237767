package maildrop

import (
	"bytes"
	"mime"
	"net/mail"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"
)

var sampleNow = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)

func TestSampleIsAMailboxWorthLookingAt(t *testing.T) {
	ms := sampleMessages(sampleNow)
	if len(ms) < 55 {
		t.Errorf("%d messages, want at least 55", len(ms))
	}
	var total, biggest int
	seen := map[string]bool{}
	senders := map[string]int{}
	for _, m := range ms {
		total += len(m.Raw)
		biggest = max(biggest, len(m.Raw))
		if seen[m.UIDL] || len(m.UIDL) == 0 || len(m.UIDL) > 70 {
			t.Errorf("UIDL %q is empty, too long (RFC 1939: 70) or not the only one", m.UIDL)
		}
		seen[m.UIDL] = true
		msg, err := mail.ReadMessage(bytes.NewReader(m.Raw))
		if err != nil {
			t.Errorf("%s: %v", m.UIDL, err)
			continue
		}
		if from, err := msg.Header.AddressList("From"); err == nil {
			senders[from[0].Address]++
		}
	}
	if biggest < 5<<20 || biggest > 8<<20 {
		t.Errorf("the giant has %d bytes, want some 6 MB", biggest)
	}
	if total < 8<<20 || total > 16<<20 {
		t.Errorf("%d bytes in all, want some 10 MB", total)
	}
	if senders["offers@thimble-thread.example"] < 6 {
		t.Error("nothing to clean: no sender with many messages")
	}
}

func TestSampleDatesLieInTheYearBeforeNow(t *testing.T) {
	for _, now := range []time.Time{sampleNow, sampleNow.Add(-9*time.Hour - 59*time.Minute), sampleNow.In(time.FixedZone("", -9*3600))} {
		last := time.Time{}
		for _, m := range sampleMessages(now) {
			msg, err := mail.ReadMessage(bytes.NewReader(m.Raw))
			if err != nil {
				t.Fatalf("%s: %v", m.UIDL, err)
			}
			at, err := msg.Header.Date()
			if err != nil || at.After(now) || at.Before(now.AddDate(-1, 0, 0)) || at.Before(last) {
				t.Errorf("%s: date %v (now %v, the one before %v): %v", m.UIDL, at, now, last, err)
			}
			last = at
		}
	}
}

func TestSampleIsTheSameForTheSameNow(t *testing.T) {
	a, b := sampleMessages(sampleNow), sampleMessages(sampleNow)
	for i := range a {
		if a[i].UIDL != b[i].UIDL || !bytes.Equal(a[i].Raw, b[i].Raw) {
			t.Errorf("%s differs from %s", a[i].UIDL, b[i].UIDL)
		}
	}
}

var badLineEnd = regexp.MustCompile(`[^\r]\n|\r[^\n]`)

func TestSampleLettersAreMail(t *testing.T) {
	for _, m := range sampleMessages(sampleNow) {
		if badLineEnd.Match(m.Raw) {
			t.Errorf("%s: a line does not end in CRLF", m.UIDL)
		}
		if !bytes.HasSuffix(m.Raw, []byte("\r\n")) {
			t.Errorf("%s: the last line has no end", m.UIDL)
		}
		for _, line := range bytes.Split(m.Raw, []byte("\r\n")) {
			if len(line) > 998 {
				t.Errorf("%s: a line of %d bytes (RFC 5322: 998)", m.UIDL, len(line))
			}
		}
		msg, err := mail.ReadMessage(bytes.NewReader(m.Raw))
		if err != nil {
			t.Fatalf("%s: %v", m.UIDL, err)
		}
		if id := msg.Header.Get("Message-Id"); len(id) < 5 {
			t.Errorf("%s: Message-ID %q", m.UIDL, id)
		}
		if _, _, err := mime.ParseMediaType(msg.Header.Get("Content-Type")); err != nil && msg.Header.Get("Content-Type") != "" {
			t.Errorf("%s: %v", m.UIDL, err)
		}
		if bytes.Contains(m.Raw, []byte("Sample-")) || bytes.Contains(m.Raw, []byte("{{")) {
			t.Errorf("%s: a direction to the typesetter got out", m.UIDL)
		}
	}
}

// Only names reserved for examples (RFC 2606) may be written: nobody's mail, nobody's site.
var realHost = regexp.MustCompile(`(?i)(?:@|https?://)([a-z0-9.-]+\.[a-z]{2,})`)

func TestSampleNamesNobodyReal(t *testing.T) {
	reserved := regexp.MustCompile(`(?i)\.(example|test)$|^2x\.png$|^www\.w3\.org$`)
	files, err := filepath.Glob("sample/*")
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, host := range realHost.FindAllSubmatch(b, -1) {
			if !reserved.Match(host[1]) {
				t.Errorf("%s: %s", f, host[1])
			}
		}
	}
}

func BenchmarkSample(b *testing.B) {
	for b.Loop() {
		sampleMessages(sampleNow)
	}
}
