package cache

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// oddMail are messages on which a round trip may stumble.
func oddMail() [][]byte {
	big := bytes.Repeat([]byte("From the big one\r\n>From it\r\n"), importBytes/25)
	return [][]byte{
		mail(1), mail(2),
		[]byte("Subject: bare LF\n\nFrom here\n\n"),
		[]byte("Subject: mixed\r\n\r\nFrom here\nand\r\r\n>From there\r\n"),
		[]byte("Subject: no end\r\n\r\nFrom"),
		[]byte("Subject: blank lines at the end\r\n\r\nx\r\n\r\n\r\n"),
		[]byte("From ada Sun Nov 22 10:00:00 2026\r\nSubject: mbox line\r\n\r\nx\r\n"),
		append([]byte("Subject: big\r\n\r\n"), big...),
	}
}

func TestExportAndImportAreExact(t *testing.T) {
	for _, f := range []Format{Mbox, Maildir, EML} {
		c, a, _ := home(t, Keep{})
		v := begin(t, c, a)
		all := oddMail()
		ids := must[[]ID](t)(v.Record(ctx, Changes{New: listing(len(all))}))
		for i, id := range ids {
			ok(t, v.Put(ctx, []Arrival{{ID: id, Raw: all[i]}}))
		}
		ok(t, c.SetFlags(ctx, ids[:1], Read|Starred, true))
		dest := filepath.Join(t.TempDir(), "mail")
		calls := 0
		x := must[Exported](t)(c.Export(ctx, dest, f, ids, func(done, total int) { calls++ }))
		if x.Messages != len(all) || calls != len(all) || len(x.Partial)+len(x.Damaged) > 0 {
			t.Errorf("%s: exported %+v in %d steps", f, x, calls)
		}
		other, b, _ := home(t, Keep{})
		for round := range 2 {
			im := must[Imported](t)(other.Import(ctx, b, dest, "", nil))
			if want := map[int]int{0: len(all)}[round]; im.Messages != want || im.Known != len(all)-want {
				t.Errorf("%s: round %d imported %+v", f, round, im)
			}
		}
		compare(t, f, other, all)
		if f == Maildir {
			if r := rowsOf(t, other, "Note 1"); len(r) != 1 || r[0].Flags&(Read|Starred) != Read|Starred {
				t.Errorf("maildir: the flags are lost: %+v", r)
			}
		}
	}
}

func rowsOf(t testing.TB, c *Cache, subject string) []Row {
	t.Helper()
	return must[[]Row](t)(c.readRows(ctx, "SELECT "+rowColumns+" FROM message m WHERE subject = ?", subject))
}

func compare(t *testing.T, f Format, c *Cache, all [][]byte) {
	t.Helper()
	rows := must[[]Row](t)(c.readRows(ctx, "SELECT "+rowColumns+" FROM message m"))
	got := map[string]bool{}
	for _, r := range rows {
		got[string(raw(t, c, r.ID))] = true
		if r.Place != Archive || r.Flags&Gone == 0 || r.Body != Full {
			t.Errorf("%s: row %+v", f, r)
		}
	}
	for _, want := range all {
		if !got[string(want)] {
			t.Errorf("%s: %.60q is not among what was imported", f, want)
		}
	}
}

func TestExportNeverWritesOverAFile(t *testing.T) {
	c, a, _ := home(t, Keep{})
	ids := fill(t, c, a, 3)
	dest := filepath.Join(t.TempDir(), "box")
	ok(t, os.WriteFile(dest, []byte("mine"), 0o600))
	if _, err := c.Export(ctx, dest, Mbox, ids, nil); !errors.Is(err, os.ErrExist) {
		t.Errorf("mbox: %v", err)
	}
	if b := must[[]byte](t)(os.ReadFile(dest)); string(b) != "mine" {
		t.Error("written over")
	}
	dir := t.TempDir()
	must[Exported](t)(c.Export(ctx, dir, EML, ids[:1], nil))
	must[Exported](t)(c.Export(ctx, dir, EML, ids[:1], nil))
	if names := must[[]string](t)(filepath.Glob(filepath.Join(dir, "*.eml"))); len(names) != 2 {
		t.Errorf("files %v", names)
	}
	dir = t.TempDir()
	must[Exported](t)(c.Export(ctx, dir, Maildir, ids, nil))
	must[Exported](t)(c.Export(ctx, dir, Maildir, ids, nil))
	if names := must[[]string](t)(filepath.Glob(filepath.Join(dir, "cur", "*"))); len(names) != 3 {
		t.Errorf("files %v", names)
	}
}

func TestExportLeavesOutWhatIsNotWhole(t *testing.T) {
	c, a, _ := home(t, Keep{})
	v := begin(t, c, a)
	ids := must[[]ID](t)(v.Record(ctx, Changes{New: listing(4)}))
	ok(t, v.Put(ctx, []Arrival{{ID: ids[0], Raw: mail(0)}, {ID: ids[1], Raw: mail(1)}, {ID: ids[2], Raw: mail(2)[:50], Top: true}}))
	execute(t, c, "UPDATE body SET sha256 = zeroblob(32) WHERE message = ?", ids[1])
	dest := filepath.Join(t.TempDir(), "box")
	x := must[Exported](t)(c.Export(ctx, dest, Mbox, ids, nil))
	if x.Messages != 1 || len(x.Partial) != 2 || len(x.Damaged) != 1 || x.Damaged[0] != ids[1] {
		t.Errorf("exported %+v", x)
	}
	if b := must[[]byte](t)(os.ReadFile(dest)); strings.Count(string(b), "From ada@example.org") != 1 {
		t.Errorf("file %q", b)
	}
}

func TestImportOfASubfolder(t *testing.T) {
	dir := t.TempDir()
	for _, d := range []string{"cur", "new", "tmp", ".Old/cur"} {
		ok(t, os.MkdirAll(filepath.Join(dir, d), 0o700))
	}
	for name, body := range map[string]string{"cur/1.a:2,S": "Subject: one\n\nx\n", "new/2.b": "Subject: two\n\nx\n",
		".Old/cur/3.c:2,": "Subject: three\n\nx\n", "tmp/4.d": "Subject: half", "cur/.hidden": "no"} {
		ok(t, os.WriteFile(filepath.Join(dir, name), []byte(body), 0o600))
	}
	c, a, _ := home(t, Keep{})
	im := must[Imported](t)(c.Import(ctx, a, dir, "", nil))
	if im.Messages != 3 {
		t.Errorf("imported %+v", im)
	}
	if r := rowsOf(t, c, "two"); len(r) != 1 || r[0].Flags&Read != 0 {
		t.Errorf("what lay in new: %+v", r)
	}
	if r := rowsOf(t, c, "one"); len(r) != 1 || string(raw(t, c, r[0].ID)) != "Subject: one\r\n\r\nx\r\n" {
		t.Errorf("what lay in cur: %+v", r)
	}
}
