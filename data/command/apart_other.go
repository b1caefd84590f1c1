//go:build !unix

package command

import "os/exec"

func apart(*exec.Cmd) {}

func kill(c *exec.Cmd) error { return c.Process.Kill() }
