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

// pages are the documents with examples, and the folder of files that each speaks of.
var pages = map[string]string{
	"../../README.md":                "testdata/readme",
	"../../docs/migrate-from-ecs.md": "testdata/tutorial",
	"../../docs/resize-a-cluster.md": "testdata/resize",
	"../../docs/pending.md":          "testdata/pending",
	"../../docs/pools.md":            "testdata/pools",
}

// The examples of a page print what it says, one after the other, in a folder
// with the files that it speaks of. With UPDATE=1 they are written down.
func TestPages(t *testing.T) {
	podfit := program(t, "podfit")
	aws := changedAWS("us-east-1")
	defer aws.Close()
	for page, folder := range pages {
		t.Run(filepath.Base(page), func(t *testing.T) {
			text, err := os.ReadFile(page)
			if err != nil {
				t.Fatal(err)
			}
			home, dir := t.TempDir(), t.TempDir()
			if err := os.CopyFS(dir, os.DirFS(folder)); err != nil {
				t.Fatal(err)
			}
			ran := 0
			updated := example.ReplaceAllFunc(text, func(block []byte) []byte {
				ran++
				parts := example.FindSubmatch(block)
				cmd := exec.Command("sh", "-c", string(parts[1]))
				cmd.Dir = dir
				cmd.Env = append(aws.Environ(), "AWS_REGION=", "HOME="+home, endAtOnce, "SOURCE_DATE_EPOCH="+questionDay, "PATH="+filepath.Dir(podfit)+":"+os.Getenv("PATH"))
				out, err := cmd.CombinedOutput()
				if err != nil {
					t.Errorf("%s: %v\n%s", parts[1], err, out)
				}
				if !bytes.Equal(out, parts[2]) && os.Getenv("UPDATE") == "" {
					t.Errorf("%s prints\n%s\nand the page says\n%s", parts[1], out, parts[2])
				}
				return bytes.Join([][]byte{[]byte("```console\n$ "), parts[1], []byte("\n"), out, []byte("```")}, nil)
			})
			if ran == 0 {
				t.Fatal("no example found")
			}
			if os.Getenv("UPDATE") != "" {
				if err := os.WriteFile(page, updated, 0o666); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}
