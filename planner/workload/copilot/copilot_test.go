package copilot_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"podfit/planner"
	"podfit/planner/sample"
	"podfit/planner/workload"
	"podfit/planner/workload/workloadtest"
)

// What is a manifest as a workload?
func Example() {
	const manifest = `
name: web
type: Load Balanced Web Service
cpu: 512
memory: 1024
count: {range: 2-10, cpu_percentage: 70}
`
	r := workload.NewReader()
	err := r.Read("manifest.yml", strings.NewReader(manifest))
	im, _ := r.Import()
	for _, w := range im.Workload {
		fmt.Printf("%d to %d × %s: %dm, %.0f MiB, %v\n", w.Replicas, w.MaxReplicas, w.Name, w.Request.CPU, w.Request.Memory.MiB(), err)
	}
	// Output:
	// 2 to 10 × web: 500m, 1024 MiB, <nil>
}

func TestManifests(t *testing.T) {
	const notes = "assumed: web: uses the task size, which ECS reserves, not the sizes of its containers\nassumed: web: runs on Fargate today; planned on nodes\n"
	const noGroups = "assumed: web: awsvpc gives each task its own ENI today; its security groups are not in the input, so no branch ENI is counted\n"
	const sized = "cpu: 512\nmemory: 1024\n"
	for _, c := range []struct{ kind, text, want string }{
		{"Backend Service", sized + "count: 3", "web 3 500m 1024Mi\n" + notes + noGroups},
		{"Worker Service", sized + "count: {spot: 3}", "web 3 500m 1024Mi\n" + notes + noGroups},
		{"Worker Service", sized + "count: {range: {min: 1, max: 4, spot_from: 2}, queue_delay: {}}", "web 1..4 500m 1024Mi\n" + notes + noGroups},
		{"Backend Service", sized + "sidecars: {proxy: {image: x}}\nunknown: 1", "web 1 500m 1024Mi\n" + notes + noGroups},
		{"Backend Service", "count: 2", "web 2 250m 512Mi\nassumed: web: no cpu: Copilot's default of 256 counts\nassumed: web: no memory: Copilot's default of 512 counts\n" + notes + noGroups},
		{"Backend Service", "cpu: ${CPU}\nmemory: 512\ncount: ${COUNT}", "web 1 0m 512Mi\nassumed: web: cpu ${CPU} is not known: it has a variable\n" + notes +
			"assumed: web: count is not known: it has a variable\nassumed: web: no desiredCount; counted as one task\n" + noGroups + "assumed: web (cpu of web): missing requests are counted as 0\n"},
		{"Scheduled Job", sized + "on: {schedule: '@daily'}", "web 1 500m 1024Mi controller=job\n" + notes + noGroups + "assumed: web: counted as if the job always ran: set hoursPerMonth to how long it runs\n"},
		{"Backend Service", sized + "platform: linux/arm64", "web 1 500m 1024Mi arch=[arm64]\n" + notes + noGroups},
		{"Backend Service", sized + "platform: linux/amd64", "web 1 500m 1024Mi arch=[amd64]\n" + notes + noGroups},
		{"Backend Service", sized + "platform: {osfamily: windows_server_2022_full, architecture: x86_64}", "skipped: service web: runs on Windows nodes\n"},
		{"Backend Service", sized + "network: {vpc: {security_groups: [sg-1]}}\nstorage: {ephemeral: 100}", "web 1 500m 1024Mi security-groups\n" + notes +
			"assumed: web: awsvpc gives each task its own ENI today; with its security groups each pod needs a branch ENI\nignored: web: ephemeral storage is ignored\n"},
		{"Backend Service", sized + "environments: {prod: {count: 9}, test: {}}\ntaskdef_overrides: [{path: Cpu, value: 1}]", "web 1 500m 1024Mi\n" +
			"assumed: web: environments may override its figures; those of the manifest itself count (prod, test)\nassumed: web: taskdef_overrides are not read\n" + notes + noGroups},
		{"Request-Driven Web Service", "cpu: 1024", "skipped: Request-Driven Web Service web: App Runner is not read\n"},
		{"Static Site", "", "skipped: Static Site web: runs no containers\n"},
	} {
		if got := workloadtest.Describe(workloadtest.MustRead(t, "name: web\ntype: "+c.kind+"\n"+c.text)); got != c.want {
			t.Errorf("%s %s\n got %s\nwant %s", c.kind, c.text, got, c.want)
		}
	}
}

func TestErrors(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"count: many", "a.yaml:1: Backend Service web: count: must be a number, or a range such as 1-10 with what it scales on"},
		{"count: {cpu_percentage: 70}", "a.yaml:1: Backend Service web: count: must be a number, or a range such as 1-10 with what it scales on"},
		{"count: {range: 1}", "a.yaml:1: Backend Service web: count: must be a number, or a range such as 1-10 with what it scales on"},
		{"count: -1", `a.yaml:1: Backend Service web: count "-1": must be 0 to 1000000`},
		{"count: {range: 5-2}", `a.yaml:1: scalable target service//web: MaxCapacity "2": must not be below MinCapacity, 5`},
		{"platform: [1]", "a.yaml:1: Backend Service web: platform: must be keys and values, not array"},
		{"network: 1", "a.yaml:1: Backend Service web: network: must be keys and values, not number"},
	} {
		if _, err := workloadtest.Read("name: web\ntype: Backend Service\n" + c.text + "\n"); err == nil || err.Error() != c.want {
			t.Errorf("%s\n got %v\nwant %s", c.text, err, c.want)
		}
	}
}

func TestRoundTrip(t *testing.T) { rapid.Check(t, roundTrip) }
func FuzzRoundTrip(f *testing.F) { sample.Fuzz(f, roundTrip) }

// roundTrip: a service is imported as what it was made of.
func roundTrip(t *rapid.T) {
	units, mebibytes := rapid.IntRange(1, 16384).Draw(t, "CPU units"), rapid.IntRange(1, 65536).Draw(t, "MiB")
	want := planner.Workload{Name: "web", Replicas: rapid.IntRange(0, 50).Draw(t, "tasks"), SecurityGroups: rapid.Bool().Draw(t, "security groups"),
		Nodes:   planner.NodeSelector{Arch: rapid.SampledFrom([][]string{nil, {"arm64"}, {"amd64"}}).Draw(t, "arch")},
		Request: planner.Resources{CPU: planner.Millis((units*1000 + 1023) / 1024), Memory: planner.Memory(mebibytes) * planner.MiB}}
	manifest := map[string]any{"name": "web", "type": rapid.SampledFrom([]string{"Load Balanced Web Service", "Backend Service", "Worker Service"}).Draw(t, "type"), "cpu": units, "memory": mebibytes}
	switch rapid.IntRange(0, 3).Draw(t, "form of count") {
	case 0:
		manifest["count"] = want.Replicas
	case 1:
		manifest["count"] = map[string]any{"spot": want.Replicas}
	case 2:
		want.MaxReplicas = rapid.IntRange(max(1, want.Replicas), 100).Draw(t, "most")
		manifest["count"] = map[string]any{"range": fmt.Sprintf("%d-%d", want.Replicas, want.MaxReplicas)}
	default:
		want.MaxReplicas = rapid.IntRange(max(1, want.Replicas), 100).Draw(t, "most")
		manifest["count"] = map[string]any{"range": map[string]any{"min": want.Replicas, "max": want.MaxReplicas}}
	}
	if want.SecurityGroups {
		manifest["network"] = map[string]any{"vpc": map[string]any{"security_groups": []any{"sg-1"}}}
	}
	if want.Nodes.Arch != nil {
		manifest["platform"] = "linux/" + want.Nodes.Arch[0]
	}
	text, err := yaml.Marshal(manifest)
	if err != nil {
		t.Fatal(err)
	}
	im, err := workloadtest.Read(string(text))
	if err != nil {
		t.Fatal(err)
	}
	for i := range im.Workload {
		im.Workload[i].Notes = nil
	}
	if len(im.Workload) != 1 || !reflect.DeepEqual(im.Workload[0], want) {
		t.Fatalf("got  %+v\nwant %+v\n%s", im.Workload, want, text)
	}
}
