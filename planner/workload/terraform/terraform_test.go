package terraform_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"podfit/planner"
	"podfit/planner/sample"
	"podfit/planner/workload"
	"podfit/planner/workload/workloadtest"
)

// What is a state as a workload?
func Example() {
	const state = `{"format_version": "1.0", "terraform_version": "1.9.0", "values": {"root_module": {"resources": [
		{"address": "aws_ecs_task_definition.web", "mode": "managed", "type": "aws_ecs_task_definition", "values": {"arn": "arn:aws:ecs:eu-west-3:111122223333:task-definition/web:7", "family": "web", "revision": 7, "cpu": "512", "memory": "1024", "container_definitions": "[{\"name\":\"app\"}]"}},
		{"address": "aws_ecs_service.web", "mode": "managed", "type": "aws_ecs_service", "values": {"name": "web", "desired_count": 3, "task_definition": "arn:aws:ecs:eu-west-3:111122223333:task-definition/web:7"}}]}}}`
	r := workload.NewReader()
	err := r.Read("state.json", strings.NewReader(state))
	im, _ := r.Import()
	for _, w := range im.Workload {
		fmt.Printf("%d × %s in %s: %dm, %.0f MiB, %v\n", w.Replicas, w.Name, im.Region, w.Request.CPU, w.Request.Memory.MiB(), err)
	}
	// Output:
	// 3 × web in eu-west-3: 500m, 1024 MiB, <nil>
}

const (
	size    = "uses the task size, which ECS reserves, not the sizes of its containers\n"
	noCount = ": no desiredCount; counted as one task\n"
	arn     = "arn:aws:ecs:eu-west-3:111122223333:"
)

// one is a resource by its address and its values.
func one(address, values string) string {
	parts := strings.Split(address, ".")
	kind := parts[len(parts)-2]
	return fmt.Sprintf(`{"address": %q, "mode": "managed", "type": %q, "values": {%s}}`, address, kind, values)
}

func state(resources ...string) string {
	return `{"format_version": "1.0", "terraform_version": "1.9.0", "values": {"root_module": {"resources": [` + strings.Join(resources, ", ") + `]}}}`
}

// plan has resources of the root module, what is unknown of them and what their
// configuration refers to: {"ADDRESS": {"KEY": …}}.
func plan(resources []string, unknown, expressions map[string]string) string {
	var changes, configured []string
	for address, keys := range unknown {
		changes = append(changes, fmt.Sprintf(`{"address": %q, "change": {"after_unknown": %s}}`, address, keys))
	}
	for address, keys := range expressions {
		configured = append(configured, fmt.Sprintf(`{"address": %q, "expressions": %s}`, address, keys))
	}
	return `{"format_version": "1.2", "planned_values": {"root_module": {"resources": [` + strings.Join(resources, ", ") + `]}}, "resource_changes": [` + strings.Join(changes, ", ") +
		`], "configuration": {"root_module": {"resources": [` + strings.Join(configured, ", ") + `]}}}`
}

func TestTerraform(t *testing.T) {
	const containers = `"container_definitions": "[{\"name\":\"app\",\"cpu\":256,\"memoryReservation\":128}]"`
	definition := one("aws_ecs_task_definition.web", `"family": "web", "cpu": "512", "memory": "1024", `+containers)
	refers := map[string]string{"aws_ecs_service.web": `{"task_definition": {"references": ["aws_ecs_task_definition.web.arn", "aws_ecs_task_definition.web"]}, "cluster": {"references": ["aws_ecs_cluster.shop.id"]}}`}
	for _, c := range []struct{ text, want string }{
		{state(
			one("aws_ecs_task_definition.web", `"arn": "`+arn+`task-definition/web:7", "family": "web", "revision": 7, "network_mode": "awsvpc", "cpu": null, "memory": null, "runtime_platform": [{"cpu_architecture": "ARM64"}], "volume": [{"name": "a", "configure_at_launch": true}], `+containers),
			one("aws_ecs_service.web", `"name": "web", "cluster": "`+arn+`cluster/shop", "desired_count": 3, "task_definition": "`+arn+`task-definition/web:7", "network_configuration": [{"security_groups": ["sg-1"]}], "placement_constraints": [{"type": "distinctInstance"}]`),
			one("aws_appautoscaling_target.web", `"service_namespace": "ecs", "resource_id": "service/shop/web", "min_capacity": 2, "max_capacity": 9`),
			one("kubernetes_deployment_v1.api", `"metadata": []`)),
			"shop/web 3..9 250m 128Mi security-groups one-per-node volumes=1 arch=[arm64]\n" +
				"assumed: shop/web (app): the task has no memory size: the memoryReservation (soft limit) of each container is its request\n" +
				"assumed: shop/web: awsvpc gives each task its own ENI today; with its security groups each pod needs a branch ENI\n" +
				"skipped: kubernetes_deployment_v1.api: Terraform's Kubernetes resources are not read: import what kubectl get -o json prints\n"},
		// A plan knows neither ARNs nor the cluster, but what is referred to.
		{plan([]string{definition, one("aws_ecs_cluster.shop", `"name": "shop"`), one("aws_ecs_service.web", `"name": "web", "desired_count": 3, "network_configuration": [{}]`),
			one("aws_appautoscaling_target.web", `"service_namespace": "ecs", "min_capacity": 5, "max_capacity": 9`)},
			map[string]string{"aws_ecs_service.web": `{"task_definition": true, "cluster": true, "network_configuration": [{"security_groups": true}]}`},
			map[string]string{"aws_ecs_service.web": refers["aws_ecs_service.web"], "aws_appautoscaling_target.web": `{"resource_id": {"references": ["aws_ecs_service.web.name"]}}`}),
			"shop/web 5..9 500m 1024Mi\nassumed: shop/web: " + size},
		{plan([]string{definition, one("aws_ecs_service.web", `"name": "web", "desired_count": 3`)}, nil, nil),
			"web 3 500m 1024Mi\nassumed: web: " + size + "assumed: web: task_definition is known only after apply: counted with the only one of its module\n"},
		{plan([]string{definition, one("aws_ecs_task_definition.api", `"family": "api", "cpu": "256", "memory": "512", `+containers), one("aws_ecs_service.web", `"name": "web"`)}, nil, nil),
			"api 1 250m 512Mi\nweb 1 500m 1024Mi\nassumed: api, web: " + size + "assumed: api, web: no service in the input uses it; counted as one task\nskipped: service web: it is not known what it runs: task_definition is known only after apply\n"},
		// What is not known yet is no 0.
		{plan([]string{one("aws_ecs_task_definition.web", `"family": "web", "memory": "512"`), one("aws_ecs_service.web", `"name": "web"`)},
			map[string]string{"aws_ecs_task_definition.web": `{"cpu": true, "container_definitions": true}`, "aws_ecs_service.web": `{"desired_count": true, "task_definition": true}`}, refers),
			"web 1 0m 512Mi\nassumed: web: cpu is known only after apply\nassumed: web: container_definitions is known only after apply\nassumed: web: " + size +
				"assumed: web: desired_count is known only after apply\nassumed: web" + noCount + "assumed: web (cpu of app): missing requests are counted as 0\n"},
		{plan([]string{definition, one("aws_appautoscaling_target.web", `"service_namespace": "ecs", "min_capacity": 5, "max_capacity": 9`), one("aws_appautoscaling_target.table", `"service_namespace": "dynamodb"`)}, nil, nil),
			"web 1 500m 1024Mi\nassumed: web: " + size + "assumed: web: no service in the input uses it; counted as one task\nignored: aws_appautoscaling_target.web: the limits of this autoscaler, or its service, are known only after apply\n"},
		// Modules, and instances by their index.
		{`{"format_version": "1.2", "planned_values": {"root_module": {"child_modules": [{"address": "module.m[0]", "resources": [` +
			one("module.m[0].aws_ecs_task_definition.x[0]", `"family": "a", "cpu": "256", "memory": "512", `+containers) + "," + one("module.m[0].aws_ecs_task_definition.x[1]", `"family": "b", "cpu": "1024", "memory": "512", `+containers) + "," +
			one("module.m[0].aws_ecs_service.x[0]", `"name": "a", "desired_count": 1`) + "," + one("module.m[0].aws_ecs_service.x[1]", `"name": "a", "desired_count": 2`) +
			`]}]}}, "configuration": {"root_module": {"module_calls": {"m": {"module": {"resources": [{"address": "aws_ecs_service.x", "expressions": {"task_definition": {"references": ["aws_ecs_task_definition.x"]}}}]}}}}}}`,
			"a 1 250m 512Mi\nmodule-m-0-x-1 2 1000m 512Mi\nassumed: a, module-m-0-x-1: " + size},
		// A state file, and a data source in it.
		{`{"version": 4, "terraform_version": "1.9.0", "resources": [
			{"mode": "data", "type": "aws_ecs_service", "name": "other", "instances": [{"attributes": {"service_name": "x"}}]},
			{"module": "module.m", "mode": "managed", "type": "aws_ecs_task_definition", "name": "web", "instances": [{"attributes": {"arn": "` + arn + `task-definition/web:7", "family": "web", "cpu": "512", "memory": "1024", ` + containers + `}}]},
			{"mode": "managed", "type": "aws_ecs_service", "name": "web", "instances": [{"attributes": {"name": "web", "desired_count": 3, "task_definition": "` + arn + `task-definition/web:7"}}]}]}`,
			"web 3 500m 1024Mi\nassumed: web: " + size},
	} {
		if got := workloadtest.Describe(workloadtest.MustRead(t, c.text)); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.text, got, c.want)
		}
	}
}

func TestErrors(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{state(one("aws_ecs_task_definition.web", `"family": "web", "container_definitions": "[{"`)), "a.yaml:1: aws_ecs_task_definition.web: container_definitions: must be JSON"},
		{state(one("aws_ecs_task_definition.web", `"family": 3`)), "a.yaml:1: aws_ecs_task_definition.web: values.family: must be a string, not number"},
		{state(one("aws_ecs_service.web", `"name": "web", "desired_count": -1`)), `a.yaml:1: service web: desiredCount "-1": must be 0 to 1000000`},
	} {
		if _, err := workloadtest.Read(c.text); err == nil || err.Error() != c.want {
			t.Errorf("%s\n got %v\nwant %s", c.text, err, c.want)
		}
	}
}

func TestRoundTrip(t *testing.T) { rapid.Check(t, roundTrip) }
func FuzzRoundTrip(f *testing.F) { sample.Fuzz(f, roundTrip) }

// roundTrip: services are imported as what they were made of, from a state or a plan.
func roundTrip(t *rapid.T) {
	var want planner.Workloads
	var resources, configured []any
	planned := rapid.Bool().Draw(t, "plan")
	add := func(kind, name string, values map[string]any) {
		resources = append(resources, map[string]any{"address": kind + "." + name, "mode": "managed", "type": kind, "values": values})
	}
	for i := range rapid.IntRange(1, 4).Draw(t, "services") {
		name := fmt.Sprint("s", i)
		units, mebibytes := rapid.IntRange(1, 16384).Draw(t, "CPU units"), rapid.IntRange(1, 65536).Draw(t, "MiB")
		w := planner.Workload{Name: name, Replicas: rapid.IntRange(0, 50).Draw(t, "tasks"), OnePerNode: rapid.Bool().Draw(t, "distinctInstance"),
			SecurityGroups: rapid.Bool().Draw(t, "security groups"),
			Request:        planner.Resources{CPU: planner.Millis((units*1000 + 1023) / 1024), Memory: planner.Memory(mebibytes) * planner.MiB}}
		containers, err := json.Marshal([]any{map[string]any{"name": "app", "cpu": units, "memory": mebibytes}})
		if err != nil {
			t.Fatal(err)
		}
		definition := map[string]any{"family": name, "network_mode": "awsvpc", "container_definitions": string(containers)}
		if rapid.Bool().Draw(t, "size of the task") {
			definition["cpu"], definition["memory"] = strconv.Itoa(units), strconv.Itoa(mebibytes)
		}
		service := map[string]any{"name": name, "desired_count": w.Replicas}
		if w.OnePerNode {
			service["placement_constraints"] = []any{map[string]any{"type": "distinctInstance"}}
		}
		if w.SecurityGroups {
			service["network_configuration"] = []any{map[string]any{"security_groups": []any{"sg-1"}}}
		}
		if planned {
			configured = append(configured, map[string]any{"address": "aws_ecs_service." + name, "expressions": map[string]any{"task_definition": map[string]any{"references": []any{"aws_ecs_task_definition." + name + ".arn"}}}})
		} else {
			definition["arn"] = arn + "task-definition/" + name + ":1"
			service["task_definition"] = definition["arn"]
		}
		if rapid.Bool().Draw(t, "autoscaler") {
			w.MaxReplicas = rapid.IntRange(max(1, w.Replicas), 100).Draw(t, "most")
			add("aws_appautoscaling_target", name, map[string]any{"service_namespace": "ecs", "resource_id": "service/shop/" + name, "min_capacity": 0, "max_capacity": w.MaxReplicas})
		}
		add("aws_ecs_task_definition", name, definition)
		add("aws_ecs_service", name, service)
		want = append(want, w)
	}
	root := map[string]any{"root_module": map[string]any{"resources": rapid.Permutation(resources).Draw(t, "resources")}}
	doc := map[string]any{"format_version": "1.0", "values": root}
	if planned {
		doc = map[string]any{"format_version": "1.2", "planned_values": root, "configuration": map[string]any{"root_module": map[string]any{"resources": configured}}}
	}
	text, err := json.Marshal(doc)
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
	if !reflect.DeepEqual(im.Workload, want) {
		t.Fatalf("got  %+v\nwant %+v\n%s", im.Workload, want, text)
	}
}
