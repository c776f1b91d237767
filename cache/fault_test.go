package cache

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// fillUntilFull stores messages until that fails, and says how. What fails must be ErrFull, change nothing, and leave
// the visit unable to send a removal on its way.
func fillUntilFull(dir string, say func(format string, args ...any)) error {
	c, err := Open(ctx, dir, Options{})
	if err != nil {
		return err
	}
	defer c.Close()
	a, err := c.Account(ctx, "home", Keep{})
	if err != nil {
		return err
	}
	v, err := c.BeginVisit(ctx, a)
	if err != nil {
		return err
	}
	body := append([]byte("Subject: x\r\n\r\n"), bytes.Repeat([]byte("0123456789abcdef\r\n"), 5000)...)
	for i := 0; i < 1000; i++ {
		ids, err := v.Record(ctx, Changes{New: []Listing{{UIDL: fmt.Sprint(i), Number: int32(i)}}})
		if err == nil {
			err = v.Put(ctx, []Arrival{{ID: ids[0], Raw: body}})
		}
		if errors.Is(err, ErrFull) {
			say("full after %d: %v\n", i, err)
			return nil
		}
		if err != nil {
			return err
		}
	}
	return errors.New("never full")
}

// checkAfterFull asserts that a cache that was full is sound and holds what it said it holds.
func checkAfterFull(t *testing.T, dir string, said string) {
	t.Helper()
	var n int
	if _, err := fmt.Sscanf(said, "full after %d", &n); err != nil || n == 0 {
		t.Fatalf("it said %q", said)
	}
	c := open(t, dir, Options{})
	ok(t, c.Check(ctx))
	var full int
	ok(t, c.read.QueryRow("SELECT count(*) FROM message WHERE body = ?", Full).Scan(&full))
	if full != n {
		t.Errorf("%d messages are whole, %d were stored", full, n)
	}
	checkWhole(t, c)
}

func TestUnderAFileSizeLimit(t *testing.T) {
	dir := t.TempDir()
	out, err := child(t, "small files", dir).Output()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	checkAfterFull(t, dir, string(out))
}

func TestOnAFullDisk(t *testing.T) {
	dir := smallDisk(t, "2m")
	var said strings.Builder
	ok(t, fillUntilFull(dir, func(format string, args ...any) { fmt.Fprintf(&said, format, args...) }))
	checkAfterFull(t, dir, said.String())
}

// smallDisk mounts a disk of that size, where the system lets us.
func smallDisk(t testing.TB, size string) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		t.Skipf("needs the right to mount a small disk: %v", err)
	}
	t.Cleanup(func() { syscall.Unmount(dir, syscall.MNT_DETACH) })
	return dir
}

func TestOnAReadOnlyDisk(t *testing.T) {
	dir := smallDisk(t, "20m")
	c, err := Open(ctx, dir, Options{})
	ok(t, err)
	a := must[AccountID](t)(c.Account(ctx, "home", Keep{}))
	ids := fill(t, c, a, 3)
	ok(t, c.Close())
	ok(t, syscall.Mount("", dir, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""))
	if _, err := Open(ctx, dir, Options{}); !errors.Is(err, ErrReadOnly) {
		t.Errorf("opened to write: %v", err)
	}
	c = open(t, dir, Options{ReadOnly: true})
	if string(raw(t, c, ids[1])) != string(mail(1)) {
		t.Error("cannot be read")
	}
	if err := c.SetFlags(ctx, ids, Read, true); !errors.Is(err, ErrReadOnly) {
		t.Errorf("flags: %v", err)
	}
	if _, err := c.BeginVisit(ctx, a); !errors.Is(err, ErrReadOnly) {
		t.Errorf("visit: %v", err)
	}
}

// A visit that cannot write may not end in QUIT.
func TestNothingIsSentWhenTheDiskIsFull(t *testing.T) {
	c, a, _ := home(t, Keep{})
	ids := fill(t, c, a, 50)
	must[Removal](t)(c.Delete(ctx, ids, RemoveOptions{}))
	v := begin(t, c, a)
	ok(t, v.Ack(ctx, ids[:10]))
	var pages int
	ok(t, c.write.QueryRow("PRAGMA page_count").Scan(&pages))
	execute(t, c, fmt.Sprintf("PRAGMA max_page_count = %d", pages))
	big := bytes.Repeat([]byte("x"), 100_000)
	more, err := v.Record(ctx, Changes{New: []Listing{{UIDL: "more", Number: 99}}})
	if err == nil {
		err = v.Put(ctx, []Arrival{{ID: more[0], Raw: big}})
	}
	if !errors.Is(err, ErrFull) {
		t.Errorf("put: %v", err)
	}
	s := v.Stage(ctx, ids[0], nil)
	_, err = s.Write(make([]byte, 2*stageBuffer))
	if again := s.Commit(ctx); !errors.Is(again, ErrFull) {
		t.Errorf("commit: %v", again)
	}
	if !errors.Is(err, ErrFull) {
		t.Errorf("stage: %v", err)
	}
	execute(t, c, "PRAGMA query_only = ON") // now nothing at all
	if err := v.Ack(ctx, ids[10:]); err == nil {
		t.Error("ack: no error")
	}
	execute(t, c, "PRAGMA query_only = OFF")
	if err := v.Send(ctx); err == nil { // what was acknowledged and is not noted would be lost sight of
		t.Error("sent although an Ack was not noted")
	}
	ok(t, c.Check(ctx))
}

func TestOddThingsInTheWay(t *testing.T) {
	dir := t.TempDir()
	ok(t, os.Mkdir(filepath.Join(dir, fileName), 0o700))
	if _, err := Open(ctx, dir, Options{}); err == nil {
		t.Error("a folder in place of the file: no error")
	}
	dir = filepath.Join(t.TempDir(), "file")
	ok(t, os.WriteFile(dir, nil, 0o600))
	if _, err := Open(ctx, dir, Options{}); err == nil {
		t.Error("a file in place of the folder: no error")
	}
	dir = t.TempDir()
	ok(t, os.WriteFile(filepath.Join(dir, fileName), nil, 0o644))
	c := open(t, dir, Options{})
	if c.Salvaged() != nil {
		t.Error("an empty file is a new cache")
	}
	if _, err := Open(ctx, filepath.Join(dir, "none"), Options{ReadOnly: true}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("nothing to read: %v", err)
	}
}
