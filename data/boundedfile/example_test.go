package boundedfile_test

import (
	"fmt"
	"strings"

	"podfit/data/boundedfile"
)

func Example() {
	limit := boundedfile.Limit{Bytes: 1 << 20, Of: "a note"}
	text, err := boundedfile.ReadAll(strings.NewReader("a few words"), "note.txt", limit)
	fmt.Printf("%s, %v\n", text, err)
	_, err = boundedfile.ReadAll(strings.NewReader(strings.Repeat("words ", 1<<20)), "note.txt", limit)
	fmt.Println(err)
	// Output:
	// a few words, <nil>
	// note.txt: larger than 1 MiB, the limit of a note
}
