//go:build unix

package cache

import (
	"errors"
	"os"
	"syscall"
)

// errReadOnlyFS is what the file system says when it is mounted read-only.
const errReadOnlyFS = syscall.EROFS

// tryLock takes the lock of an open file, alone or with others, without waiting. The kernel gives it back when the
// process ends, however it ends.
func tryLock(f *os.File, alone bool) (bool, error) {
	how := syscall.LOCK_SH
	if alone {
		how = syscall.LOCK_EX
	}
	err := syscall.Flock(int(f.Fd()), how|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return false, nil
	}
	return err == nil, err
}
