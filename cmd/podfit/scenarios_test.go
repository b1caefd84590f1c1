package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"podfit/cmd/internal/request"
	"podfit/planner"
	"podfit/planner/plan"
	"podfit/planner/printable"
	"podfit/planner/sample"
	"podfit/planner/scenario"
	"podfit/planner/scenario/scenariotest"
)

// scenarioCommands read a scenario, by the names of files in the folder; FILE is the
// scenario's. The types are few, because every file is planned.
var scenarioCommands = [][]string{
	{"max-pods", "m5.large", "c6g.xlarge", "-f", "FILE"}, {"compare", "m5", "-f", "FILE"}, {"compare", "-f", "FILE", "--limit", "5"}, {"explain", "m5.large", "-f", "FILE"},
	{"plan", "m5.large", "r5.xlarge", "c6g.xlarge", "-f", "FILE"}, {"plan", "m5.large", "--what-if", "-f", "FILE"}, {"plan", "m5.large", "--fargate", "-f", "FILE"},
	{"report", "m5.large", "c6g.xlarge", "-f", "FILE"}, {"report", "m5.large", "-f", "FILE", "--format", "markdown"}, {"report", "m5.large", "-f", "other.yaml", "--compare", "FILE"}, {"report", "m5.large", "-f", "FILE", "--compare", "other.yaml"},
	{"diff", "other.yaml", "FILE", "m5.large"}, {"diff", "FILE", "other.yaml", "m5.large"}, {"subnets", "m5.large", "-f", "FILE"}, {"subnets", "m5.large", "--nodes", "3", "-f", "FILE"},
	{"export", "eksctl", "m5.large", "c6g.xlarge", "-f", "FILE"}, {"export", "karpenter", "m5.large", "-f", "FILE"}, {"export", "terraform", "m5.large", "-f", "FILE"}, {"export", "nodeadm", "m5.large", "-f", "FILE"}, {"export", "cni", "m5.large", "-f", "FILE"},
	{"import", "pods.json", "-f", "FILE"}, {"verify", "nodes.json", "-f", "FILE"}, {"--plain", "-f", "FILE"},
}

// otherFiles stand beside the scenario.
var otherFiles = map[string]string{
	"other.yaml": "apiVersion: podfit/v1\nkind: Scenario\ncluster: {subnets: [{zone: us-east-1a, cidr: 10.1.0.0/24}]}\nworkload: [{name: web, replicas: 3, cpu: 1, memory: 1Gi}]\n",
	"pods.json":  `{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web", "namespace": "shop"}, "spec": {"replicas": 2, "template": {"spec": {"containers": [{"name": "a", "resources": {"requests": {"cpu": "1", "memory": "1Gi"}}}]}}}}`,
	"nodes.json": `{"apiVersion": "v1", "kind": "Node", "metadata": {"name": "a", "labels": {"node.kubernetes.io/instance-type": "m5.large", "topology.kubernetes.io/zone": "us-east-1a"}}, "status": {"capacity": {"cpu": "2", "memory": "7900000Ki", "pods": "29"}, "allocatable": {"cpu": "1930m", "memory": "7200000Ki", "pods": "29"}}}`,
}

// formats that a command has, besides its own.
func formatsOf(command []string) []string {
	switch command[0] {
	case "report", "export", "--plain":
		return []string{""}
	case "import":
		return importFormats
	}
	if slices.Contains(command, "--what-if") {
		return []string{""}
	}
	return []string{"table", "wide", "json", "yaml", "csv", "markdown", "name"}
}

// run answers a command line within the process.
func run(args []string) (out, errs string, err error) {
	var stdout, stderr bytes.Buffer
	root := newCmdFor(args)
	root.SetArgs(args)
	root.SetOut(&stdout)
	root.SetErr(&stderr)
	err = root.Execute()
	return stdout.String(), stderr.String(), err
}

// anyScenario is the law that any file gets an answer or an error from any command, in
// which nothing is left that a terminal obeys, and the same answer once it is saved.
func anyScenario(schema *scenariotest.Schema) func(*rapid.T) {
	texts := scenariotest.Text(schema)
	return func(t *rapid.T) {
		text := texts.Draw(t, "file")
		command := slices.Clone(rapid.SampledFrom(scenarioCommands).Draw(t, "command"))
		format := rapid.SampledFrom(formatsOf(command)).Draw(t, "format")
		if format != "" {
			command = append(command, "-o", format)
		}
		answer := func(text string) string {
			if err := os.WriteFile("scenario.yaml", []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			args := slices.Clone(command)
			for i := range args {
				args[i] = strings.Replace(args[i], "FILE", "./scenario.yaml", 1)
			}
			out, errs, err := run(args)
			for _, shown := range []string{out, errs} {
				if printable.Lines(shown) != shown {
					t.Fatalf("not printable: %q", shown)
				}
			}
			if err != nil {
				if err.Error() == "" {
					t.Fatal("an error without a word")
				}
				return out + errs + err.Error()
			}
			var tree any
			if format == "json" && !json.Valid([]byte(out)) || format == "yaml" && yaml.Unmarshal([]byte(out), &tree) != nil {
				t.Fatalf("no %s: %s", format, out)
			}
			if out == "" && errs == "" {
				t.Fatal("neither an answer nor an error")
			}
			return out + errs
		}
		looks.Store(0)
		first := answer(text)
		if slices.Contains(command, "--compare") { // over another file, a key says more than its default
			return
		}
		table := request.Known()
		read, err := scenario.Read("./scenario.yaml", []byte(text), scenario.Scenario{Settings: planner.Default()}, table)
		if err != nil || read.Settings.RegionSource != planner.RegionByScenario { // a saved one names the region
			return
		}
		saved, err := scenario.Write(read, table)
		if err != nil {
			t.Fatal(err)
		}
		second := answer(string(saved))
		if looks.Load() >= mostLooks { // a search may have been cut, at any place
			return
		}
		before, after := strings.Split(first, "\n"), strings.Split(second, "\n")
		for i := range max(len(before), len(after)) {
			if i >= len(before) || i >= len(after) || before[i] != after[i] {
				t.Fatalf("%v: line %d differs once it is saved as\n%s\n%q\n%q", command, i+1, saved, at(before, i), at(after, i))
			}
		}
	}
}

func at(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return "(the end)"
}

// mostLooks at the clock are what a search has.
const mostLooks = 1000

// looks are those at the clock since a command began.
var looks atomic.Int64

// inAFolder has the files of the law, no configuration, and a clock that only goes on by
// being looked at: how long a search takes does not depend on the machine.
func inAFolder(t testing.TB) {
	dir := t.TempDir()
	for name, text := range otherFiles {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	for _, name := range []string{"HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"} {
		t.Setenv(name, dir)
	}
	for _, name := range []string{"AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"} {
		t.Setenv(name, "")
	}
	clock := request.Clock
	t.Cleanup(func() { request.Clock = clock })
	request.Clock = func() time.Time {
		return time.Unix(0, 0).Add(time.Duration(looks.Add(1)) * plan.TimeLimit * time.Second / mostLooks)
	}
}

func TestAnyScenario(t *testing.T) {
	inAFolder(t)
	rapid.Check(t, anyScenario(scenariotest.Of(request.Known())))
}

func FuzzAnyScenario(f *testing.F) {
	inAFolder(f)
	sample.Fuzz(f, anyScenario(scenariotest.Of(request.Known())))
}
