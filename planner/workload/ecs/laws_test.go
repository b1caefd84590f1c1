package ecs_test

import (
	"encoding/json"
	"fmt"
	"math/big"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"podfit/planner"
	_ "podfit/planner/sample/steady"
	"podfit/planner/workload"
	"podfit/planner/workload/workloadtest"
)

// What is a service of ECS as a workload?
func Example() {
	const services = `{"services": [{"serviceName": "web", "desiredCount": 3, "taskDefinition": "web:7"}]}`
	const definition = `{"taskDefinition": {"family": "web", "revision": 7, "cpu": "512", "memory": "1024", "containerDefinitions": [{"name": "app"}]}}`
	r := workload.NewReader()
	for _, text := range []string{services, definition} {
		if err := r.Read("ecs.json", strings.NewReader(text)); err != nil {
			fmt.Println(err)
		}
	}
	im, err := r.Import()
	for _, w := range im.Workload {
		fmt.Printf("%d × %s: %dm, %.0f MiB, %v\n", w.Replicas, w.Name, w.Request.CPU, w.Request.Memory.MiB(), err)
	}
	// Output:
	// 3 × web: 500m, 1024 MiB, <nil>
}

func TestRoundTrip(t *testing.T) { rapid.Check(t, roundTrip) }

// roundTrip: a service and its definition are imported as the workload that they
// describe, with every field that ECS has.
func roundTrip(t *rapid.T) {
	want := planner.Workload{
		Name:       "shop/web",
		Replicas:   rapid.IntRange(0, 50).Draw(t, "replicas"),
		Volumes:    rapid.IntRange(0, 2).Draw(t, "volumes"),
		OnePerNode: rapid.Bool().Draw(t, "distinctInstance"),
		Nodes:      planner.NodeSelector{Arch: rapid.SampledFrom([][]string{nil, {"arm64"}, {"amd64"}}).Draw(t, "arch")},
	}
	mode := rapid.SampledFrom([]string{"", "bridge", "awsvpc", "host"}).Draw(t, "network mode")
	want.HostNetwork = mode == "host"
	want.SecurityGroups = mode == "awsvpc" && rapid.Bool().Draw(t, "security groups")
	units, mebibytes := rapid.IntRange(1, 16384).Draw(t, "CPU units"), rapid.IntRange(1, 65536).Draw(t, "MiB")
	want.Request = planner.Resources{CPU: planner.Millis((units*1000 + 1023) / 1024), Memory: planner.Memory(mebibytes) * planner.MiB}

	container := map[string]any{"name": "app"}
	definition := map[string]any{"family": "web", "revision": 7, "networkMode": mode, "containerDefinitions": []any{container}}
	if rapid.Bool().Draw(t, "size of the task") {
		definition["cpu"], definition["memory"] = strconv.Itoa(units), strconv.Itoa(mebibytes)
		container["cpu"], container["memory"] = 1, 4
	} else {
		container["cpu"], container["memory"], container["memoryReservation"] = units, 1<<20, mebibytes
	}
	if gpus := rapid.IntRange(0, 4).Draw(t, "GPUs"); gpus > 0 {
		want.Extended = map[string]int64{"nvidia.com/gpu": int64(gpus)}
		container["resourceRequirements"] = []any{map[string]any{"type": "GPU", "value": strconv.Itoa(gpus)}}
	}
	if want.Nodes.Arch != nil {
		definition["runtimePlatform"] = map[string]any{"cpuArchitecture": map[string]string{"arm64": "ARM64", "amd64": "X86_64"}[want.Nodes.Arch[0]]}
	}
	service := map[string]any{"serviceName": "web", "clusterArn": "arn:aws:ecs:eu-west-3:111122223333:cluster/shop", "desiredCount": want.Replicas, "taskDefinition": "web:7"}
	var groups []string
	if want.SecurityGroups {
		groups = []string{"sg-1"}
	}
	service["networkConfiguration"] = map[string]any{"awsvpcConfiguration": map[string]any{"securityGroups": groups}}
	if want.OnePerNode {
		service["placementConstraints"] = []any{map[string]any{"type": "distinctInstance"}}
	}
	want.Volumes = volumes(t, want.Volumes, definition, service)
	text, err := json.Marshal(rapid.Permutation([]any{definition, service}).Draw(t, "documents"))
	if err != nil {
		t.Fatal(err)
	}
	im, err := workloadtest.Read(string(text))
	if err != nil {
		t.Fatal(err)
	}
	for i := range im.Workload {
		im.Workload[i].Notes = nil // package workload's test has them
	}
	if len(im.Workload) != 1 || !reflect.DeepEqual(im.Workload[0], want) {
		t.Fatalf("got  %+v\nwant %+v\n%s", im.Workload, want, text)
	}
}

// volumes adds up to n volumes to the definition and the service, and returns how
// many a task has: those of the service configure those of the definition.
func volumes(t *rapid.T, n int, definition, service map[string]any) int {
	var configured, attached []any
	for i := range n {
		name := fmt.Sprint(i)
		inDefinition := rapid.Bool().Draw(t, "volume of the definition")
		if inDefinition {
			configured = append(configured, map[string]any{"name": name, "configuredAtLaunch": true})
		}
		if !inDefinition || len(attached) < i || rapid.Bool().Draw(t, "volume of the service") {
			attached = append(attached, map[string]any{"name": name, "managedEBSVolume": map[string]any{}})
		}
	}
	definition["volumes"] = append(configured, map[string]any{"name": "files", "efsVolumeConfiguration": map[string]any{}})
	service["volumeConfigurations"] = attached
	return max(len(configured), len(attached))
}

func TestAmounts(t *testing.T) { rapid.Check(t, amountsRoundUp) }

// amountsRoundUp: a decimal number of vCPUs or GB is the exact amount, rounded up.
func amountsRoundUp(t *rapid.T) {
	number := rapid.StringMatching(`[0-9]{1,3}(\.[0-9]{1,12})?`).Draw(t, "number")
	exact, _ := new(big.Rat).SetString(number)
	if exact.Sign() == 0 {
		return
	}
	im, err := workloadtest.Read(task(fmt.Sprintf(`"cpu": "%s vCPU", "memory": "%s GB"`, number, number), ""))
	if err != nil {
		t.Fatal(err)
	}
	got := im.Workload[0].Request
	if want := ceil(exact, 1000); int64(got.CPU) != want {
		t.Fatalf("%s vCPU: got %dm, want %dm", number, got.CPU, want)
	}
	if want := max(1<<20, ceil(exact, 1<<30)); int64(got.Memory) != want {
		t.Fatalf("%s GB: got %d, want %d", number, got.Memory, want)
	}
}

func ceil(number *big.Rat, unit int64) int64 {
	product := new(big.Rat).Mul(number, new(big.Rat).SetInt64(unit))
	floor := new(big.Int).Quo(product.Num(), product.Denom())
	if !product.IsInt() {
		floor.Add(floor, big.NewInt(1))
	}
	return floor.Int64()
}
