package main

import (
	"go/ast"
	"go/token"
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestDocumentsNameWhatExists: a test that ARCHITECTURE.md calls a witness is there, and so is every picture and file
// that the README shows.
func TestDocumentsNameWhatExists(t *testing.T) {
	functions := map[string]bool{}
	eachFile(t, func(path string, _ *token.FileSet, file *ast.File, _ string) {
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && strings.HasSuffix(path, "_test.go") {
				functions[f.Name.Name] = true
			}
		}
	})
	for _, name := range regexp.MustCompile("`((?:Test|Fuzz|Benchmark)[A-Z]\\w*)`").FindAllStringSubmatch(read(t, "ARCHITECTURE.md"), -1) {
		if !functions[name[1]] {
			t.Errorf("ARCHITECTURE.md names %s, which is no test", name[1])
		}
	}
	for _, link := range regexp.MustCompile(`\]\(([^):]+)\)`).FindAllStringSubmatch(read(t, "README.md"), -1) {
		if _, err := os.Stat(link[1]); err != nil {
			t.Errorf("README.md links to %s: %v", link[1], err)
		}
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
