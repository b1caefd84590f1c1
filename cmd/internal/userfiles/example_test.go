package userfiles_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"podfit/cmd/internal/userfiles"
)

// Files are written whole; a new one never replaces what is there.
func Example() {
	dir, err := os.MkdirTemp("", "podfit")
	if err != nil {
		fmt.Println(err)
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "scenario.yaml")
	fmt.Println(userfiles.Create(file, []byte("one")))
	fmt.Println(errors.Is(userfiles.Create(file, []byte("two")), fs.ErrExist))
	fmt.Println(userfiles.Replace(file, []byte("three")))
	text, err := userfiles.Read(file)
	fmt.Println(string(text), err)
	// Output:
	// <nil>
	// true
	// <nil>
	// three <nil>
}
