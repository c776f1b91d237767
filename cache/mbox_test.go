package cache

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"time"
)

func readMbox(t testing.TB, file string) (all []string) {
	t.Helper()
	m := must[*mboxReader](t)(newMboxReader(strings.NewReader(file)))
	for {
		var b bytes.Buffer
		_, err := m.next(&b)
		if err == io.EOF {
			return all
		}
		ok(t, err)
		all = append(all, b.String())
	}
}

func toMbox(t testing.TB, all ...string) string {
	t.Helper()
	var file bytes.Buffer
	for _, raw := range all {
		ok(t, writeMbox(&file, "a@b", time.Unix(1e9, 0), func(w io.Writer) error {
			for rest := raw; len(rest) > 0; { // in pieces, as chunks come
				n := min(len(rest), 7)
				if _, err := io.WriteString(w, rest[:n]); err != nil {
					return err
				}
				rest = rest[n:]
			}
			return nil
		}))
	}
	return file.String()
}

func TestMboxAsOthersReadIt(t *testing.T) {
	got := toMbox(t, "Subject: x\r\n\r\nFrom here\r\n>From there\r\n From no\r\nFro\r\n", "open")
	want := "From a@b Sun Sep  9 01:46:40 2001\nSubject: x\n\n>From here\n>>From there\n From no\nFro\n\n" +
		"From a@b Sun Sep  9 01:46:40 2001 open\nopen\n\n"
	if got != want {
		t.Errorf("got\n%q want\n%q", got, want)
	}
}

func TestMboxOfOthers(t *testing.T) {
	for _, test := range []struct {
		name, file string
		want       []string
	}{
		{"empty", "", nil},
		{"LF becomes CRLF", "From a Sun Nov 22 10:00:00 2026\nA: b\n\nx\n\n", []string{"A: b\r\n\r\nx\r\n"}},
		{"CRLF stays", "From a Sun Nov 22 10:00:00 2026\r\nA: b\r\n\r\nx\r\n\r\n", []string{"A: b\r\n\r\nx\r\n"}},
		{"no blank line at the end", "From a Sun Nov 22 10:00:00 2026\nA: b\n\nx\n", []string{"A: b\r\n\r\nx\r\n"}},
		{"no line end at the end", "From a Sun Nov 22 10:00 2026\nA: b\n\nx", []string{"A: b\r\n\r\nx"}},
		{"text that begins with From", "From a Sun Nov 22 10:00:00 UTC 2026\nA: b\n\nFrom now on\n\nFrom b Mon Nov 23 10:00:00 2026 +0100\nC: d\n\n",
			[]string{"A: b\r\n\r\nFrom now on\r\n", "C: d\r\n"}},
		{"blank lines within", "From a Sun Nov 22 10:00:00 2026\nA: b\n\n\n\nx\n\n\n", []string{"A: b\r\n\r\n\r\n\r\nx\r\n\r\n"}},
	} {
		got := readMbox(t, test.file)
		if len(got) != len(test.want) {
			t.Errorf("%s: %q", test.name, got)
			continue
		}
		for i := range got {
			if got[i] != test.want[i] {
				t.Errorf("%s: message %d is %q, want %q", test.name, i, got[i], test.want[i])
			}
		}
	}
	if _, err := newMboxReader(strings.NewReader("Subject: no mbox\n")); err == nil {
		t.Error("took what is no mbox")
	}
}

func FuzzMboxRoundTrip(f *testing.F) {
	f.Add("Subject: x\r\n\r\nbody\r\n", "")
	f.Add("From x\r\n\r\n>From y\r\n>>>From z\r\n", "no end")
	f.Add("bare\nLF\n", "\r\n\r\n")
	f.Add("From a Sun Nov 22 10:00:00 2026\n", "\n\nFrom a Sun Nov 22 10:00:00 2026\n\n")
	f.Add(strings.Repeat(">", 997)+"From \r\n", strings.Repeat(">", 999)+"From \n")
	f.Add(strings.Repeat("x", 70_000)+"From ", "\r")
	f.Fuzz(func(t *testing.T, a, b string) {
		all := []string{a, b, a + b}
		got := readMbox(t, toMbox(t, all...))
		if len(got) != len(all) {
			t.Fatalf("%d messages became %d", len(all), len(got))
		}
		for i := range all {
			if got[i] != all[i] {
				t.Fatalf("%.200q became %.200q", all[i], got[i])
			}
		}
	})
}
