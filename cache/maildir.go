package cache

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"poplin/cache/message"
)

// maildirExport writes a Maildir. Files are named by date, id and size, so that exporting again adds only what is not
// there yet. Lines end in LF, as Maildirs have it; a message that could not be read back exactly from that is written
// as it is, which the sizes in its name tell (S and W of Maildir++: as it lies, and as it travels).
type maildirExport struct {
	dir   string
	there map[string]bool // names, without flags
}

func newMaildirExport(dir string) (maildirExport, error) {
	x := maildirExport{dir, map[string]bool{}}
	for _, sub := range []string{"tmp", "new", "cur"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o700); err != nil {
			return x, err
		}
	}
	files, err := os.ReadDir(filepath.Join(dir, "cur"))
	for _, f := range files {
		name, _, _ := strings.Cut(f.Name(), ":2,")
		x.there[name] = true
	}
	return x, err
}

func (x maildirExport) add(e Entry, raw func(io.Writer) error) error {
	var ends lineEnds
	if err := raw(&ends); err != nil {
		return err
	}
	lies := ends.size
	write := raw
	if ends.canonical() {
		lies -= ends.lines
		write = func(w io.Writer) error { return raw(&toLF{w: w}) }
	}
	name := fmt.Sprintf("%d.P%d.poplin,S=%d,W=%d", max(0, e.Date.Unix()), e.ID, lies, ends.size)
	if x.there[name] {
		return nil
	}
	tmp := filepath.Join(x.dir, "tmp", name)
	if err := os.Remove(tmp); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := writeFile(tmp, write); err != nil {
		return err
	}
	return os.Rename(tmp, filepath.Join(x.dir, "cur", name+":2,"+maildirFlags(e.Flags)))
}

func (x maildirExport) close(bool) error { return syncFolder(filepath.Join(x.dir, "cur")) }

// maildirFlags are the letters, in the order of the alphabet.
func maildirFlags(f Flag) string {
	s := ""
	if f&Starred != 0 {
		s += "F"
	}
	if f&Read != 0 {
		s += "S"
	}
	return s
}

// maildirName reads a file's name: the flags behind ":2,", and whether it lies there with the line ends it travelled
// with.
func maildirName(name string) (f Flag, exact bool) {
	base, info, _ := strings.Cut(name, ":2,")
	if strings.Contains(info, "F") {
		f |= Starred
	}
	if strings.Contains(info, "S") {
		f |= Read
	}
	var s, w int64
	for _, field := range strings.Split(base, ",")[1:] {
		switch key, value, _ := strings.Cut(field, "="); key {
		case "S":
			s, _ = strconv.ParseInt(value, 10, 64)
		case "W":
			w, _ = strconv.ParseInt(value, 10, 64)
		}
	}
	return f, w != 0 && s == w
}

// emlName is a message's date and subject as a file name without its ending.
func emlName(e Entry) string {
	subject := firstRunes(e.Subject, 60)
	if strings.TrimSpace(subject) == "" {
		subject = "no subject"
	}
	return message.SafeName(e.Date.Format("2006-01-02 1504 ") + subject)
}
