package main

import (
	goversion "go/version"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/mattn/go-sqlite3"
)

// TestVersionsThatSecurityDependsOn: the HTML parser, the TLS stack and SQLite read what strangers send. Below these
// versions they are known to be open to it.
func TestVersionsThatSecurityDependsOn(t *testing.T) {
	if goversion.Compare(runtime.Version(), "go1.26") < 0 {
		t.Errorf("Go is %s, below 1.26", runtime.Version())
	}
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Version}}", "golang.org/x/net").Output()
	if err != nil {
		t.Fatal(err)
	}
	if net := strings.TrimSpace(string(out)); below(net, "v0.45.0") {
		t.Errorf("golang.org/x/net is %s, below v0.45.0", net)
	}
	if sqlite, _, _ := sqlite3.Version(); below(sqlite, "3.51.3") {
		t.Errorf("SQLite is %s, below 3.51.3", sqlite)
	}
}

func TestBelow(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want bool
	}{{"v0.9.0", "v0.45.0", true}, {"v0.45.0", "v0.45.0", false}, {"3.54.1", "3.51.3", false}, {"3.51.2", "3.51.3", true}, {"v1.0.0-0.2", "v1.0.1", true}} {
		if got := below(test.a, test.b); got != test.want {
			t.Errorf("below(%s, %s) = %v", test.a, test.b, got)
		}
	}
}

// below compares dotted versions number by number; a pre-release counts as its release.
func below(a, b string) bool {
	as, bs := parts(a), parts(b)
	for i := range min(len(as), len(bs)) {
		if as[i] != bs[i] {
			return as[i] < bs[i]
		}
	}
	return len(as) < len(bs)
}

func parts(version string) []int {
	version, _, _ = strings.Cut(strings.TrimPrefix(version, "v"), "-")
	var numbers []int
	for _, p := range strings.Split(version, ".") {
		n, _ := strconv.Atoi(p)
		numbers = append(numbers, n)
	}
	return numbers
}
