package bundle_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"podfit/data/bundle"
)

// A file of figures is installed, used and removed.
func Example() {
	dir, _ := os.MkdirTemp("", "")
	defer os.RemoveAll(dir)
	published := filepath.Join(dir, "figures")
	f, _ := os.Create(published)
	bundle.Write(f, os.DirFS("../tables"))
	f.Close()

	ctx := context.Background()
	store := bundle.Open(filepath.Join(dir, "podfit"))
	file, err := bundle.Fetch(ctx, published, bundle.DefaultTimeout)
	if err == nil {
		_, err = store.Install(ctx, file)
	}
	tables, problem := store.Tables()
	fmt.Println(err, problem, tables.Name())

	store.Remove(ctx)
	tables, _ = store.Tables()
	fmt.Println(tables.Name())
	// Output:
	// <nil> <nil> updated
	// bundled
}
