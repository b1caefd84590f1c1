package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

// example is a console block of the README: a command line and what it prints.
var example = regexp.MustCompile("(?m)^```console\n\\$ (.*)\n((?s).*?)^```$")

// The README's examples print what it says, in a folder with the files that it
// speaks of. With UPDATE=1 they are written down.
func TestReadme(t *testing.T) {
	const readme = "../../README.md"
	text, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	podfit, home := program(t, "podfit"), t.TempDir()
	testdata, err := filepath.Abs("testdata")
	if err != nil {
		t.Fatal(err)
	}
	aws := changedAWS("us-east-1")
	defer aws.Close()
	ran := 0
	updated := example.ReplaceAllFunc(text, func(block []byte) []byte {
		ran++
		parts := example.FindSubmatch(block)
		cmd := exec.Command("sh", "-c", string(parts[1]))
		cmd.Dir = filepath.Join(testdata, "readme")
		cmd.Env = append(aws.Environ(), "HOME="+home, endAtOnce, "PATH="+filepath.Dir(podfit)+":"+os.Getenv("PATH"))
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Errorf("%s: %v\n%s", parts[1], err, out)
		}
		if !bytes.Equal(out, parts[2]) && os.Getenv("UPDATE") == "" {
			t.Errorf("%s prints\n%s\nand the README says\n%s", parts[1], out, parts[2])
		}
		return bytes.Join([][]byte{[]byte("```console\n$ "), parts[1], []byte("\n"), out, []byte("```")}, nil)
	})
	if ran == 0 {
		t.Fatal("no example found")
	}
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(readme, updated, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}
