package reader

import (
	"bytes"
	"errors"
	"image"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"poplin/cache/message"
	"poplin/ui/screen"
	"poplin/ui/theme"
)

func TestSaveAllAttachments(t *testing.T) {
	b := sample(t, image.Pt(80, 24))
	b.show("notes-for-thursday")
	for range 2 {
		b.press("s")
		b.shows("Save 2 files in this directory: moth-in-relay-70.png")
		if !b.Capturing() || b.Cursor() == nil {
			t.Fatal("the prompt does not take the keys")
		}
		b.press("enter")
		if n, ok := b.last().(screen.Notice); !ok || n.Bad || !strings.Contains(n.Text, "saved 2 files, 35 kB") {
			t.Errorf("said %v", b.last())
		}
	}
	want := []string{"A machine that writes programs (1).pdf", "A machine that writes programs.pdf", "moth-in-relay-70 (1).png", "moth-in-relay-70.png"}
	var got []string
	entries, err := os.ReadDir(b.env.SaveDir)
	must(t, err)
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if !slices.Equal(got, want) {
		t.Errorf("saved %q, want %q", got, want)
	}
}

func TestSaveSaysWhyNot(t *testing.T) {
	b := sample(t, image.Pt(80, 24))
	b.show("notes-for-thursday")
	file := filepath.Join(b.env.SaveDir, "file")
	must(t, os.WriteFile(file, nil, 0o600))
	b.press("s")
	b.typed("file/deeper")
	b.press("enter")
	if n, ok := b.last().(screen.Notice); !ok || !n.Bad || !strings.Contains(n.Text, "that is a file, not a directory") {
		t.Errorf("said %v", b.last())
	}
}

func TestSaveIsCalledOff(t *testing.T) {
	b := sample(t, image.Pt(80, 24))
	b.show("notes-for-thursday")
	b.press("s", "esc")
	if b.Capturing() || len(b.actions) > 0 {
		t.Errorf("still there: %v", b.actions)
	}
	b.show("engine-1")
	b.press("s")
	if n, ok := b.last().(screen.Notice); !ok || n.Text != "nothing is attached" {
		t.Errorf("said %v", b.last())
	}
}

// TestAWholePathTakesThePlaceOfTheOneOffered: typed or pasted behind it.
func TestAWholePathTakesThePlaceOfTheOneOffered(t *testing.T) {
	b := sample(t, image.Pt(80, 24))
	b.show("notes-for-thursday")
	for typed, want := range map[string]string{"/srv/mail": "/srv/mail", "~/mail": "~/mail", "a/b": b.env.SaveDir + "/a/b"} {
		b.press("s")
		b.typed(typed)
		if got := b.panel.(*prompt).field.Value(); got != want {
			t.Errorf("typing %q makes %q", typed, got)
		}
		b.press("esc", "s")
		b.Update(tea.PasteMsg{Content: typed})
		if got := b.panel.(*prompt).field.Value(); got != want {
			t.Errorf("pasting %q makes %q", typed, got)
		}
		b.press("esc")
	}
}

func TestPathsComplete(t *testing.T) {
	b := sample(t, image.Pt(80, 24))
	for _, d := range []string{"mail", "maps", "maps/north", ".hidden", "evil\x1b[2J"} {
		must(t, os.MkdirAll(filepath.Join(b.env.SaveDir, d), 0o700))
	}
	b.show("notes-for-thursday")
	b.press("s")
	value := func() string {
		got := b.panel.(*prompt).field.Value()
		rest, _ := strings.CutPrefix(got, b.env.SaveDir+"/")
		return rest
	}
	b.typed("m")
	b.press("tab")
	b.shows("mail  maps")
	if value() != "ma" {
		t.Errorf("completed to %q", value())
	}
	b.typed("p")
	b.press("tab")
	if value() != "maps/" {
		t.Errorf("completed to %q", value())
	}
	b.press("tab")
	if value() != "maps/north/" {
		t.Errorf("completed to %q", value())
	}
	for range "maps/north/" {
		b.press("backspace")
	}
	b.press("tab")
	harmless(t, "choices", b.View())
	if strings.Contains(b.cells(), "hidden") || strings.Contains(b.cells(), "evil") {
		t.Error("a name is offered that should not be")
	}
}

func TestHomeIsExpanded(t *testing.T) {
	home := func() (string, error) { return "/home/ada", nil }
	for in, want := range map[string]string{"~": "/home/ada", "~/Mail": "/home/ada/Mail", "/x/~": "/x/~", "~bob/x": "~bob/x", "": ""} {
		if got := expand(in, home); got != want {
			t.Errorf("expand(%q) = %q, want %q", in, got, want)
		}
	}
	if got := expand("~/x", func() (string, error) { return "", errors.New("none") }); got != "~/x" {
		t.Errorf("without a home: %q", got)
	}
}

func TestCommandLineHasNoShell(t *testing.T) {
	for in, want := range map[string][]string{
		"cat": {"cat"}, "  grep  -i  'two words' ": {"grep", "-i", "two words"}, `a "b c"d\ e ''`: {"a", "b cd e", ""},
		"x $(reboot) `y` | z > w; *": {"x", "$(reboot)", "`y`", "|", "z", ">", "w;", "*"}, `'a\b' "c\"d"`: {`a\b`, `c"d`},
	} {
		if got, err := words(in); err != nil || !slices.Equal(got, want) {
			t.Errorf("words(%q) = %q, %v; want %q", in, got, err, want)
		}
	}
	for _, in := range []string{"", "  ", "'open", `"open`, `end\`} {
		if got, err := words(in); err == nil {
			t.Errorf("words(%q) = %q", in, got)
		}
	}
}

func TestPipeGivesTheMessageAsReceived(t *testing.T) {
	b := sample(t, image.Pt(80, 24))
	var want []byte
	for _, m := range sampleMail() {
		if m.UIDL == "hanako-meeting" {
			want = m.Raw
		}
	}
	var out bytes.Buffer
	p := &piping{ctx: t.Context(), cache: b.env.Cache, id: b.ids["hanako-meeting"], argv: []string{"cat"}}
	p.SetStdin(strings.NewReader("\n"))
	p.SetStdout(&out)
	p.SetStderr(&out)
	if err := p.Run(); err != nil {
		t.Skip("no cat here:", err)
	}
	if !strings.HasPrefix(out.String(), message.CleanText(string(want))) {
		t.Errorf("the command got %q", out.Bytes())
	}
	p.argv = []string{"true"} // reads nothing
	if err := p.Run(); err != nil {
		t.Errorf("a command that reads nothing: %v", err)
	}
	p.argv = []string{"false"}
	if err := p.Run(); err == nil {
		t.Error("a failure is not told")
	}
}

// A command that repeats a message says it harmlessly, wherever its writes are cut.
func TestWhatACommandSaysPassesTheGate(t *testing.T) {
	const said = "plain\x1b]52;c;QQ==\a\r\n\x1b[2J\u202eback\tand\u009b31m\nlast"
	for _, n := range []int{1, 2, 3, 1000} {
		var out strings.Builder
		g := &gated{to: &out}
		for rest := said; rest != ""; rest = rest[min(n, len(rest)):] {
			if _, err := g.Write([]byte(rest[:min(n, len(rest))])); err != nil {
				t.Fatal(err)
			}
		}
		if err := g.flush(); err != nil || out.String() != message.CleanText(said) {
			t.Errorf("in pieces of %d: %q, %v", n, out.String(), err)
		}
	}
	var out strings.Builder
	g := &gated{to: &out}
	if g.Write([]byte(strings.Repeat("x", 5*longLine))); out.Len() < 4*longLine {
		t.Error("a line without end is never shown")
	}
}

func TestPipeAsks(t *testing.T) {
	b := sample(t, image.Pt(80, 24))
	b.show("engine-1")
	b.press("|")
	b.shows("Pipe the message, as received, to the command")
	b.typed("'open")
	b.press("enter")
	if n, ok := b.last().(screen.Notice); !ok || !n.Bad {
		t.Errorf("said %v", b.last())
	}
}

func TestOnlyShownKindsAreOpened(t *testing.T) {
	b := sample(t, image.Pt(80, 24))
	t.Setenv("TMPDIR", t.TempDir())
	b.show("notes-for-thursday")
	b.press("v", "j", "j", "o")
	if len(b.opened) != 1 || filepath.Base(b.opened[0]) != "moth-in-relay-70.png" {
		t.Fatalf("opened %v, said %v", b.opened, b.actions)
	}
	if st, err := os.Stat(b.opened[0]); err != nil || st.Mode().Perm() != 0o400 || st.Size() == 0 {
		t.Errorf("%v, %v", st, err)
	}
	b.opened = nil
	b.show("engine-3")
	b.press("v", "j", "j", "o") // the zip
	if n, ok := b.last().(screen.Notice); !ok || !n.Bad || len(b.opened) > 0 {
		t.Errorf("opened %v, said %v", b.opened, b.last())
	}
}

func TestPictures(t *testing.T) {
	b := sample(t, image.Pt(80, 24))
	b.show("notes-for-thursday")
	b.press("i")
	b.shows("moth-in-relay-70.png  480x320", "▀▀▀▀")
	harmless(t, "picture", b.View())
	b.press("q")
	b.shows("Mary, Ada,")
}

func TestPicturesThatLieAboutTheirSize(t *testing.T) {
	b := newBench(t, image.Pt(80, 24), theme.Choice{Dark: true}, hugePicture())
	b.show("huge")
	b.press("i")
	b.shows("it is too big to be shown here")
}

func TestPicturesWithoutColour(t *testing.T) {
	b := sampleIn(t, image.Pt(60, 20), theme.Choice{NoColor: true, ASCII: true})
	b.show("comet-photographs")
	b.press("i")
	for _, line := range strings.Split(b.cells(), "\n")[6:16] {
		for _, r := range line {
			if r > '~' {
				t.Fatalf("%q is not ASCII", line)
			}
		}
	}
}
