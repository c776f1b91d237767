package cache

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Format is a way in which other programs keep mail.
type Format string

const (
	Mbox    Format = "mbox"    // one file; mboxrd quoting
	Maildir Format = "maildir" // a folder with cur, new and tmp; a file a message
	EML     Format = "eml"     // a folder; a file a message, byte for byte as received
)

// Exported tells what an export wrote.
type Exported struct {
	Messages int
	Bytes    int64
	Partial  []ID // left out: not wholly here
	Damaged  []ID // left out: the bytes here do not match their checksum
}

// exporter writes messages in one format. raw gives the bytes as received and may be asked twice.
type exporter interface {
	add(e Entry, raw func(io.Writer) error) error
	close(whole bool) error // whole: nothing went wrong
}

// Export writes messages, in the order of ids, to dest: a file that must not exist yet for Mbox, a folder that is made
// if need be for the others. Messages that cannot be written whole are left out and named; anything else that goes
// wrong ends the export. progress may be nil.
func (c *Cache) Export(ctx context.Context, dest string, f Format, ids []ID, progress func(done, total int)) (Exported, error) {
	var (
		x   exporter
		err error
	)
	switch f {
	case Mbox:
		x, err = newMboxExport(dest)
	case Maildir:
		x, err = newMaildirExport(dest)
	case EML:
		x, err = newEMLExport(dest)
	default:
		err = fmt.Errorf("unknown format %q", f)
	}
	var done Exported
	if err == nil {
		done, err = c.exportAll(ctx, x, ids, progress)
		err = errors.Join(err, x.close(err == nil))
	}
	if err != nil {
		return done, fmt.Errorf("cache: export: %w", diskFull(err))
	}
	return done, nil
}

const exportAtOnce = 200 // entries read at a time

func (c *Cache) exportAll(ctx context.Context, x exporter, ids []ID, progress func(done, total int)) (done Exported, err error) {
	for at := 0; at < len(ids); at += exportAtOnce {
		entries, err := c.Entries(ctx, ids[at:min(at+exportAtOnce, len(ids))])
		if err != nil {
			return done, err
		}
		for i, e := range entries {
			if err := ctx.Err(); err != nil {
				return done, err
			}
			if err := c.exportOne(ctx, x, e, &done); err != nil {
				return done, fmt.Errorf("message %d: %w", e.ID, err)
			}
			if progress != nil {
				progress(at+i+1, len(ids))
			}
		}
	}
	return done, nil
}

func (c *Cache) exportOne(ctx context.Context, x exporter, e Entry, done *Exported) error {
	if e.Body != Full {
		done.Partial = append(done.Partial, e.ID)
		return nil
	}
	// Damage is looked for before anything is written, so that no half a message stands in a file.
	if err := c.Raw(ctx, e.ID, io.Discard); errors.Is(err, ErrDamaged) {
		done.Damaged = append(done.Damaged, e.ID)
		return nil
	} else if err != nil {
		return err
	}
	if err := x.add(e, func(w io.Writer) error { return c.Raw(ctx, e.ID, w) }); err != nil {
		return err
	}
	done.Messages++
	done.Bytes += e.Size
	return nil
}

// mboxExport writes to a file beside dest, which takes its name when all is there.
type mboxExport struct {
	dest string
	f    *os.File
	w    *bufio.Writer
}

func newMboxExport(dest string) (*mboxExport, error) {
	if _, err := os.Lstat(dest); err == nil {
		return nil, &fs.PathError{Op: "export", Path: dest, Err: os.ErrExist}
	}
	f, err := os.CreateTemp(filepath.Dir(dest), "."+filepath.Base(dest)+".part-*") // mode 0600
	if err != nil {
		return nil, err
	}
	return &mboxExport{dest: dest, f: f, w: bufio.NewWriterSize(f, 256<<10)}, nil
}

func (x *mboxExport) add(e Entry, raw func(io.Writer) error) error {
	return writeMbox(x.w, e.From.Addr, e.Date, raw)
}

func (x *mboxExport) close(whole bool) error {
	err := errors.Join(x.w.Flush(), x.f.Sync(), x.f.Close())
	if err == nil && whole {
		err = publish(x.f.Name(), x.dest)
	}
	os.Remove(x.f.Name())
	return errors.Join(err, syncFolder(filepath.Dir(x.dest)))
}

// publish gives a whole file its name, and never that of another file.
func publish(from, to string) error {
	err := os.Link(from, to) // unlike a rename it refuses a name that is taken
	if err == nil || errors.Is(err, os.ErrExist) {
		return err
	}
	f, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) // a file system without links
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Rename(from, to))
}

// writeFile makes a file that must not exist yet, and leaves none when it cannot be written whole.
func writeFile(path string, write func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 64<<10)
	err = write(w)
	err = errors.Join(err, w.Flush(), f.Sync(), f.Close())
	if err != nil {
		os.Remove(path)
	}
	return err
}

// emlExport writes files named by date and subject.
type emlExport struct{ dir string }

func newEMLExport(dir string) (emlExport, error) {
	return emlExport{dir}, os.MkdirAll(dir, 0o700)
}

func (x emlExport) add(e Entry, raw func(io.Writer) error) error {
	name := emlName(e)
	for n := 1; ; n++ {
		path := filepath.Join(x.dir, name+".eml")
		if n > 1 {
			path = filepath.Join(x.dir, fmt.Sprintf("%s (%d).eml", name, n))
		}
		err := writeFile(path, raw)
		if !errors.Is(err, os.ErrExist) {
			return err
		}
	}
}

func (x emlExport) close(bool) error { return syncFolder(x.dir) }
