package message

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the goldens anew")

// letterWidths are the widths at which the letters are laid out: a comfortable one and that of a narrow pane.
var letterWidths = []int{80, 44}

// The letters in testdata are modelled on what fills mailboxes. Their goldens show what a person reads.
func TestLetters(t *testing.T) {
	files, err := filepath.Glob("testdata/letters/*.eml")
	if err != nil || len(files) == 0 {
		t.Fatal("no letters", err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".eml")
		t.Run(name, func(t *testing.T) {
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			inspect(t, raw)
			compare(t, strings.TrimSuffix(file, ".eml")+".golden", rendering(t, raw))
			lf, crlf := rendering(t, raw), rendering(t, bytes.ReplaceAll(raw, []byte("\n"), []byte("\r\n")))
			if lf != crlf {
				t.Error("CRLF changes what is read")
			}
		})
	}
}

// rendering is all that a letter gives to read.
func rendering(t *testing.T, raw []byte) string {
	t.Helper()
	m := Open(bytes.NewReader(raw), int64(len(raw)), nil)
	s := m.Summary()
	var out strings.Builder
	fmt.Fprintf(&out, "subject: %s\nfrom: %v\npreview: %s\n", s.Subject, s.From, s.Preview)
	for _, a := range s.Attachments {
		fmt.Fprintf(&out, "attachment: %s %s\n", a.Name, a.Type)
	}
	for _, width := range letterWidths {
		d, err := m.Document(-1)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&out, "---- width %d, text %d of %d, why %q, %d pictures\n%s", width, d.Index, d.Of, d.Why, d.Pictures, d.Plain(width))
	}
	return out.String()
}

func compare(t *testing.T, golden, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; run the test with -update and look at the difference\n%s", golden, got)
	}
}
