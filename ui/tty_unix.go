//go:build unix

package ui

import (
	"os"
	"syscall"
)

// resizes are the signals after which the terminal may have another size.
func resizes() []os.Signal { return []os.Signal{syscall.SIGWINCH, syscall.SIGCONT} }
