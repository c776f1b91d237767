package cache

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// Imported tells what an import brought.
type Imported struct {
	Messages int
	Bytes    int64
	Known    int // left out: the account has a message of the same bytes
}

// guest is a message on its way in from a file.
type guest struct {
	flags Flag
	date  time.Time // as the file tells it, for messages without a date of their own
}

// Import reads mail that other programs kept into an account's archive: an mbox file, a Maildir, a folder of eml files
// or one such file; f "" finds out which it is. Messages that the account has already are left out, so an import that
// was cut short may simply be run again. The server hears nothing of it. progress may be nil.
func (c *Cache) Import(ctx context.Context, a AccountID, path string, f Format, progress func(Imported)) (Imported, error) {
	im := &importer{c: c, ctx: ctx, account: a, progress: progress}
	real, err := filepath.EvalSymlinks(path) // a walk does not follow the link it begins with
	if err == nil {
		err = im.run(real, f)
	}
	if err != nil {
		return im.done, fmt.Errorf("cache: import %s: %w", path, err)
	}
	return im.done, nil
}

const (
	importMessages = 200     // a transaction
	importBytes    = 4 << 20 // and a message that is held in memory
)

// importer collects messages and writes some at a time.
type importer struct {
	c        *Cache
	ctx      context.Context
	account  AccountID
	progress func(Imported)
	done     Imported

	arrivals []arrival
	guests   []guest
	bytes    int64
}

func (im *importer) run(path string, f Format) (err error) {
	if im.c.write == nil {
		return ErrReadOnly
	}
	lock, err := im.c.onlyImport()
	if err != nil {
		return err
	}
	defer lock.Close()
	if f == "" {
		if f, err = detect(path); err != nil {
			return err
		}
	}
	switch f {
	case Mbox:
		err = im.mbox(path)
	case Maildir:
		err = im.maildir(path)
	case EML:
		err = im.eml(path)
	default:
		err = fmt.Errorf("unknown format %q", f)
	}
	if err == nil {
		err = im.flush()
	}
	return err
}

// onlyImport makes sure that nobody else imports, and drops what an import left that was cut short in a big message.
func (c *Cache) onlyImport() (*os.File, error) {
	f, err := c.lockFile("import.lock")
	if err != nil {
		return nil, err
	}
	got, err := tryLock(f, true)
	if err == nil && !got {
		err = ErrImporting
	}
	if err == nil {
		err = c.change(context.Background(), func(tx *txn) error {
			staged, err := numbers(context.Background(), tx, "SELECT id FROM body WHERE sha256 = x'' AND message = 0")
			for _, body := range staged {
				err = errors.Join(err, dropBody(context.Background(), tx, body))
			}
			return err
		})
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// intake is where the bytes of one message go: into memory, and when they become many, to disk.
type intake struct {
	im    *importer
	buf   bytes.Buffer
	stage *Stage
}

func (in *intake) Write(p []byte) (int, error) {
	if in.stage == nil {
		if in.buf.Len()+len(p) <= importBytes {
			return in.buf.Write(p)
		}
		in.stage = in.im.c.stage(in.im.ctx, 0, nil, newPieces(1))
		if _, err := in.buf.WriteTo(in.stage); err != nil {
			return 0, err
		}
	}
	return in.stage.Write(p)
}

// take reads one message, which fill writes, and queues it.
func (im *importer) take(g guest, fill func(io.Writer) (guest, error)) error {
	if err := im.ctx.Err(); err != nil {
		return err
	}
	in := &intake{im: im}
	more, err := fill(in)
	if err != nil {
		if in.stage != nil && err != io.EOF {
			err = errors.Join(err, in.stage.Discard(im.ctx))
		}
		return err
	}
	if !more.date.IsZero() {
		g.date = more.date
	}
	a := Arrival{Raw: in.buf.Bytes()}.read(im.c.pack)
	if in.stage != nil {
		in.stage.End()
		if a, err = in.stage.arrival(im.ctx); err != nil {
			return err
		}
	}
	im.arrivals, im.guests, im.bytes = append(im.arrivals, a), append(im.guests, g), im.bytes+a.size
	if len(im.arrivals) >= importMessages || im.bytes >= importBytes {
		return im.flush()
	}
	return nil
}

// flush writes what is queued in one transaction.
func (im *importer) flush() error {
	done := im.done
	err := im.c.change(im.ctx, func(tx *txn) error {
		done = im.done
		p, err := im.c.putting(im.ctx, tx)
		if err != nil {
			return err
		}
		for i := range im.arrivals {
			a := &im.arrivals[i]
			is, err := im.admit(p, a, im.guests[i])
			if err != nil {
				return err
			}
			if !is {
				done.Known++
				continue
			}
			done.Messages++
			done.Bytes += a.size
		}
		return p.threads.settle()
	})
	if err != nil {
		return err
	}
	im.done, im.arrivals, im.guests, im.bytes = done, im.arrivals[:0], im.guests[:0], 0
	if im.progress != nil {
		im.progress(im.done)
	}
	return nil
}

// admit writes a message's rows unless the account has one of the same bytes. What is in Trash does not count, since it
// goes for good one day.
func (im *importer) admit(p *putting, a *arrival, g guest) (bool, error) {
	var known bool
	err := p.tx.QueryRowContext(im.ctx, `SELECT EXISTS (SELECT 1 FROM reference r CROSS JOIN message m ON m.id = r.message
		CROSS JOIN body b ON b.message = m.id WHERE r.hash = +? AND r.pos = 0 AND m.account = ? AND m.place <> ? AND b.sha256 = ?)`,
		a.hashes()[0], im.account, Trash, a.sum).Scan(&known)
	if err != nil {
		return false, err
	}
	if known {
		if a.staged != 0 {
			err = dropBody(im.ctx, p.tx, a.staged)
		}
		return false, err
	}
	if g.date.IsZero() {
		g.date = im.c.now()
	}
	err = p.tx.QueryRowContext(im.ctx, `INSERT INTO message (account, date, size, flags, place) VALUES (?, ?, ?, ?, ?)
		RETURNING id`, im.account, g.date.Unix(), a.size, g.flags|Gone, Archive).Scan(&a.id)
	if err != nil {
		return false, err
	}
	return p.put(a)
}
