//go:build unix

package reader

import (
	"os/exec"
	"syscall"
)

// detach gives a browser a session of its own, so that it outlives the terminal.
func detach(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} }
