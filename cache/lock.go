package cache

import (
	"errors"
	"fmt"
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
	if err == nil {
		err = sign(f, c.now())
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

func sign(f *os.File, now time.Time) error {
	if err := f.Truncate(0); err != nil {
		return err
	}
	_, err := f.WriteAt(fmt.Appendf(nil, "%d %d\n", os.Getpid(), now.Unix()), 0)
	return err
}

// holder reads who has signed; a file not signed yet gives a HeldError without a name.
func holder(f *os.File) error {
	var (
		e     HeldError
		since int64
	)
	if _, err := fmt.Fscan(f, &e.PID, &since); err == nil {
		e.Since = time.Unix(since, 0)
	}
	return &e
}
