package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	// quotedPath is a file or folder of the project in backticks. Capitals stand
	// for a name: tui/NAMEview.
	quotedPath = regexp.MustCompile("`((?:cmd|eni|planner|data|tui|docs|\\.ci)(?:/[a-zA-Z0-9_.-]+)*)`")
	linkedPath = regexp.MustCompile(`\]\(([^):#]+)\)`)
	standIn    = regexp.MustCompile(`NAME|PACKAGE`)
)

// pathsIn are the files and folders that a document in a folder speaks of, from
// the root of the project.
func pathsIn(folder, text string) []string {
	var paths []string
	for _, m := range quotedPath.FindAllStringSubmatch(text, -1) {
		if !standIn.MatchString(m[1]) {
			paths = append(paths, m[1])
		}
	}
	for _, m := range linkedPath.FindAllStringSubmatch(text, -1) {
		paths = append(paths, filepath.Join(folder, m[1]))
	}
	return paths
}

func TestDocumentsNameFilesThatExist(t *testing.T) {
	for _, document := range []string{"README.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/usage.md", "docs/migrate-from-ecs.md", "docs/resize-a-cluster.md"} {
		text, err := os.ReadFile("../../" + document)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range pathsIn(filepath.Dir(document), string(text)) {
			if _, err := os.Stat("../../" + path); err != nil {
				t.Errorf("%s: %s does not exist", document, path)
			}
		}
	}
}

func TestPathsInDocuments(t *testing.T) {
	const text = "See `planner/plan`, `planner/query/field.go`, `cmd/podfit/NAME.go`, `data`, `dataset`, `podfit data diff`,\n" +
		"[the tables](data.md), [elsewhere](https://example.com/a) and [above](#top).\n"
	got := pathsIn("docs", text)
	if want := []string{"planner/plan", "planner/query/field.go", "data", "docs/data.md"}; !slices.Equal(got, want) {
		t.Errorf("%s, not %s", strings.Join(got, " "), strings.Join(want, " "))
	}
}
