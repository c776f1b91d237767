package maildrop

import (
	"embed"
	"fmt"
	"path"
	"sort"
	"strings"
	"time"
)

// The letters of the sample mailbox are templates in UTF-8 that read like the mail they become. A header field named
// Sample-Age says when a letter arrived, counted back from now; compose turns the rest into what travels: the charset
// and the transfer encoding that the letter's own header names, encoded words, trace fields, CRLF.
//
//go:embed sample
var sampleFS embed.FS

// Sample is the demo's mailbox: some eighty messages over the year before now, oldest first, the same for the same
// now. Every name, firm and address in it is made up.
func Sample(now time.Time) *Box { return NewBox(sampleMessages(now)...) }

// letter is one message of the sample in the making.
type letter struct {
	uidl string
	at   time.Time
	raw  []byte
}

func sampleMessages(now time.Time) []Message {
	t := newTypesetter(now)
	var letters []letter
	for _, name := range sampleNames() {
		letters = append(letters, write(t, now, name, strings.TrimSuffix(name, ".eml"), fields{}))
	}
	for _, s := range sampleSeries(t) {
		for i, issue := range s.issues {
			uidl := fmt.Sprintf("%s-%02d", s.name, len(s.issues)-i)
			letters = append(letters, write(t, now, s.name+".tmpl", uidl, issue))
		}
	}
	for _, l := range letters {
		if cameTwice(l.uidl) {
			letters = append(letters, letter{l.uidl + "-again", l.at, l.raw})
		}
	}
	sort.SliceStable(letters, func(i, j int) bool { return letters[i].at.Before(letters[j].at) })
	ms := make([]Message, len(letters))
	for i, l := range letters {
		ms[i] = Message{UIDL: l.uidl, Raw: l.raw}
	}
	return ms
}

// cameTwice says that a server on the way delivered a letter a second time.
func cameTwice(uidl string) bool {
	switch uidl {
	case "thimble-04", "cellar-scan", "cloudberry-invoice":
		return true
	}
	return false
}

// write fills one template in. The letters are part of the program: one that does not come out is a mistake in it,
// found by the tests, so it panics.
func write(t *typesetter, now time.Time, name, uidl string, f fields) letter {
	text, err := t.file(name, f)
	if err != nil {
		panic(fmt.Errorf("maildrop: sample letter %s: %w", uidl, err))
	}
	at, raw, err := compose(uidl, text, now)
	if err != nil {
		panic(fmt.Errorf("maildrop: sample letter %s: %w", uidl, err))
	}
	return letter{uidl: uidl, at: at, raw: raw}
}

// sampleNames are the letters that stand alone.
func sampleNames() []string {
	entries, err := sampleFS.ReadDir("sample")
	if err != nil {
		panic(err)
	}
	var names []string
	for _, e := range entries {
		if path.Ext(e.Name()) == ".eml" {
			names = append(names, e.Name())
		}
	}
	return names
}
