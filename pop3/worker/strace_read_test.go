package worker

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// How lines begin; what is read or written stands behind, and is too much for a regular expression.
var (
	callLine    = regexp.MustCompile(`^(\d+) +(read|write|pwrite64|fsync|fdatasync)\((\d+)<([^>]*)>`)
	resumedLine = regexp.MustCompile(`^(\d+) +<\.\.\. (read|write|pwrite64|fsync|fdatasync) resumed>`)
)

// begun is a call that another thread's came in between.
type begun struct {
	name, file string
	at         int
}

// read follows a trace: strace -f -y -xx writes what went out when a call begins, and what came in when it ends.
func (p *proof) read(f io.Reader) {
	p.t.Helper()
	waiting := map[string]begun{}
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		line := lines.Text()
		if m := callLine.FindStringSubmatch(line); m != nil {
			b, rest := begun{name: m[2], file: hexText(m[4]), at: p.now}, line[len(m[0]):]
			p.begins(b, rest)
			if strings.HasSuffix(rest, "<unfinished ...>") {
				waiting[m[1]] = b
			} else {
				p.ends(b, rest)
			}
			continue
		}
		if m := resumedLine.FindStringSubmatch(line); m != nil {
			p.ends(waiting[m[1]], line[len(m[0]):])
			delete(waiting, m[1])
		}
	}
	if err := lines.Err(); err != nil {
		p.t.Fatal(err)
	}
	p.heard, p.asked = nil, nil
}

func (b begun) log() bool { return strings.HasSuffix(b.file, "-wal") }
func (b begun) server() bool {
	return strings.HasPrefix(b.file, "TCP:") || strings.HasPrefix(b.file, "socket:")
}

func (p *proof) begins(b begun, rest string) {
	switch {
	case b.name == "pwrite64" && b.log():
		p.wrote(p.data(rest))
	case b.name == "write" && b.server():
		p.said(p.data(rest))
	}
}

func (p *proof) ends(b begun, rest string) {
	switch {
	case strings.Contains(b.name, "sync") && b.log() && strings.Contains(rest, "= 0"):
		p.syncs++
		p.synced = max(p.synced, b.at)
	case b.name == "read" && b.server():
		p.hears(p.data(rest))
	}
}

// data is what a line quotes. Nothing may have been left out.
func (p *proof) data(rest string) []byte {
	if strings.Contains(rest, `"...`) {
		p.t.Fatal("the trace leaves bytes out")
	}
	_, rest, _ = strings.Cut(rest, `"`)
	text, _, quoted := strings.Cut(rest, `"`)
	if !quoted {
		return nil
	}
	return []byte(hexText(text))
}

// hexText undoes -xx, which writes even the names of files so.
func hexText(s string) string {
	if !strings.HasPrefix(s, `\x`) {
		return s
	}
	b, err := hex.DecodeString(strings.ReplaceAll(s, `\x`, ""))
	if err != nil {
		return s
	}
	return string(b)
}

// hears learns from the server what a message is called, in a listing or in the answer to UIDL n.
func (p *proof) hears(b []byte) {
	p.heard = append(p.heard, b...)
	for {
		line, rest, whole := bytes.Cut(p.heard, []byte("\r\n"))
		if !whole {
			return
		}
		p.heard = rest
		var (
			n    int
			uidl string
		)
		if c, _ := fmt.Sscanf(string(line), "+OK %d %s", &n, &uidl); c == 2 && strings.HasPrefix(uidl, "uid-") {
			p.confirmed[n] = p.number[n] == uidl
		} else if c, _ := fmt.Sscanf(string(line), "%d %s", &n, &uidl); c == 2 && strings.HasPrefix(uidl, "uid-") {
			p.number[n] = uidl
		}
	}
}
