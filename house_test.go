package main

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// room is a package as the go command sees it.
type room struct {
	ImportPath string
	Doc        string
	Imports    []string // what it names itself
	Deps       []string // what those draw in
}

// rooms lists every package of the module.
func rooms(t *testing.T) []room {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Doc,Imports,Deps", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []room
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var r room
		if err := dec.Decode(&r); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
}

// arrows says which of our own rooms each room may name. A room that is not here has no place in the house.
func arrows() map[string][]string {
	mail := []string{"poplin/cache", "poplin/cache/message", "poplin/pop3/worker"}
	screen := append([]string{"poplin/ui/screen", "poplin/ui/theme"}, mail...)
	return map[string][]string{
		"poplin/config":         {},
		"poplin/pop3":           {},
		"poplin/pop3/maildrop":  {"poplin/pop3"},
		"poplin/pop3/rehearsal": {"poplin/pop3", "poplin/pop3/maildrop", "poplin/pop3/worker", "poplin/cache"},
		"poplin/pop3/worker":    {"poplin/pop3", "poplin/cache", "poplin/cache/message"},
		"poplin/cache":          {"poplin/cache/message"},
		"poplin/cache/message":  {},
		"poplin/ui/theme":       {},
		"poplin/ui/paint":       {},
		"poplin/ui/screen":      append([]string{"poplin/ui/theme"}, mail...),
		"poplin/ui/inbox":       screen,
		"poplin/ui/reader":      screen,
		"poplin/ui/cleanup":     screen,
		"poplin/ui/dialog":      screen,
		"poplin/ui/status":      screen,
		"poplin/ui/setup":       {"poplin/ui/screen", "poplin/ui/theme"},
		"poplin/ui/line":        mail,
		"poplin/ui": append([]string{"poplin/ui/inbox", "poplin/ui/reader", "poplin/ui/cleanup", "poplin/ui/dialog",
			"poplin/ui/status", "poplin/ui/paint"}, screen...),
	}
}

func TestArrowsFall(t *testing.T) {
	allowed := arrows()
	for _, r := range rooms(t) {
		if r.ImportPath == "poplin" {
			continue // main knows everybody
		}
		may, known := allowed[r.ImportPath]
		if !known {
			t.Errorf("%s is no room of the house", r.ImportPath)
		}
		for _, imported := range r.Imports {
			if strings.HasPrefix(imported, "poplin") && !slices.Contains(may, imported) {
				t.Errorf("%s must not know %s", r.ImportPath, imported)
			}
		}
	}
}

// TestOutsideStaysOut keeps the terminal out of the lower floors, and the network, files and processes out of the rooms
// that have no business with them.
func TestOutsideStaysOut(t *testing.T) {
	terminal := []string{"charm.land/", "github.com/charmbracelet/bubble"}
	world := []string{"net", "net/http", "os/exec", "net/smtp"}
	for _, r := range rooms(t) {
		switch {
		case strings.HasPrefix(r.ImportPath, "poplin/pop3"), strings.HasPrefix(r.ImportPath, "poplin/cache"), r.ImportPath == "poplin/config":
			refuse(t, r.ImportPath, r.Deps, terminal, true)
		case r.ImportPath == "poplin/ui/line":
			refuse(t, r.ImportPath, r.Imports, terminal, true)
			refuse(t, r.ImportPath, r.Imports, world, false)
		case strings.HasPrefix(r.ImportPath, "poplin/ui"):
			refuse(t, r.ImportPath, r.Imports, []string{"net", "net/http"}, false)
		}
		if r.ImportPath == "poplin/cache/message" {
			refuse(t, r.ImportPath, r.Imports, append(world, "os", "database/sql"), false)
		}
		if r.ImportPath != "poplin/cache" {
			refuse(t, r.ImportPath, r.Imports, []string{"database/sql", "github.com/mattn/go-sqlite3"}, false)
		}
	}
}

// refuse fails for every import that is on the list, or begins with an entry of it.
func refuse(t *testing.T, from string, imports, list []string, prefix bool) {
	t.Helper()
	for _, imported := range imports {
		for _, no := range list {
			if imported == no || prefix && strings.HasPrefix(imported, no) {
				t.Errorf("%s must not use %s", from, imported)
			}
		}
	}
}

func TestEveryRoomTellsItsPurpose(t *testing.T) {
	for _, r := range rooms(t) {
		if len(r.Doc) < 40 {
			t.Errorf("%s has no package comment worth reading: %q", r.ImportPath, r.Doc)
		}
	}
}

func TestNoRoomIsADrawer(t *testing.T) {
	for _, r := range rooms(t) {
		last := r.ImportPath[strings.LastIndexByte(r.ImportPath, '/')+1:]
		if slices.Contains([]string{"util", "utils", "common", "helper", "helpers", "types", "misc", "shared"}, last) {
			t.Errorf("%s is named after nothing", r.ImportPath)
		}
	}
}
