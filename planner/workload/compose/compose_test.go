package compose_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"podfit/planner"
	"podfit/planner/sample"
	"podfit/planner/workload"
	"podfit/planner/workload/workloadtest"
)

// What is a Compose file as a workload?
func Example() {
	const file = `
name: shop
services:
  web:
    image: nginx
    deploy: {replicas: 3, resources: {reservations: {cpus: "0.25", memory: 512M}}}
`
	r := workload.NewReader()
	err := r.Read("compose.yaml", strings.NewReader(file))
	im, _ := r.Import()
	for _, w := range im.Workload {
		fmt.Printf("%d × %s: %dm, %.0f MiB, %v\n", w.Replicas, w.Name, w.Request.CPU, w.Request.Memory.MiB(), err)
	}
	// Output:
	// 3 × shop/web: 250m, 512 MiB, <nil>
}

const without = "without-requests: web: no requests for CPU and memory, so any plan for it is a guess\n"

func TestServices(t *testing.T) {
	const sized = "cpus: 0.5, mem_reservation: 1g"
	const cpuLimit = "assumed: web (cpu): nothing is reserved: the limit counts as the request\n"
	const size = "web 1 500m 1024Mi"
	for _, c := range []struct{ service, want string }{
		{"deploy: {resources: {reservations: {cpus: '0.5', memory: 1G}, limits: {cpus: '4', memory: 8G}}}", size + "\n"},
		{"deploy: {resources: {limits: {cpus: '0.5', memory: 1024M}}}", size + "\nassumed: web (cpu), web (memory): nothing is reserved: the limit counts as the request\n"},
		{"cpus: .5, mem_limit: 4g, mem_reservation: 1g", size + "\n" + cpuLimit},
		{"cpus: 0.5, mem_limit: 1073741824", size + "\nassumed: web (cpu), web (memory): nothing is reserved: the limit counts as the request\n"},
		{"cpus: 0, mem_limit: 1gib", "web 1 0m 1024Mi\nassumed: web (memory): nothing is reserved: the limit counts as the request\nassumed: web (cpu of web): missing requests are counted as 0\n"},
		{"", "web 1 0m 0Mi no-requests\n" + without},
		{sized + ", deploy: {replicas: 3}, scale: 2", "web 3 500m 1024Mi\n" + cpuLimit},
		{sized + ", scale: 0", "web 0 500m 1024Mi\n" + cpuLimit},
		{sized + ", deploy: {mode: global}", "daemonset web 500m 1024Mi host-network=false security-groups=false\n" + strings.Replace(cpuLimit, "web", "DaemonSet web", 1)},
		{sized + ", deploy: {mode: replicated-job}", size + " controller=job\n" + cpuLimit + "assumed: web: counted as if the job always ran: set hoursPerMonth to how long it runs\n"},
		{sized + ", network_mode: host", size + " host-network\n" + cpuLimit},
		{sized + ", platform: linux/arm64/v8", size + " arch=[arm64]\n" + cpuLimit},
		{sized + ", platform: linux/s390x", size + "\n" + cpuLimit + "ignored: web: no instance type has platform linux/s390x\n"},
		{sized + ", platform: windows/amd64", "skipped: service web: runs on Windows nodes\n"},
		{sized + ", deploy: {placement: {max_replicas_per_node: 1, constraints: [node.role == worker]}}", size + " one-per-node\n" + cpuLimit + "ignored: web (node.role == worker): placement constraints are ignored\n"},
		{sized + ", deploy: {resources: {reservations: {devices: [{driver: nvidia, count: 2, capabilities: [gpu]}]}}}", size + " map[nvidia.com/gpu:2]\n" + cpuLimit},
		{sized + ", deploy: {resources: {reservations: {devices: [{device_ids: ['0', '3'], capabilities: [gpu]}]}}}", size + " map[nvidia.com/gpu:2]\n" + cpuLimit},
		{sized + ", deploy: {resources: {reservations: {devices: [{count: all, capabilities: [gpu]}]}}}", size + " map[nvidia.com/gpu:1]\n" + cpuLimit + "assumed: web: all GPUs of its machine are counted as one\n"},
		{sized + ", gpus: all", size + " map[nvidia.com/gpu:1]\n" + cpuLimit + "assumed: web: all GPUs of its machine are counted as one\n"},
		{sized + ", deploy: {resources: {reservations: {devices: [{driver: x, capabilities: [tpu]}], generic_resources: [{}]}}}", size + "\n" + cpuLimit + "ignored: web (x): devices other than GPUs are ignored\nignored: web: generic resources are ignored\n"},
		{sized + ", volumes: ['data:/var', './x:/x', '/y:/y', '~/z:/z', /cache]", size + "\n" + cpuLimit + "ignored: web: named volumes are not counted: set volumes to the number of EBS volumes of each pod\n"},
		{sized + ", volumes: [{type: bind, source: x}, './x:/x']", size + "\n" + cpuLimit},
		{sized + ", profiles: [debug]", "skipped: service web (debug): starts only with a profile: import what docker compose --profile NAME config prints\n"},
		// Variables have their defaults; what has none is not known.
		{"cpus: '${CPUS:-0.5}', mem_reservation: '${MEM-1}g', deploy: {replicas: '${N:-3}'}", "web 3 500m 1024Mi\n" + cpuLimit},
		{"cpus: $CPUS, mem_reservation: '${MEM:?set it}', deploy: {replicas: '${N:-${M}}'}", "web 1 0m 0Mi no-requests\n" + without +
			"assumed: web: variable N has no default: what depends on it is not known\nassumed: web: variable CPUS has no default: what depends on it is not known\nassumed: web: variable MEM has no default: what depends on it is not known\n"},
		// Another file's service is not read; one of the same file is.
		{sized + ", extends: {file: common.yaml, service: base}", size + "\n" + cpuLimit + "assumed: web: extends base common.yaml, which is not read: import what docker compose config prints\n"},
		{"extends: base, cpus: 0.5", "web 1 500m 2048Mi\n" + cpuLimit},
		{"extends: {service: web}, cpus: 0.5, mem_reservation: 1g", size + "\n" + cpuLimit + "assumed: web: extends web, which is not read: import what docker compose config prints\n"},
		{sized + ", unknown: {a: [1]}, environment: {A: 1}, healthcheck: null", size + "\n" + cpuLimit},
	} {
		text := "services:\n  web: {image: nginx, " + c.service + "}\n"
		if strings.Contains(c.service, "extends: base") {
			text += "  base: {image: x, cpus: 2, mem_reservation: 2g, profiles: [never]}\n"
		}
		got := strings.Split(workloadtest.Describe(workloadtest.MustRead(t, text)), "skipped: service base")[0]
		if got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.service, got, c.want)
		}
	}
}

func TestFiles(t *testing.T) {
	for _, c := range []struct {
		files []string
		want  string
	}{
		// docker compose config --format json.
		{[]string{`{"name": "shop", "services": {"web": {"image": "nginx", "deploy": {"replicas": 2, "resources": {"reservations": {"cpus": "0.5", "memory": "1073741824"}}}}}}`}, "shop/web 2 500m 1024Mi\n"},
		{[]string{"x-size: &size {cpus: '0.5', memory: 1g}\nservices:\n  web: {image: x, deploy: {resources: {reservations: {<<: *size, memory: 2g}}}}\ninclude: [other.yaml]\n"},
			"web 1 500m 2048Mi\nskipped: a.yaml: files that it includes are not read: import what docker compose config prints\n"},
		// An override file changes a service, and is none of its own.
		{[]string{"services: {web: {image: x, mem_reservation: 1g, cpus: 1}}\n", "services: {web: {mem_reservation: 2g}}\n"},
			"web 1 1000m 1024Mi\nassumed: web (cpu): nothing is reserved: the limit counts as the request\nskipped: service web (b.yaml): overrides the service of another file: import what docker compose config prints, which merges them\n"},
		{[]string{"services: {web: {image: x, mem_reservation: 1g}}\n", "services: {web: {image: y, mem_reservation: 2g}}\n"},
			"web.service 1 0m 1024Mi\nweb.service-2 1 0m 2048Mi\nassumed: web.service (cpu of web), web.service-2 (cpu of web): missing requests are counted as 0\n"},
		// The ECS CLI makes one task of all services.
		{[]string{"services: {web: {image: x, cpu_shares: 256, mem_limit: 1g}, db: {image: y, mem_reservation: 64m}}\n", "version: 1\ntask_definition: {services: {web: {mem_limit: 512m, essential: true}, log: {cpu_shares: 100, mem_limit: 33554433}}}\n"},
			"task 1 348m 609Mi\nassumed: task (db): the task has no memory size: the memoryReservation (soft limit) of each container is its request\n" +
				"assumed: task (web), task (log): the task has no memory size: the memory (hard limit) of each container is its request\nassumed: task: no service in the input uses it; counted as one task\nassumed: task (cpu of db): missing requests are counted as 0\n"},
		{[]string{"name: shop\nservices: {web: {image: x}}\n", "version: 1\ntask_definition: {ecs_network_mode: awsvpc, task_size: {cpu_limit: 512, mem_limit: 1GB}}\nrun_params: {network_configuration: {awsvpc_configuration: {security_groups: [sg-1]}}}\n"},
			"shop 1 500m 1024Mi security-groups\nassumed: shop: uses the task size, which ECS reserves, not the sizes of its containers\nassumed: shop: no desiredCount; counted as one task\n" +
				"assumed: shop: awsvpc gives each task its own ENI today; with its security groups each pod needs a branch ENI\n"},
	} {
		if got := workloadtest.Describe(workloadtest.MustRead(t, c.files...)); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.files, got, c.want)
		}
	}
}

func TestErrors(t *testing.T) {
	for _, c := range []struct{ service, want string }{
		{"cpus: many", `a.yaml:1: service web: cpus "many": must be a number of CPUs, such as 0.5`},
		{"cpus: -1", `a.yaml:1: service web: cpus "-1": must be a number of CPUs, such as 0.5`},
		{"mem_limit: 1x", `a.yaml:1: service web: mem_limit "1x": must be a number of bytes with a unit, such as 512M or 1g`},
		{"mem_limit: 9999999999g", `a.yaml:1: service web: mem_limit "9999999999g": must be at most 1Pi`},
		{"deploy: {replicas: two}", `a.yaml:1: service web: deploy.replicas "two": must be a whole number`},
		{"scale: -1", `a.yaml:1: service web: scale "-1": must be 0 to 1000000`},
		{"deploy: [1]", "a.yaml:1: service web: deploy: must be keys and values, not array"},
	} {
		if _, err := workloadtest.Read("services: {web: {image: x, " + c.service + "}}\n"); err == nil || err.Error() != c.want {
			t.Errorf("%s\n got %v\nwant %s", c.service, err, c.want)
		}
	}
}

func TestRoundTrip(t *testing.T) { rapid.Check(t, roundTrip) }
func FuzzRoundTrip(f *testing.F) { sample.Fuzz(f, roundTrip) }

// roundTrip: services are imported as what they were made of, in JSON and in YAML.
func roundTrip(t *rapid.T) {
	var want planner.Workloads
	services := map[string]any{}
	for i := range rapid.IntRange(1, 4).Draw(t, "services") {
		w := planner.Workload{Name: fmt.Sprint("s", i), Replicas: rapid.IntRange(0, 50).Draw(t, "replicas"), OnePerNode: rapid.Bool().Draw(t, "one per node"),
			HostNetwork: rapid.Bool().Draw(t, "host network"), Images: []string{"x"},
			Request: planner.Resources{CPU: planner.Millis(rapid.IntRange(1, 100_000).Draw(t, "CPU")), Memory: planner.Memory(rapid.Int64Range(1, 1<<20).Draw(t, "memory")) * planner.MiB}}
		service := map[string]any{"image": "x"}
		deploy := map[string]any{}
		reservations := map[string]any{"cpus": strconv.FormatFloat(float64(w.Request.CPU)/1000, 'f', 3, 64)}
		memory := fmt.Sprint(int64(w.Request.Memory/planner.MiB), rapid.SampledFrom([]string{"m", "M", "mb", "MiB"}).Draw(t, "unit"))
		if rapid.Bool().Draw(t, "reservation of the service") {
			service["mem_reservation"] = memory
		} else {
			reservations["memory"] = memory
		}
		if rapid.Bool().Draw(t, "scale") {
			service["scale"] = w.Replicas
		} else {
			deploy["replicas"] = fmt.Sprintf("${REPLICAS:-%d}", w.Replicas)
		}
		if w.OnePerNode {
			deploy["placement"] = map[string]any{"max_replicas_per_node": 1}
		}
		if w.HostNetwork {
			service["network_mode"] = "host"
		}
		if gpus := rapid.IntRange(0, 4).Draw(t, "GPUs"); gpus > 0 {
			w.Extended = map[string]int64{"nvidia.com/gpu": int64(gpus)}
			reservations["devices"] = []any{map[string]any{"driver": "nvidia", "count": gpus}}
		}
		deploy["resources"] = map[string]any{"reservations": reservations}
		service["deploy"] = deploy
		services[w.Name] = service
		want = append(want, w)
	}
	marshal := rapid.SampledFrom([]func(any) ([]byte, error){json.Marshal, yaml.Marshal}).Draw(t, "form")
	text, err := marshal(map[string]any{"services": services})
	if err != nil {
		t.Fatal(err)
	}
	im, err := workloadtest.Read(string(text))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(im.Workload, want) {
		t.Fatalf("got  %+v\nwant %+v\n%s", im.Workload, want, text)
	}
}
