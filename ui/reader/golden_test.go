package reader

import (
	"flag"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "write the golden screens anew")

func TestGoldens(t *testing.T) {
	for _, size := range []image.Point{{80, 20}, {100, 26}, {81, 41}, {40, 10}} { // terminals of 80x24, 100x30, 140x45 (half) and 40x12
		b := sample(t, size)
		for _, g := range []struct {
			uidl string
			keys []string
		}{
			{"notes-for-thursday", nil}, {"slow-terminal-03", nil}, {"pigeon-phish", []string{"f"}}, {"hanako-meeting", nil}, {"layla-poem", nil},
			{"tea-invitation", nil}, {"bounce-boole", nil}, {"fete", nil}, {"engine-4", []string{"space"}}, {"kettle-list-1", []string{"v", "j"}},
			{"kettle-list-2", []string{"h"}}, {"cellar-scan", []string{"\\"}}, {"ada-long-letter", []string{"space"}}, {"forward-chain", []string{"z"}},
		} {
			t.Run(fmt.Sprintf("%s %dx%d", g.uidl, size.X, size.Y), func(t *testing.T) {
				b.TB = t
				b.show(g.uidl)
				b.press(g.keys...)
				golden(t, fmt.Sprintf("%s-%dx%d", g.uidl, size.X, size.Y), b.cells())
			})
		}
	}
}

func golden(t testing.TB, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name+".golden")
	if *update {
		must(t, os.MkdirAll("testdata", 0o755))
		must(t, os.WriteFile(file, []byte(got), 0o644))
		return
	}
	want, err := os.ReadFile(file)
	must(t, err)
	if got != string(want) {
		t.Errorf("the screen is\n%s\nand should be\n%s\n(go test ./ui/reader -run Goldens -update writes them anew)", got, want)
	}
}
