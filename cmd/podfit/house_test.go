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

// subjects are the rooms of planner's subjects, above its values.
var subjects = []string{"planner/density", "planner/query", "planner/plan", "planner/fargate", "planner/subnet", "planner/verify", "planner/pending", "planner/room", "planner/share", "planner/today", "planner/whatif"}

// rooms says what each room may import of the others, and which libraries. Imports
// point one way: cmd → tui, data → planner → eni, and inside planner from reports
// and files to subjects to values.
var rooms = []struct {
	room      string
	podfit    []string // rooms of podfit that it may import
	library   func(path string) bool
	libraries string
}{
	{"eni", nil, none, "none"},
	{"planner", []string{"eni"}, none, "none"},
	{"planner/packing", nil, none, "none"},
	{"planner/schedule", nil, none, "none"},
	{"planner/schedule/worlds", []string{"planner/schedule"}, under("pgregory.net/rapid"), "rapid, for tests alone"},
	{"planner/density", []string{"eni", "planner"}, none, "none"},
	{"planner/query", []string{"planner", "planner/density", "planner/settings"}, none, "none"},
	{"planner/systempods", []string{"planner"}, none, "none"},
	{"planner/parallel", nil, none, "none"},
	{"planner/trial", []string{"planner", "planner/density", "planner/parallel", "planner/schedule"}, none, "none"},
	{"planner/plan", []string{"eni", "planner", "planner/packing", "planner/density", "planner/parallel", "planner/query", "planner/schedule", "planner/systempods", "planner/trial"}, none, "none"},
	{"planner/room", []string{"planner", "planner/density", "planner/plan", "planner/schedule", "planner/trial"}, none, "none"},
	{"planner/today", []string{"eni", "planner", "planner/density", "planner/plan", "planner/room", "planner/schedule", "planner/trial"}, none, "none"},
	{"planner/today/todaytest", []string{"planner", "planner/plan"}, none, "none"},
	{"planner/fargate", []string{"planner", "planner/density", "planner/plan"}, none, "none"},
	{"planner/whatif", []string{"eni", "planner", "planner/density", "planner/fargate", "planner/parallel", "planner/plan", "planner/query", "planner/settings"}, none, "none"},
	{"planner/share", []string{"planner", "planner/density", "planner/plan"}, none, "none"},
	{"planner/subnet", []string{"eni", "planner", "planner/density", "planner/plan"}, none, "none"},
	{"planner/verify", []string{"eni", "planner", "planner/density"}, none, "none"},
	{"planner/pending", []string{"eni", "planner", "planner/schedule"}, none, "none"},
	{"planner/sample/steady", nil, under("pgregory.net/rapid"), "rapid, for tests alone"},
	{"planner/sample", []string{"eni", "planner", "planner/density", "planner/plan", "planner/sample/steady"}, under("pgregory.net/rapid"), "rapid, for tests alone"},

	{"planner/ordered", nil, none, "none"},
	{"planner/printable", nil, under("go.yaml.in/yaml/v3", "sigs.k8s.io/yaml"), "YAML"},
	{"planner/settings", []string{"eni", "planner", "planner/ordered"}, under("k8s.io/apimachinery/pkg/api/resource", "cel.dev/", "github.com/agnivade/levenshtein"), "quantities, CEL, edit distance"},
	{"planner/scenario", []string{"planner", "planner/query", "planner/plan", "planner/systempods", "planner/ordered", "planner/printable", "planner/settings"}, under("go.yaml.in/yaml/v3", "k8s.io/apimachinery/pkg/api/resource"), "YAML, quantities"},
	{"planner/scenario/scenariotest", []string{"planner/printable", "planner/scenario", "planner/settings"}, under("pgregory.net/rapid"), "rapid, for tests alone"},
	{"planner/export", []string{"eni", "planner", "planner/density", "planner/plan", "planner/printable", "planner/report/words"}, under("go.yaml.in/yaml/v3"), "YAML"},

	{"planner/workload", []string{"planner", "planner/pending", "planner/workload/cloudformation", "planner/workload/compose", "planner/workload/copilot", "planner/workload/csv", "planner/workload/ecs", "planner/workload/importer", "planner/workload/kubernetes", "planner/workload/nodegroups", "planner/workload/objects", "planner/workload/request", "planner/workload/terraform"}, under("k8s.io/apimachinery/pkg/api/resource"), "quantities"},
	{"planner/workload/cloudformation", []string{"planner/workload/ecs", "planner/workload/importer", "planner/workload/objects"}, none, "none"},
	{"planner/workload/compose", []string{"planner", "planner/workload/ecs", "planner/workload/importer", "planner/workload/objects", "planner/workload/request"}, none, "none"},
	{"planner/workload/copilot", []string{"planner", "planner/workload/ecs", "planner/workload/importer", "planner/workload/objects", "planner/workload/request"}, none, "none"},
	{"planner/workload/csv", []string{"planner", "planner/settings", "planner/workload/importer", "planner/workload/objects", "planner/workload/request"}, none, "none"},
	{"planner/workload/ecs", []string{"planner/workload/importer", "planner/workload/objects", "planner/workload/request"}, none, "none"},
	{"planner/workload/kubernetes", []string{"eni", "planner", "planner/pending", "planner/schedule", "planner/workload/importer", "planner/workload/objects", "planner/workload/request"}, none, "none"},
	{"planner/workload/importer", []string{"eni", "planner", "planner/workload/objects", "planner/workload/request"}, none, "none"},
	{"planner/workload/objects", nil, under("go.yaml.in/yaml/v3"), "YAML"},
	{"planner/workload/request", nil, under("k8s.io/apimachinery/pkg/api/resource"), "quantities"},
	{"planner/workload/usage", []string{"planner"}, under("go.yaml.in/yaml/v3", "k8s.io/apimachinery/pkg/api/resource"), "YAML, quantities"},
	{"planner/workload/nodegroups", []string{"planner", "planner/workload/importer", "planner/workload/objects", "planner/workload/request"}, none, "none"},
	{"planner/workload/terraform", []string{"planner", "planner/workload/ecs", "planner/workload/importer", "planner/workload/nodegroups", "planner/workload/objects", "planner/workload/request"}, none, "none"},
	{"planner/workload/workloadtest", []string{"planner", "planner/workload"}, none, "none"},

	{"planner/report/words", append([]string{"eni", "planner", "planner/schedule", "planner/settings"}, subjects...), none, "none"},
	{"planner/report/table", []string{"planner/printable"}, under("github.com/jedib0t/go-pretty/"), "tables"},
	{"planner/report/answer", append([]string{"eni", "planner", "planner/ordered", "planner/printable", "planner/settings", "planner/report/words"}, subjects...), none, "none"},
	{"planner/report/plot", []string{"planner", "planner/settings", "planner/report/words", "planner/report/table"}, none, "none"},
	{"planner/report", append([]string{"eni", "planner", "planner/printable", "planner/settings", "planner/report/words", "planner/report/table", "planner/report/answer"}, subjects...), none, "none"},
	{"planner/report/page", append([]string{"eni", "planner", "planner/printable", "planner/settings", "planner/report/words", "planner/report/table", "planner/report/answer", "planner/report/plot", "planner/report"}, subjects...), none, "none"},
	{"planner/report/gen", []string{"eni", "planner/density", "planner/query", "planner/report/answer"}, under("github.com/invopop/jsonschema"), "JSON Schema"},
	{"planner/report/reporttest", []string{"eni", "planner", "planner/density", "planner/fargate", "planner/plan"}, none, "none"},

	{"data", []string{"eni", "planner", "planner/printable"}, none, "none"},
	{"data/atomicfile", nil, none, "none"},
	{"data/boundedfile", nil, none, "none"},
	{"data/bundle", []string{"data", "data/atomicfile", "data/boundedfile", "data/cache"}, under("github.com/gofrs/flock"), "file locks"},
	{"data/cache", []string{"data/atomicfile"}, under("github.com/gofrs/flock"), "file locks"},
	{"data/command", nil, none, "none"},
	{"data/inputfiles", nil, none, "none"},
	{"data/cluster", []string{"data/boundedfile", "data/command"}, under("k8s.io/client-go/rest", "k8s.io/client-go/tools/clientcmd"), "client-go's rest and clientcmd"},
	{"data/fresh", []string{"eni", "planner", "data", "data/cache", "data/live"}, none, "none"},
	{"data/gen", []string{"planner", "data", "data/atomicfile", "data/bundle", "data/cache", "data/fresh", "data/live"}, none, "none"},
	{"data/live", []string{"eni", "planner", "data/command"}, under("github.com/aws/"), "the AWS SDK"},
	{"data/live/livetest", []string{"planner", "data"}, none, "none"},

	{"tui/widget", []string{"planner/printable"}, under("charm.land/", "github.com/charmbracelet/x/ansi"), "Charm's"},
	{"tui/screen", screenOf("planner/ordered", "planner/printable", "planner/scenario", "planner/report/answer", "planner/report/table"), under("charm.land/", "github.com/charmbracelet/x/ansi", "github.com/sahilm/fuzzy"), "Charm's, fuzzy"},
	{"tui/settingsview", screenOf("tui/screen"), under("charm.land/", "github.com/charmbracelet/x/ansi"), "Charm's"},
	{"tui/typesview", screenOf("tui/screen"), under("charm.land/", "github.com/charmbracelet/x/ansi"), "Charm's"},
	{"tui/explainview", screenOf("tui/screen"), under("charm.land/", "github.com/charmbracelet/x/ansi"), "Charm's"},
	{"tui/compareview", screenOf("tui/screen"), under("charm.land/", "github.com/charmbracelet/x/ansi"), "Charm's"},
	{"tui/chartview", screenOf("tui/screen", "planner/report/plot"), under("charm.land/", "github.com/charmbracelet/x/ansi"), "Charm's"},
	{"tui/notesview", screenOf("tui/screen", "planner/report/table"), under("charm.land/", "github.com/charmbracelet/x/ansi"), "Charm's"},
	{"tui/workloadview", screenOf("tui/screen", "planner/scenario", "planner/report/table"), under("charm.land/", "github.com/charmbracelet/x/ansi"), "Charm's"},
	{"tui/newview", screenOf("tui/screen", "planner/scenario"), under("charm.land/", "github.com/charmbracelet/x/ansi"), "Charm's"},
	{"tui/planview", screenOf("tui/screen", "planner/report", "planner/report/answer"), under("charm.land/", "github.com/charmbracelet/x/ansi"), "Charm's"},
	{"tui/poolsview", screenOf("tui/screen"), under("charm.land/"), "Charm's"},
	{"tui/subnetsview", screenOf("tui/screen", "planner/printable", "planner/report", "planner/report/answer", "planner/report/table"), under("charm.land/", "github.com/charmbracelet/x/ansi"), "Charm's"},
	{"tui/todayview", screenOf("tui/screen", "planner/printable", "planner/report/answer"), under("charm.land/", "github.com/charmbracelet/x/ansi"), "Charm's"},
	{"tui/whatifview", screenOf("tui/screen", "planner/plan", "planner/printable", "planner/report", "planner/report/table"), under("charm.land/", "github.com/charmbracelet/x/ansi"), "Charm's"},
	{"tui/variantsview", screenOf("tui/screen", "planner/printable", "planner/report", "planner/report/answer"), under("charm.land/", "github.com/charmbracelet/x/ansi"), "Charm's"},
	{"tui/daemonsets", screenOf("tui/screen"), under("charm.land/", "github.com/charmbracelet/x/ansi", "github.com/sahilm/fuzzy"), "Charm's, fuzzy"},
	{"tui/dialogs", screenOf("planner/printable", "planner/scenario", "tui/screen"), under("charm.land/", "github.com/charmbracelet/x/ansi", "github.com/sahilm/fuzzy"), "Charm's, fuzzy"},
	{"tui", []string{"planner/density", "planner/report/words", "tui/screen", "tui/widget", "tui/settingsview", "tui/typesview", "tui/explainview", "tui/compareview", "tui/chartview", "tui/workloadview", "tui/planview", "tui/poolsview", "tui/subnetsview", "tui/todayview", "tui/variantsview", "tui/whatifview", "tui/daemonsets", "tui/dialogs", "tui/newview", "tui/notesview"}, under("charm.land/", "github.com/charmbracelet/x/ansi"), "Charm's"},
	{"tui/tuitest", []string{"eni", "planner", "planner/fargate", "planner/plan", "planner/printable", "planner/settings", "tui", "tui/screen", "tui/settingsview"}, under("charm.land/", "github.com/charmbracelet/x/ansi"), "Charm's"},
	{"docs/screenshot", nil, under("github.com/charmbracelet/x/ansi"), "Charm's"},

	{"cmd/internal/cli", []string{"data/boundedfile", "planner/settings"}, under("github.com/spf13/", "go.yaml.in/yaml/v3"), "cobra, viper, YAML"},
	{"cmd/internal/request", append([]string{"cmd/internal/cli", "data", "data/atomicfile", "data/boundedfile", "data/bundle", "data/cache", "data/fresh", "data/live", "planner", "planner/printable", "planner/settings", "planner/systempods", "planner/scenario", "planner/report", "planner/report/words", "planner/workload/usage"}, subjects...), under("github.com/spf13/", "golang.org/x/term"), "cobra, term"},
	{"cmd/internal/objects", []string{"planner/report/words", "cmd/internal/cli", "cmd/internal/request", "data/cluster", "data/command", "data/inputfiles", "planner", "planner/pending", "planner/printable", "planner/settings", "planner/workload"}, under("github.com/spf13/"), "cobra"},
	{"cmd/internal/licenses", nil, none, "none"},
	{"cmd/internal/licenses/gen", nil, none, "none"},
	{"cmd/internal/userfiles", []string{"data/atomicfile", "data/boundedfile"}, under("github.com/gofrs/flock"), "file locks"},
	{"cmd/podfit", append([]string{
		"cmd/internal/cli", "cmd/internal/licenses", "cmd/internal/objects", "cmd/internal/request", "cmd/internal/userfiles",
		"data", "data/atomicfile", "data/bundle", "data/cache", "data/cluster", "data/fresh", "data/live", "eni", "planner", "planner/export", "planner/parallel", "planner/printable",
		"planner/report", "planner/report/answer", "planner/report/page", "planner/report/words", "planner/scenario", "planner/settings", "planner/workload", "tui",
	}, subjects...), under("github.com/spf13/", "go.yaml.in/yaml/v3", "golang.org/x/term"), "cobra, YAML, term"},
}

func none(string) bool { return false }

// screenOf is what a package of the screen may import: no view another, but one
// that is a part of it.
func screenOf(others ...string) []string {
	return slices.Concat([]string{"planner", "planner/settings", "planner/report/words", "tui/widget"}, subjects, others)
}

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

// TestDrawsAreSteady: a commit that passed its tests passes them again.
func TestDrawsAreSteady(t *testing.T) {
	const rapid, steady = "pgregory.net/rapid", "podfit/planner/sample/steady"
	out, err := exec.Command("go", "list", "-test", "-json=ImportPath,ForTest,Deps", "podfit/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	drawn := 0
	for dec := json.NewDecoder(strings.NewReader(string(out))); dec.More(); {
		var p struct {
			ImportPath string
			Deps       []string
		}
		if err := dec.Decode(&p); err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(p.ImportPath, ".test") || !slices.Contains(p.Deps, rapid) {
			continue
		}
		drawn++
		if !slices.Contains(p.Deps, steady) {
			t.Errorf("%s draws other cases at every run: import _ %q in one of its tests", p.ImportPath, steady)
		}
	}
	if drawn == 0 {
		t.Error("no test draws cases")
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

// The planner's side has no file, network, clock, log, environment or goroutine, but for
// those of planner/parallel: it needs no more of the standard library than this. net/netip is values of
// addresses and does no I/O; encoding/json lets a Maybe write itself as null;
// of math/rand/v2 only generators with a seed are used.
var pure = []string{"cmp", "encoding/binary", "encoding/json", "errors", "fmt", "maps", "math", "math/big", "math/bits", "math/rand/v2", "net/netip", "path", "slices", "strconv", "strings"}

func TestPlannerIsPure(t *testing.T) {
	for _, room := range []string{
		"../../eni", "../../planner", "../../planner/packing", "../../planner/schedule", "../../planner/density", "../../planner/query",
		"../../planner/plan", "../../planner/today", "../../planner/trial", "../../planner/systempods", "../../planner/fargate", "../../planner/subnet", "../../planner/verify", "../../planner/pending", "../../planner/share",
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
