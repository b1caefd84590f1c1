//go:build unix

package command

import (
	"os/exec"
	"syscall"
)

// apart gives the command a session of its own: it cannot write to the terminal, nor
// wait for input from it, and its processes end as a group.
func apart(c *exec.Cmd) { c.SysProcAttr = &syscall.SysProcAttr{Setsid: true} }

func kill(c *exec.Cmd) error { return syscall.Kill(-c.Process.Pid, syscall.SIGKILL) }
