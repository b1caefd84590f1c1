package atomicfile_test

import (
	"fmt"
	"os"
	"path/filepath"

	"podfit/data/atomicfile"
)

func Example() {
	dir, _ := os.MkdirTemp("", "")
	defer os.RemoveAll(dir)
	name := filepath.Join(dir, "state.json")
	if err := atomicfile.Write(name, []byte(`{"view": "table"}`), 0o600); err != nil {
		fmt.Println(err)
		return
	}
	text, _ := os.ReadFile(name)
	fmt.Printf("%s\n", text)
	// Output: {"view": "table"}
}
