package main

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"net"
	"strings"
	"testing"
	"time"
)

// letters writes n messages that are unlike one another in the ways that matter on the wire: sizes, line ends within
// lines, dots at the start of lines, long lines, raw 8-bit, structure. The same n gives the same letters. Every 20th
// is from the shop, every 20th of the rest are minutes.
func letters(n int) [][]byte {
	r := rand.New(rand.NewPCG(1939, 2449))
	all := make([][]byte, n)
	for i := range all {
		all[i] = letter(r, i)
	}
	return all
}

func letter(r *rand.Rand, i int) []byte {
	from, subject := fmt.Sprintf("Friend %d <friend%d@example.org>", i%97, i%97), fmt.Sprintf("Letter %d", i)
	switch {
	case i%20 == 0:
		from, subject = "Shop <shop@example.com>", fmt.Sprintf("Offer %d", i)
	case i%20 == 7:
		subject = fmt.Sprintf("Minutes of meeting %d", i)
	}
	var b strings.Builder
	date := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(i) * 7 * time.Hour)
	fmt.Fprintf(&b, "From: %s\nTo: ada@example.org\nSubject: %s\nDate: %s\nMessage-ID: <%d@test>\nMIME-Version: 1.0\n",
		from, subject, date.Format(time.RFC1123Z), i)
	if i%10 == 3 {
		attached(&b, r)
	} else {
		fmt.Fprintf(&b, "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n")
		text(&b, r)
	}
	return []byte(b.String())
}

// text is lines that a careless reader of the wire gets wrong.
func text(b *strings.Builder, r *rand.Rand) {
	odd := []string{".", "..", ".hidden", "...", "-ERR no", "+OK yes", "", " ", "From the start", "日本語の行", "naïve café", "a\rb",
		strings.Repeat("long ", 400), "tail \t "}
	for range 5 + r.IntN(60) {
		if r.IntN(4) == 0 {
			fmt.Fprintln(b, odd[r.IntN(len(odd))])
			continue
		}
		for range 1 + r.IntN(12) {
			fmt.Fprintf(b, "word%d ", r.IntN(5000))
		}
		fmt.Fprintln(b)
	}
}

func attached(b *strings.Builder, r *rand.Rand) {
	fmt.Fprintf(b, "Content-Type: multipart/mixed; boundary=\"edge\"\n\n--edge\nContent-Type: text/plain\n\n")
	text(b, r)
	fmt.Fprintf(b, "\n--edge\nContent-Type: application/pdf; name=\"plan.pdf\"\nContent-Disposition: attachment; filename=\"plan.pdf\"\n"+
		"Content-Transfer-Encoding: base64\n\n")
	raw := make([]byte, 1000+r.IntN(20_000))
	for i := range raw {
		raw[i] = byte(r.Uint32())
	}
	for rest := base64.StdEncoding.EncodeToString(raw); rest != ""; {
		line := rest[:min(76, len(rest))]
		rest = rest[len(line):]
		fmt.Fprintln(b, line)
	}
	fmt.Fprintln(b, "--edge--")
}

// witness speaks POP3 without any of Poplin's code, to say what the server holds.
type witness struct {
	t *testing.T
	c net.Conn
	r *bufio.Reader
}

func newWitness(t *testing.T, addr string) *witness {
	t.Helper()
	c, err := net.DialTimeout("tcp", addr, 10*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(5 * time.Minute))
	w := &witness{t, c, bufio.NewReader(c)}
	w.ok()
	w.say("USER ada")
	w.say("PASS secret")
	return w
}

func (w *witness) ok() string {
	w.t.Helper()
	line, err := w.r.ReadString('\n')
	if err != nil || !strings.HasPrefix(line, "+OK") {
		w.t.Fatalf("the server says %q, %v", line, err)
	}
	return strings.TrimSpace(line)
}

func (w *witness) say(command string) string {
	w.t.Helper()
	fmt.Fprintf(w.c, "%s\r\n", command)
	return w.ok()
}

// lines reads a reply of many lines: dots undone, nothing else.
func (w *witness) lines(command string) []byte {
	w.t.Helper()
	w.say(command)
	var all []byte
	for {
		line, err := w.r.ReadBytes('\n')
		if err != nil {
			w.t.Fatal(err)
		}
		if string(line) == ".\r\n" {
			return all
		}
		all = append(all, bytes.TrimPrefix(line, []byte("."))...)
	}
}

// uidls lists what is there: message numbers by unique id.
func (w *witness) uidls() map[string]int {
	w.t.Helper()
	all := map[string]int{}
	for line := range strings.Lines(string(w.lines("UIDL"))) {
		var n int
		var id string
		fmt.Sscan(line, &n, &id)
		all[id] = n
	}
	return all
}

func (w *witness) quit() {
	w.t.Helper()
	w.say("QUIT")
	w.c.Close()
}
