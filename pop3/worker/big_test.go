package worker

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"poplin/cache"
	"poplin/pop3/maildrop"
)

// heap is how many octets live objects and garbage take up.
func heap() int64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// giant is a message of about that many octets, made as it is read: a letter with one attachment. POPLIN_GIANT says how
// many megabytes, where somebody wants to see a real one.
func giant(t *testing.T) maildrop.Message {
	mb := int64(64)
	if n, err := strconv.ParseInt(os.Getenv("POPLIN_GIANT"), 10, 64); err == nil {
		mb = n
	}
	head := "From: ada@example.org\r\nSubject: about giants\r\nMessage-ID: <giant@example.org>\r\nMIME-Version: 1.0\r\n" +
		"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nIt is big.\r\n--b\r\nContent-Type: application/octet-stream\r\n" +
		"Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=giant.bin\r\n\r\n"
	line := strings.Repeat("QUJD", 19) + "\r\n"
	lines, foot := mb<<20/int64(len(line)), "--b--\r\n"
	return maildrop.Message{
		UIDL: "uid-giant", Size: int64(len(head)) + lines*int64(len(line)) + int64(len(foot)),
		Open: func() io.Reader {
			return io.MultiReader(strings.NewReader(head), io.LimitReader(&again{text: []byte(line)}, lines*int64(len(line))), strings.NewReader(foot))
		},
	}
}

// again is a text without end.
type again struct {
	text []byte
	at   int
}

func (a *again) Read(p []byte) (n int, err error) {
	for n < len(p) {
		c := copy(p[n:], a.text[a.at:])
		n, a.at = n+c, (a.at+c)%len(a.text)
	}
	return n, nil
}

// A message of any size goes through the same few buffers, on its way in and on its way out, and is the same to the byte.
func TestAGiantMessageStreams(t *testing.T) {
	g := giant(t)
	h := newHouse(t, maildrop.Config{}, letter("before", 300), g, letter("after", 300))
	runtime.GC()
	before, most := heap(), int64(0)
	o, err := h.worker().Visit(t.Context(), func(Event) { most = max(most, heap()-before) })
	if err != nil || o.Downloaded != 3 {
		t.Fatalf("%+v, %v", o, err)
	}
	want, got := sha256.New(), sha256.New()
	io.Copy(want, g.Open())
	if err := h.cache.Raw(t.Context(), h.find("uid-giant"), watched{got, func() { most = max(most, heap()-before) }}); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want.Sum(nil), got.Sum(nil)) {
		t.Error("it is not the same any more")
	}
	t.Logf("%d MiB with %d MiB of heap", g.Size>>20, most>>20)
	if most > 40<<20 {
		t.Errorf("%d MiB of heap for a message of %d MiB", most>>20, g.Size>>20)
	}
}

// watched tells of every tenth of a megabyte that is written.
type watched struct {
	io.Writer
	look func()
}

func (w watched) Write(p []byte) (int, error) {
	w.look()
	return w.Writer.Write(p)
}

// Of a hundred thousand messages the newest are on the screen, with their headers, before the others are so much as
// noted; memory stays what the listing takes, and the visit can be stopped.
func TestAHundredThousandMessages(t *testing.T) {
	const many = 100_000
	ms := make([]maildrop.Message, many)
	for i := range ms {
		ms[i] = maildrop.Message{UIDL: fmt.Sprintf("uid-%06d", i), Raw: fmt.Appendf(nil,
			"From: a@example.org\r\nSubject: number %d\r\nDate: Sat, 14 Mar 2026 10:00:00 +0000\r\nMessage-ID: <%d@example.org>\r\n\r\nx\r\n", i, i)}
	}
	h := newHouse(t, maildrop.Config{}, ms...)
	h.acc.Download = Download{HeadersOnly: true}
	runtime.GC()
	before, most, page, known := heap(), int64(0), 0, 0
	w := h.worker()
	_, err := w.Visit(t.Context(), func(e Event) {
		most = max(most, heap()-before)
		switch e := e.(type) {
		case Changed:
			ids, err := h.cache.Select(t.Context(), cache.View{}, 0)
			if err != nil || len(ids) == 0 {
				t.Errorf("%d rows, %v", len(ids), err)
				return
			}
			es, err := h.cache.Entries(t.Context(), ids[:min(len(ids), 30)])
			if err != nil {
				t.Error(err)
			}
			if known = len(ids); page == 0 && es[0].Subject == fmt.Sprint("number ", many-1) {
				page = known
			}
		case Progress:
			if e.Step == Headers && known == many && e.Done > 1000 {
				w.Stop()
			}
		}
	})
	if p := explain(err, ""); p.class != stopped {
		t.Errorf("it ended with %v", err)
	}
	if page == 0 || page > 1000 || known != many {
		t.Errorf("the newest were there when %d were known; %d in the end", page, known)
	}
	t.Logf("%d MiB of heap, the server's replies among it", most>>20)
	if most > 80<<20 {
		t.Errorf("%d MiB of heap", most>>20)
	}
}
