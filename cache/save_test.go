package cache

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
)

func TestSaveNeverOverwrites(t *testing.T) {
	dir := t.TempDir()
	for _, want := range []string{"plan.pdf", "plan (1).pdf", "plan (2).pdf"} {
		got, err := saveAs(t.Context(), "plan.pdf", strings.NewReader(want), dir)
		if err != nil || got.Path != filepath.Join(dir, want) || got.Bytes != int64(len(want)) {
			t.Errorf("saved %+v, %v; want %s", got, err, want)
		}
	}
	for _, name := range []string{"plan.pdf", "plan (1).pdf", "plan (2).pdf"} {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || string(b) != name {
			t.Errorf("%s holds %q, %v", name, b, err)
		}
		if st, err := os.Stat(filepath.Join(dir, name)); err != nil || st.Mode().Perm() != 0o600 {
			t.Errorf("%s: mode %v, %v", name, st.Mode(), err)
		}
	}
}

func TestSaveFollowsNoLink(t *testing.T) {
	dir, outside := t.TempDir(), filepath.Join(t.TempDir(), "target")
	if err := os.Symlink(outside, filepath.Join(dir, "photo.png")); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	got, err := saveAs(t.Context(), "photo.png", strings.NewReader("x"), dir)
	if err != nil || filepath.Base(got.Path) != "photo (1).png" {
		t.Errorf("saved %+v, %v", got, err)
	}
	if _, err := os.Lstat(outside); !errors.Is(err, fs.ErrNotExist) {
		t.Error("the link was followed")
	}
}

func TestSaveLeavesItsDirectoryNever(t *testing.T) {
	top := t.TempDir()
	dir := filepath.Join(top, "inner")
	for _, name := range []string{"../escaped", "/etc/escaped", "a/../../escaped"} {
		if _, err := saveAs(t.Context(), name, strings.NewReader("x"), dir); err == nil {
			t.Errorf("%q was accepted", name)
		}
	}
	if _, err := os.Lstat(filepath.Join(top, "escaped")); !errors.Is(err, fs.ErrNotExist) {
		t.Error("a name led out of the directory")
	}
}

func TestSaveLeavesNoHalf(t *testing.T) {
	dir := t.TempDir()
	broken := iotest.ErrReader(errors.New("disk on fire"))
	if _, err := saveAs(t.Context(), "a.txt", broken, dir); err == nil {
		t.Error("no error")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := saveAs(ctx, "b.txt", strings.NewReader("text"), dir); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
