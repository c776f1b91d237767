package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestADamagedCacheIsMended: what reads is carried over, the damaged file is kept, and the person is told once.
func TestADamagedCacheIsMended(t *testing.T) {
	server := sampleServer(t)
	h := newHome(t)
	h.configure(server.Addr(), caLine(h, server.RootsPEM()))
	h.sync()
	file := filepath.Join(h.data(), "cache.db")
	f, err := os.OpenFile(file, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteAt([]byte(strings.Repeat("not a page ", 200)), 0); err != nil {
		t.Fatal(err)
	}
	f.Close()
	s := h.run("list")
	if s.code != 0 || !strings.HasPrefix(s.err, "poplin: the cache was damaged; ") || !strings.Contains(s.err, "\nhint: ") {
		t.Errorf("exit code %d, %q", s.code, s.err)
	}
	if aside, _ := filepath.Glob(file + ".corrupt-*"); len(aside) == 0 {
		t.Error("the damaged file was not kept")
	}
	h.sync()
	if rows := h.list(); len(rows) != 1 {
		t.Errorf("%d rows after the next visit", len(rows))
	}
}
