//go:build unix

package maildrop

import (
	"os/exec"
	"syscall"
)

// ownGroup gives the server a process group of its own, so that it can be killed with all its children.
func ownGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// killGroup is kill -9 for the whole group.
func killGroup(cmd *exec.Cmd) { syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
