package cache

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// HeldError says who holds an account's visit.
type HeldError struct {
	PID   int
	Since time.Time
}

func (e *HeldError) Error() string {
	return fmt.Sprintf("%v (process %d, since %s)", ErrHeld, e.PID, e.Since.Format(time.TimeOnly))
}

// Is makes errors.Is(err, ErrHeld) true.
func (e *HeldError) Is(target error) bool { return target == ErrHeld }

// hold takes the account's lock for as long as the file is open. The file stays: removing it would let two processes
// hold the lock of two files of the same name.
func (c *Cache) hold(a AccountID) (*os.File, error) {
	f, err := c.lockFile(fmt.Sprintf("visit-%d.lock", a))
	if err != nil {
		return nil, err
	}
	got, err := tryLock(f, true)
	if err == nil && !got {
		err = holder(f)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

func (c *Cache) lockFile(name string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(c.dir, name), os.O_RDWR|os.O_CREATE, 0o600)
	return f, readOnly(err)
}

// enter waits until nobody salvages the cache, and keeps others from doing so while it is open here.
func (c *Cache) enter() (*os.File, error) {
	f, err := c.lockFile("cache.lock")
	if err != nil {
		return nil, err
	}
	got, err := tryLock(f, false)
	if err == nil && !got {
		err = errors.New("another Poplin is repairing the cache: try again in a minute")
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// waitLock takes the lock of a file for as long as it is open, and waits while another has it.
func (c *Cache) waitLock(ctx context.Context, name string) (*os.File, error) {
	f, err := c.lockFile(name)
	if err != nil {
		return nil, err
	}
	again := time.NewTicker(lockAgain)
	defer again.Stop()
	for {
		got, err := tryLock(f, true)
		if err == nil && got {
			return f, nil
		}
		if err == nil {
			select {
			case <-again.C:
				continue
			case <-ctx.Done():
				err = context.Cause(ctx)
			}
		}
		f.Close()
		return nil, err
	}
}

// lockAgain is how long to wait before a lock is tried again: a migration takes seconds, and nobody else is kept by it.
const lockAgain = 20 * time.Millisecond

// sign writes who holds the lock, since when, and for which visit.
func sign(f *os.File, now time.Time, visit int64) error {
	line := fmt.Appendf(nil, "%d %d %d\n", os.Getpid(), now.Unix(), visit)
	if _, err := f.WriteAt(line, 0); err != nil {
		return err
	}
	return f.Truncate(int64(len(line)))
}

// signed is the visit for which the lock was last signed, 0 for none.
func signed(f *os.File) (visit int64) {
	var pid, since int64
	fmt.Fscan(f, &pid, &since, &visit) // of a lock that was never signed nothing is read
	return visit
}

// holder reads who has signed; a file not signed yet gives a HeldError without a name.
func holder(f *os.File) error {
	var (
		e     HeldError
		since int64
	)
	if _, err := fmt.Fscan(io.NewSectionReader(f, 0, 64), &e.PID, &since); err == nil {
		e.Since = time.Unix(since, 0)
	}
	return &e
}
