package ui

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"poplin/cache"
)

// letter is a message of the test mailbox.
type letter struct {
	from, subject, text string
	ago                 time.Duration
	id, answers, list   string
	file                int // size of an attachment
	headers             bool
}

const day = 24 * time.Hour

// letters are varied enough to see every kind of row, newest first.
func letters() []letter {
	return []letter{
		{from: "Grace Hopper <grace@navy.example>", subject: "Notes for Thursday", ago: 3 * time.Hour, file: 18_000, text: "Dear Ada,\r\n\r\nthe notes are enclosed. Please bring the long table.\r\n\r\n> Shall I bring tea?\r\n\r\nYes.\r\n-- \r\nGrace"},
		{from: "Linux Weekly <weekly@lwn.example>", subject: "[LWN] Weekly edition for November 19", ago: 4 * time.Hour, list: "weekly.lwn.example", text: strings.Repeat("A long paragraph about kernels, and about those who write them. ", 60)},
		{from: "=?UTF-8?B?55Sw5LitIOiKseWtkA==?= <hanako@tanaka.example>", subject: "=?UTF-8?B?5p2l6YCx44Gu5omT44Gh5ZCI44KP44Gb44Gr44Gk44GE44Gm?=", ago: 30 * time.Hour, text: "Hello"},
		{from: "Charles Babbage <cb@engine.example>", subject: "Re: The analytical engine", ago: 2 * day, id: "e2", answers: "e1", text: "I doubt it.\r\n\r\n> It weaves algebraic patterns."},
		{from: "Ada Lovelace <ada@engine.example>", subject: "The analytical engine", ago: 3 * day, id: "e1", text: "It weaves algebraic patterns."},
		{from: "Bolt Energie <rechnung@bolt.example>", subject: "=?UTF-8?Q?Ihre_Rechnung_f=C3=BCr_Oktober?=", ago: 6 * day, file: 220_000, text: "Guten Tag"},
		{from: "Shop of Things <no-reply@shop.example>", subject: "Your order has shipped", ago: 7 * day, headers: true},
		{from: "Daily Deals <deals@shop.example>", subject: "We miss you", ago: 20 * day, list: "deals.shop.example", text: "Come back."},
		{from: "a.rather.long.address.without.a.name@somewhere.example", ago: 40 * day, text: "Nothing."},
		{from: "=?UTF-8?B?2YXYrdmF2K8=?= <m@salaam.example>", subject: "=?UTF-8?B?2YXYsdit2KjYpyDYqNin2YTYudin2YTZhQ==?=", ago: 90 * day, text: "."},
		{from: "Old Friend <old@friend.example>", subject: "Long time no see", ago: 400 * day, text: "How are you?"},
	}
}

func (l letter) raw(n int) []byte {
	var b strings.Builder
	at := noon.Add(-l.ago)
	if l.id == "" {
		l.id = fmt.Sprintf("m%d", n)
	}
	fmt.Fprintf(&b, "From: %s\r\nTo: Ada <ada@example.org>\r\nDate: %s\r\nMessage-ID: <%s@test.example>\r\n", l.from, at.Format(time.RFC1123Z), l.id)
	if l.subject != "" {
		fmt.Fprintf(&b, "Subject: %s\r\n", l.subject)
	}
	if l.answers != "" {
		fmt.Fprintf(&b, "In-Reply-To: <%s@test.example>\r\n", l.answers)
	}
	if l.list != "" {
		fmt.Fprintf(&b, "List-Id: <%s>\r\n", l.list)
	}
	if l.file == 0 {
		fmt.Fprintf(&b, "Content-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n", l.text)
		return []byte(b.String())
	}
	fmt.Fprintf(&b, "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n", l.text)
	fmt.Fprintf(&b, "--x\r\nContent-Type: application/pdf; name=notes.pdf\r\nContent-Disposition: attachment; filename=notes.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n")
	data := base64.StdEncoding.EncodeToString(make([]byte, l.file))
	for len(data) > 76 {
		b.WriteString(data[:76] + "\r\n")
		data = data[76:]
	}
	fmt.Fprintf(&b, "%s\r\n--x--\r\n", data)
	return []byte(b.String())
}

// openCache opens a cache in dir until the test ends.
func openCache(t testing.TB, dir string) *cache.Cache {
	t.Helper()
	c, err := cache.Open(context.Background(), dir, cache.Options{Now: func() time.Time { return noon }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// emptyCache is a cache with an account that was never visited.
func emptyCache(t testing.TB) *cache.Cache {
	t.Helper()
	c := openCache(t, t.TempDir())
	if _, err := c.Account(context.Background(), "home", cache.Keep{}); err != nil {
		t.Fatal(err)
	}
	return c
}

// mailbox is a cache after a visit that brought letters home, the first of them the newest. What a visit leaves behind
// is made once and copied.
func mailbox(t testing.TB) *cache.Cache {
	t.Helper()
	return copied(t, &few)
}

func copied(t testing.TB, m *made) *cache.Cache {
	t.Helper()
	m.once.Do(func() {
		m.dir, m.err = os.MkdirTemp("", "poplin-ui-")
		if m.err == nil {
			m.err = fill(m.dir, m.letters())
		}
	})
	if m.err != nil {
		t.Fatal(m.err)
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(m.dir)); err != nil {
		t.Fatal(err)
	}
	return openCache(t, dir)
}

// made is a cache that tests take copies of.
type made struct {
	letters func() []letter
	once    sync.Once
	dir     string
	err     error
}

var (
	few   = made{letters: letters}
	crowd = made{letters: many}
)

// many are enough to fill any screen.
func many() []letter {
	var all []letter
	for range 30 {
		all = append(all, letters()...)
	}
	for i := range all {
		all[i].ago += time.Duration(i) * time.Minute
	}
	return all
}

func TestMain(m *testing.M) {
	code := m.Run()
	os.RemoveAll(few.dir)
	os.RemoveAll(crowd.dir)
	os.Exit(code)
}

// fill makes a cache in dir and a visit that brings letters into it.
func fill(dir string, all []letter) (err error) {
	ctx := context.Background()
	c, err := cache.Open(ctx, dir, cache.Options{Now: func() time.Time { return noon }})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	a, err := c.Account(ctx, "home", cache.Keep{})
	if err != nil {
		return err
	}
	v, err := c.BeginVisit(ctx, a)
	if err != nil {
		return err
	}
	var list []cache.Listing
	for i, l := range all {
		size := int64(len(l.raw(i)))
		if l.headers {
			size = 28_000_000
		}
		list = append(list, cache.Listing{Number: int32(i + 1), UIDL: fmt.Sprintf("u%d", i), Size: size})
	}
	ids, err := v.Record(ctx, cache.Changes{New: list, Complete: true})
	if err != nil {
		return err
	}
	var arrivals []cache.Arrival
	var big []cache.ID
	for i, l := range all {
		arrivals = append(arrivals, cache.Arrival{ID: ids[i], Raw: l.raw(i), Top: l.headers})
		if l.headers {
			big = append(big, ids[i])
		}
	}
	return errors.Join(v.Put(ctx, arrivals), v.TooBig(ctx, big), v.End(ctx, wentWell(len(all))),
		c.SetFlags(ctx, ids[5:7], cache.Read, true), c.SetFlags(ctx, ids[2:3], cache.Read|cache.Starred, true))
}

func wentWell(n int) cache.Outcome {
	return cache.Outcome{Listed: n, New: n, Downloaded: n, Complete: true, Quit: cache.QuitOK, Log: []cache.LogLine{
		{At: 120 * time.Millisecond, Dir: '<', Text: "+OK ready"}, {At: 130 * time.Millisecond, Dir: '>', Text: "USER ada"}, {At: 190 * time.Millisecond, Dir: '·', Text: "logged in"},
	}}
}
