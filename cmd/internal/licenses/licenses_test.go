package licenses_test

import (
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"podfit/cmd/internal/licenses"
)

func goOutput(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.Command("go", args...).Output()
	if err != nil {
		t.Fatal(args, err)
	}
	return string(out)
}

// Every module that the program links is in the list, and nothing else but what it links
// on other systems. After a change of go.mod: go generate ./cmd/internal/licenses.
func TestComplete(t *testing.T) {
	head, texts, _ := strings.Cut(licenses.Text(), "\n"+strings.Repeat("=", 80)+"\n")
	listed := strings.Split(strings.TrimSpace(head[strings.Index(head, "\n\n"):]), "\n  ")
	linked := strings.Split(strings.TrimSpace(goOutput(t, "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}{{end}}{{end}}", "podfit/cmd/podfit")), "\n")
	required := goOutput(t, "mod", "edit", "-print")
	if len(linked) < 20 {
		t.Fatal(linked)
	}
	for _, module := range linked {
		if !slices.Contains(listed, module) {
			t.Errorf("%s is linked, and not in the list: go generate ./cmd/internal/licenses", module)
		}
	}
	for _, module := range listed {
		if !strings.Contains(required, "\t"+module) && module != "Go standard library" {
			t.Errorf("%s is in the list, and not in go.mod: go generate ./cmd/internal/licenses", module)
		}
		if !strings.Contains("\n"+texts, "\n"+module+"\n") {
			t.Errorf("%s has no license", module)
		}
	}
}

func Example() {
	first, _, _ := strings.Cut(licenses.Text(), "\n")
	fmt.Println(first)
	// Output: podfit is made with these modules. Their licenses follow.
}
