package main

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// rooms says what each room may import of the others, and which libraries no
// room but itself imports. Imports point one way: cmd → tui, data → planner → eni.
var rooms = []struct {
	room      string
	podfit    []string // rooms of podfit that it may import
	library   func(path string) bool
	libraries string
}{
	{"eni", nil, none, "none"},
	{"planner/packing", nil, none, "none"},
	{"planner/schedule", nil, none, "none"},
	{"planner/schedule/worlds", []string{"planner/schedule"}, under("pgregory.net/rapid"), "rapid, for tests alone"},
	{"planner", []string{"eni"}, none, "none"},
	{"planner/density", []string{"eni", "planner"}, none, "none"},
	{"planner/query", []string{"planner", "planner/density"}, none, "none"},
	{"planner/plan", []string{"eni", "planner", "planner/packing", "planner/density", "planner/query"}, none, "none"},
	{"planner/fargate", []string{"planner", "planner/density", "planner/plan"}, none, "none"},
	{"planner/subnet", []string{"eni", "planner", "planner/density", "planner/plan"}, none, "none"},
	{"planner/verify", []string{"eni", "planner", "planner/density"}, none, "none"},
	{"planner/sample", []string{"eni", "planner", "planner/density", "planner/plan"}, under("pgregory.net/rapid"), "rapid, for tests alone"},
	{"planner/settings", []string{"eni", "planner", "planner/density", "planner/query", "planner/plan", "planner/fargate", "planner/subnet", "planner/verify"}, under("k8s.io/apimachinery/pkg/api/resource", "cel.dev/", "github.com/agnivade/levenshtein"), "quantities, CEL, edit distance"},
	{"planner/report", []string{"eni", "planner", "planner/density", "planner/query", "planner/plan", "planner/fargate", "planner/subnet", "planner/verify", "planner/settings"}, under("github.com/jedib0t/go-pretty/", "sigs.k8s.io/yaml"), "tables, YAML"},
	{"planner/scenario", []string{"eni", "planner", "planner/density", "planner/query", "planner/plan", "planner/fargate", "planner/subnet", "planner/verify", "planner/settings"}, under("go.yaml.in/yaml/v3", "k8s.io/apimachinery/pkg/api/resource"), "YAML, quantities"},
	{"planner/export", []string{"eni", "planner", "planner/density", "planner/query", "planner/plan", "planner/fargate", "planner/subnet", "planner/verify"}, under("go.yaml.in/yaml/v3", "github.com/hashicorp/hcl/v2", "github.com/zclconf/go-cty/cty"), "YAML, HCL"},
	{"planner/report/gen", []string{"planner", "planner/density", "planner/query", "planner/plan", "planner/fargate", "planner/subnet", "planner/verify", "planner/report"}, under("github.com/invopop/jsonschema"), "JSON Schema"},
	{"planner/scenario/gen", []string{"planner", "planner/density", "planner/query", "planner/plan", "planner/fargate", "planner/subnet", "planner/verify", "planner/settings", "planner/scenario"}, under("github.com/invopop/jsonschema"), "JSON Schema"},
	{"planner/workload", []string{"eni", "planner", "planner/density", "planner/query", "planner/plan", "planner/fargate", "planner/subnet", "planner/verify", "planner/settings"}, under("go.yaml.in/yaml/v3", "k8s.io/apimachinery/pkg/api/resource"), "YAML, quantities"},
	{"data", []string{"eni", "planner", "planner/density", "planner/query", "planner/plan", "planner/fargate", "planner/subnet", "planner/verify"}, none, "none"},
	{"data/atomicfile", nil, none, "none"},
	{"data/cache", []string{"data/atomicfile"}, under("github.com/gofrs/flock"), "file locks"},
	{"data/cluster", nil, under("k8s.io/client-go/rest", "k8s.io/client-go/tools/clientcmd"), "client-go's rest and clientcmd"},
	{"data/fresh", []string{"eni", "planner", "planner/density", "planner/query", "planner/plan", "planner/fargate", "planner/subnet", "planner/verify", "data", "data/cache", "data/live"}, none, "none"},
	{"data/gen", []string{"eni", "planner", "planner/density", "planner/query", "planner/plan", "planner/fargate", "planner/subnet", "planner/verify", "data", "data/atomicfile", "data/cache", "data/fresh", "data/live"}, none, "none"},
	{"data/live", []string{"eni", "planner", "planner/density", "planner/query", "planner/plan", "planner/fargate", "planner/subnet", "planner/verify"}, under("github.com/aws/"), "the AWS SDK"},
	{"data/live/livetest", []string{"eni", "planner", "planner/density", "planner/query", "planner/plan", "planner/fargate", "planner/subnet", "planner/verify", "data"}, none, "none"},
	{"tui", []string{"eni", "planner", "planner/density", "planner/query", "planner/plan", "planner/fargate", "planner/subnet", "planner/verify", "planner/settings", "planner/scenario", "planner/report"}, under("charm.land/", "github.com/charmbracelet/x/ansi", "github.com/sahilm/fuzzy"), "Charm's, fuzzy"},
	{"docs/screenshot", []string{"data", "planner", "planner/density", "planner/query", "planner/plan", "planner/fargate", "planner/subnet", "planner/verify", "planner/settings", "tui"}, under("charm.land/", "github.com/charmbracelet/x/ansi"), "Charm's"},
	{"cmd/podfit", []string{"data/atomicfile", "eni", "data", "tui", "planner", "planner/density", "planner/query", "planner/plan", "planner/fargate", "planner/subnet", "planner/verify", "planner/settings", "planner/scenario", "planner/report", "planner/export", "planner/workload", "data/cache", "data/cluster", "data/fresh", "data/live"}, under("github.com/spf13/", "go.yaml.in/yaml/v3", "golang.org/x/term"), "cobra, viper, YAML, term"},
}

func none(string) bool { return false }

func under(prefixes ...string) func(string) bool {
	return func(path string) bool {
		for _, p := range prefixes {
			if strings.HasPrefix(path, p) {
				return true
			}
		}
		return false
	}
}

func TestImportsPointOneWay(t *testing.T) {
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "podfit/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for d := json.NewDecoder(strings.NewReader(string(out))); d.More(); seen++ {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := d.Decode(&p); err != nil {
			t.Fatal(err)
		}
		checkImports(t, strings.TrimPrefix(p.ImportPath, "podfit/"), p.Imports)
	}
	if seen != len(rooms) {
		t.Errorf("%d packages and %d rooms: give each its rules", seen, len(rooms))
	}
}

func checkImports(t *testing.T, room string, imports []string) {
	for _, r := range rooms {
		if r.room != room {
			continue
		}
		for _, path := range imports {
			inside, ours := strings.CutPrefix(path, "podfit/")
			switch {
			case strings.HasSuffix(path, "/template"): // text/template or html/template
				t.Errorf("%s imports %s, which calls methods by name: with it the linker keeps every method of every type, 36 MB", room, path)
			case ours && !slices.Contains(r.podfit, inside):
				t.Errorf("%s imports %s; it may import %v", room, path, r.podfit)
			case !ours && strings.Contains(path, ".") && !r.library(path):
				t.Errorf("%s imports %s; its libraries are: %s", room, path, r.libraries)
			}
		}
		return
	}
	t.Errorf("room %s has no rules", room)
}

// The planner's side has no file, network, clock, log, environment or goroutine:
// it needs no more of the standard library than this. net/netip is values of
// addresses and does no I/O; encoding/json lets a Maybe write itself as null;
// of math/rand/v2 only generators with a seed are used.
var pure = []string{"cmp", "encoding/binary", "encoding/json", "errors", "fmt", "maps", "math", "math/big", "math/bits", "math/rand/v2", "net/netip", "path", "slices", "strconv", "strings"}

func TestPlannerIsPure(t *testing.T) {
	for _, room := range []string{
		"../../eni", "../../planner", "../../planner/packing", "../../planner/schedule", "../../planner/density", "../../planner/query",
		"../../planner/plan", "../../planner/fargate", "../../planner/subnet", "../../planner/verify",
	} {
		files, err := filepath.Glob(room + "/*.go")
		if err != nil || len(files) == 0 {
			t.Fatal(room, err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			for _, i := range f.Imports {
				path := strings.Trim(i.Path.Value, `"`)
				if !slices.Contains(pure, path) && !strings.HasPrefix(path, "podfit/") {
					t.Errorf("%s imports %s", file, path)
				}
			}
			ast.Inspect(f, func(n ast.Node) bool {
				if _, is := n.(*ast.GoStmt); is {
					t.Errorf("%s starts a goroutine", file)
				}
				return true
			})
		}
	}
}
