package cache

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// detect finds out in what format mail lies at path.
func detect(path string) (Format, error) {
	st, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	if st.IsDir() {
		if cur, err := os.Stat(filepath.Join(path, "cur")); err == nil && cur.IsDir() {
			return Maildir, nil
		}
		return EML, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	line, err := bufio.NewReaderSize(f, 4096).ReadSlice('\n')
	if isPostmark(line) || err == io.EOF && len(line) == 0 {
		return Mbox, nil
	}
	return EML, nil
}

func (im *importer) mbox(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	m, err := newMboxReader(f)
	if err != nil {
		return err
	}
	for {
		err := im.take(guest{flags: Read}, func(w io.Writer) (g guest, err error) {
			g.date, err = m.next(w)
			return g, err
		})
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// maildir reads cur and new, and the folders below (Maildir++ keeps them as ".Name" beside cur).
func (im *importer) maildir(path string) error {
	return filepath.WalkDir(path, func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		in := filepath.Base(filepath.Dir(name))
		if in != "cur" && in != "new" || strings.HasPrefix(d.Name(), ".") {
			return nil
		}
		flags, exact := maildirName(d.Name())
		return im.file(name, flags, exact)
	})
}

// eml reads one file, or those of a folder whose names end in .eml, as they lie.
func (im *importer) eml(path string) error {
	return filepath.WalkDir(path, func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || name != path && !strings.EqualFold(filepath.Ext(name), ".eml") {
			return err
		}
		return im.file(name, Read, true)
	})
}

// file reads a file that is one message. Unless it is exact, one whose first line ends in a bare LF gets CRLF.
func (im *importer) file(name string, flags Flag, exact bool) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	var modified time.Time
	if st, err := f.Stat(); err == nil {
		modified = st.ModTime()
	}
	err = im.take(guest{flags, modified}, func(w io.Writer) (guest, error) {
		r := bufio.NewReaderSize(f, 64<<10)
		if head, _ := r.Peek(r.Size()); !exact && !firstLineCRLF(head) {
			w = &toCRLF{w: w}
		}
		_, err := io.Copy(w, r)
		return guest{}, err
	})
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

func firstLineCRLF(head []byte) bool {
	line, _, found := bytes.Cut(head, []byte("\n"))
	return !found || bytes.HasSuffix(line, []byte("\r"))
}
