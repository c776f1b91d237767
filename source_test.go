package main

import (
	"go/ast"
	"go/build/constraint"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const (
	maxFile      = 300 // lines
	maxFunction  = 60
	maxTestFile  = 450 // cases want to stand together
	maxTestTable = 120
)

// eachFile calls do for every Go file of the module.
func eachFile(t *testing.T, do func(path string, set *token.FileSet, file *ast.File, text string)) {
	t.Helper()
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".go" {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, text, parser.ParseComments)
		if err == nil {
			do(path, set, file, string(text))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestFilesAndFunctionsFitTheScreen(t *testing.T) {
	eachFile(t, func(path string, set *token.FileSet, file *ast.File, text string) {
		lines, function := maxFile, maxFunction
		if strings.HasSuffix(path, "_test.go") {
			lines, function = maxTestFile, maxTestTable
		}
		if n := strings.Count(text, "\n"); n > lines {
			t.Errorf("%s has %d lines, more than %d", path, n, lines)
		}
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			if n := set.Position(f.End()).Line - set.Position(f.Pos()).Line + 1; n > function {
				t.Errorf("%s: %s has %d lines, more than %d", set.Position(f.Pos()), f.Name.Name, n, function)
			}
			if f.Name.Name == "init" && f.Recv == nil {
				t.Errorf("%s: init runs before anybody can hand it anything", set.Position(f.Pos()))
			}
		}
	})
}

// TestPlainBuild: go run, go install and go test need no tags, so a file may be meant for an operating system only.
func TestPlainBuild(t *testing.T) {
	systems := []string{"unix", "windows", "darwin", "linux"}
	eachFile(t, func(path string, set *token.FileSet, file *ast.File, _ string) {
		for _, group := range file.Comments {
			for _, c := range group.List {
				x, err := constraint.Parse(c.Text)
				if err != nil {
					continue
				}
				x.Eval(func(tag string) bool {
					if !slices.Contains(systems, tag) {
						t.Errorf("%s: build tag %q", set.Position(c.Pos()), tag)
					}
					return true
				})
			}
		}
	})
}

func TestNothingIsLeftForLater(t *testing.T) {
	eachFile(t, func(path string, set *token.FileSet, file *ast.File, _ string) {
		for _, group := range file.Comments {
			for _, mark := range []string{"TO" + "DO", "FIX" + "ME", "XX" + "X:", "HA" + "CK"} {
				if strings.Contains(group.Text(), mark) {
					t.Errorf("%s: %s", set.Position(group.Pos()), mark)
				}
			}
		}
	})
}
