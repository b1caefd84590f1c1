package main

import (
	"context"
	"encoding/binary"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// exitUnsealed is of a machine on which no filter can be set.
const exitUnsealed = 99

func init() { programs["podfit-sealed"] = sealed }

// sealed is podfit, killed by the kernel as soon as it opens a socket.
func sealed() {
	if err := forbidSockets(); err != nil {
		os.Exit(exitUnsealed)
	}
	main()
}

func forbidSockets() error {
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return err
	}
	// The first word that a filter sees is the number of the call.
	filter := []unix.SockFilter{
		{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: 0},
		{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, Jt: 0, Jf: 1, K: unix.SYS_SOCKET},
		{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_KILL_PROCESS},
		{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ALLOW},
	}
	program := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	_, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, unix.SECCOMP_FILTER_FLAG_TSYNC, uintptr(unsafe.Pointer(&program)))
	if errno != 0 {
		return errno
	}
	return nil
}

// Without --live nothing opens a socket or reads AWS's credentials, of whose
// configuration it reads the profile's region alone: the other files are pipes into
// which nobody writes, so that reading one never ends.
func TestNoSocketWithoutLive(t *testing.T) {
	if binary.NativeEndian.Uint16([]byte{1, 0}) != 1 {
		t.Skip("the filter is for little-endian machines")
	}
	home := t.TempDir()
	pipe := filepath.Join(home, "config")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	config := filepath.Join(home, "aws")
	if err := os.WriteFile(config, []byte("[default]\nregion = us-east-1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(args ...string) error {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		cmd := exec.CommandContext(ctx, program(t, "podfit-sealed"), args...)
		cmd.Env = []string{
			"HOME=" + home, endAtOnce, "AWS_CONFIG_FILE=" + config, "AWS_SHARED_CREDENTIALS_FILE=" + pipe, "KUBECONFIG=" + pipe,
			"AWS_ACCESS_KEY_ID=x", "AWS_SECRET_ACCESS_KEY=y", "AWS_ENDPOINT_URL=http://127.0.0.1:9",
		}
		return errors.Join(cmd.Run(), ctx.Err())
	}
	err := run("version")
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == exitUnsealed {
		t.Skip("this machine lets no process forbid itself sockets")
	}
	for _, args := range [][]string{
		{"max-pods", "m5.large"},
		{"compare", "m5", "r5", "--pod-memory", "512Mi"},
		{"explain", "m5.large"},
		{"plan", "-f", "testdata/workload.yaml", "m5"},
		{"verify", "testdata/nodes.json"},
		{"compare", "m5.large", "--offline"},
		{"data", "status"},
		{"data", "policy"},
		{"--plain"},
	} {
		if err := run(args...); err != nil {
			t.Errorf("podfit %v: %v", args, err)
		}
	}
	pipe = os.DevNull
	err = run("max-pods", "m5.large", "--live")
	if !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGSYS {
		t.Errorf("--live opened no socket either, so that nothing is proved: %v", err)
	}
}
