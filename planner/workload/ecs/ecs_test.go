package ecs_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"podfit/planner/workload"
	"podfit/planner/workload/workloadtest"
)

// task is a definition of family web with a container app; what is given
// stands in the definition and in the container.
func task(definition, container string) string {
	return `{"family": "web"` + comma(definition) + `, "containerDefinitions": [{"name": "app"` + comma(container) + `}]}`
}

// ofTask is a service web of cluster shop.
func ofTask(definition, rest string) string {
	return `{"services": [{"serviceName": "web", "clusterArn": "arn:aws:ecs:eu-west-3:111122223333:cluster/shop", "desiredCount": 3, "taskDefinition": "` + definition + `"` + comma(rest) + "}]}\n"
}

func comma(members string) string {
	if members == "" {
		return ""
	}
	return ", " + members
}

// The notes that most tasks have.
const (
	noteAlone  = "assumed: web: no service in the input uses it; counted as one task\n"
	noteSize   = "assumed: web: uses the task size, which ECS reserves, not the sizes of its containers\n"
	noteSoft   = "assumed: web (app): the task has no memory size: the memoryReservation (soft limit) of each container is its request\n"
	noteHard   = "assumed: web (app): the task has no memory size: the memory (hard limit) of each container is its request\n"
	noteNoSGs  = "assumed: web: awsvpc gives each task its own ENI today; its security groups are not in the input, so no branch ENI is counted\n"
	notePlain  = noteSize + noteAlone
	sized      = `"cpu": "512", "memory": "1024"`
	sizedCells = "web 1 500m 1024Mi"
)

func TestTasks(t *testing.T) {
	three := `"cpu": 1024, "memory": 4096, "containerDefinitions": [`
	for _, c := range []struct{ text, want string }{
		{task(sized, ""), sizedCells + "\n" + notePlain},
		{task(`"cpu": 512, "memory": 1024`, ""), sizedCells + "\n" + notePlain},
		{task(`"cpu": " .5 vCPU", "memory": "1GB"`, ""), sizedCells + "\n" + notePlain},
		{task(`"cpu": "0.5 vcpu", "memory": "1 gb"`, `"cpu": 2048, "memory": 256`), sizedCells + "\n" + notePlain},
		{task(`"cpu": "16vCPU", "memory": "1536 MB"`, ""), "web 1 16000m 1536Mi\n" + notePlain},
		// A GB is 1024 MiB.
		{task(`"cpu": "256", "memory": "0.5 GB"`, ""), "web 1 250m 512Mi\n" + notePlain},
		// Units are rounded up to millicores.
		{task("", `"cpu": 100, "memory": 256, "memoryReservation": 64`), "web 1 98m 64Mi\n" + noteSoft + noteAlone},
		{task("", `"cpu": 1, "memory": 256, "memoryReservation": 0`), "web 1 1m 256Mi\n" + noteHard + noteAlone},
		// The task's size wins for each of the two by itself.
		{task(`"memory": "1024"`, `"cpu": 256, "memory": 64`), "web 1 250m 1024Mi\n" + notePlain},
		{task(`"cpu": "1024"`, `"cpu": 256, "memory": 64`), "web 1 1000m 64Mi\n" + noteSize + noteHard + noteAlone},
		// ECS writes 0 for what is not set.
		{task("", `"cpu": 0`), "web 1 0m 0Mi no-requests\nwithout-requests: web: no requests for CPU and memory, so any plan for it is a guess\n" + noteAlone},
		{task("", `"cpu": 0, "memory": 64`), "web 1 0m 64Mi\n" + noteHard + noteAlone + "assumed: web (cpu of app): missing requests are counted as 0\n"},
		{task(sized+`, "cpu": null`, ""), "web 1 0m 1024Mi\n" + notePlain + "assumed: web (cpu of app): missing requests are counted as 0\n"},
		// Containers that stay are a sum, each rounded up; those that others wait for a maximum.
		{`{"family": "web", ` + `"containerDefinitions": [
			{"name": "app", "cpu": 100, "memory": 10, "dependsOn": [{"containerName": "init", "condition": "SUCCESS"}, {"containerName": "fetch", "condition": "COMPLETE"}, {"containerName": "proxy", "condition": "START"}]},
			{"name": "init", "essential": false, "cpu": 1024, "memory": 30}, {"name": "fetch", "essential": false, "cpu": 10, "memory": 90},
			{"name": "proxy", "essential": false, "cpu": 924, "memory": 20}]}`,
			"web 1 1001m 90Mi\n" + strings.Replace(noteHard, "(app)", "(app), web (init), web (fetch), web (proxy)", 1) + noteAlone},
		// What is essential stays, though another waits for it.
		{`{"family": "web", "containerDefinitions": [{"name": "app", "cpu": 1024, "memory": 10, "dependsOn": [{"containerName": "db", "condition": "SUCCESS"}]}, {"name": "db", "cpu": 1024, "memory": 10}]}`,
			"web 1 2000m 20Mi\n" + strings.Replace(noteHard, "(app)", "(app), web (db)", 1) + noteAlone},
		{`{"family": "web", ` + three + `{"name": "a"}, {"name": "b"}, {"name": "c"}]}`, "web 1 1000m 4096Mi\n" + notePlain},
		{task(sized, `"resourceRequirements": [{"type": "GPU", "value": "2"}]`), sizedCells + " map[nvidia.com/gpu:2]\n" + notePlain},
		{task(sized+`, "inferenceAccelerators": [{"deviceName": "a"}]`, ""), sizedCells + "\n" + notePlain + "ignored: web: inference accelerators are ignored\n"},
		{task(sized, `"resourceRequirements": [{"type": "InferenceAccelerator", "value": "a"}]`), sizedCells + "\n" + notePlain + "ignored: web: inference accelerators are ignored\n"},
		{task(sized+`, "runtimePlatform": {"cpuArchitecture": "ARM64"}`, ""), sizedCells + " arch=[arm64]\n" + notePlain},
		{task(sized+`, "runtimePlatform": {"cpuArchitecture": "RISCV"}`, ""), sizedCells + "\n" + notePlain + "ignored: web: no instance type has cpuArchitecture RISCV\n"},
		{task(sized+`, "runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_2019_FULL"}`, ""), "skipped: task definition web: runs on Windows nodes\n"},
		{task(sized+`, "networkMode": "host"`, `"portMappings": [{"containerPort": 80}]`), sizedCells + " host-network one-per-node\n" + notePlain},
		{task(sized+`, "networkMode": "host"`, ""), sizedCells + " host-network\n" + notePlain},
		// Fargate has no host network.
		{task(sized+`, "networkMode": "host", "requiresCompatibilities": ["FARGATE"]`, ""), sizedCells + "\n" + noteSize + "assumed: web: runs on Fargate today; planned on nodes\n" + noteAlone},
		{task(sized+`, "requiresCompatibilities": ["EC2", "FARGATE"]`, ""), sizedCells + "\n" + notePlain},
		{task(sized+`, "requiresCompatibilities": ["EXTERNAL"]`, ""), sizedCells + "\n" + noteSize + "assumed: web: runs outside AWS today (ECS Anywhere); planned on nodes\n" + noteAlone},
		{task(sized+`, "networkMode": "bridge"`, `"portMappings": [{"containerPort": 80, "hostPort": 80}]`), sizedCells + "\n" + notePlain},
		{task(sized+`, "networkMode": "none"`, ""), sizedCells + "\n" + noteSize + "assumed: web: network mode none is counted with an IP address, because every pod has one\n" + noteAlone},
		{task(sized+`, "networkMode": "mesh"`, ""), sizedCells + "\n" + noteSize + "assumed: web: unknown network mode mesh is counted as bridge\n" + noteAlone},
		{task(sized+`, "networkMode": "awsvpc"`, ""), sizedCells + "\n" + notePlain + noteNoSGs},
		{task(sized+`, "volumes": [{"name": "a", "configuredAtLaunch": true}, {"name": "b", "efsVolumeConfiguration": {}}]`, ""), sizedCells + " volumes=1\n" + notePlain},
		{task(sized+`, "ephemeralStorage": {"sizeInGiB": 30}`, ""), sizedCells + "\n" + notePlain + "ignored: web: ephemeral storage is ignored\n"},
		{task(sized+`, "placementConstraints": [{"type": "memberOf", "expression": "a == b"}]`, ""), sizedCells + "\n" + notePlain + "ignored: web (a == b): placement constraint expressions are ignored\n"},
		{task(sized+`, "status": "INACTIVE", "revision": 2`, ""), "skipped: task definition web:2: deregistered\n"},
		{`{"taskDefinition": ` + task(sized, "") + `, "tags": []}`, sizedCells + "\n" + notePlain},
		{"[" + task(sized, "") + "]", sizedCells + "\n" + notePlain},
		{"taskDefinition:\n  family: web\n  cpu: '512'\n  memory: 1 GB\n  containerDefinitions: [{name: app}]\n", sizedCells + "\n" + notePlain},
		// What aws ecs register-task-definition --generate-cli-skeleton prints.
		{`{"family": "", "networkMode": "awsvpc", "cpu": "", "memory": "", "containerDefinitions": [{"name": "", "cpu": 0, "memory": 0, "memoryReservation": 0, "essential": true,
			"portMappings": [{"containerPort": 0, "hostPort": 0, "protocol": "udp"}], "dependsOn": [{"containerName": "", "condition": "HEALTHY"}], "resourceRequirements": [{"value": "", "type": "InferenceAccelerator"}]}],
			"volumes": [{"name": "", "configuredAtLaunch": true}], "requiresCompatibilities": ["EXTERNAL"], "runtimePlatform": {"cpuArchitecture": "X86_64", "operatingSystemFamily": "WINDOWS_SERVER_2022_FULL"}}`,
			"skipped: task definition task: runs on Windows nodes\n"},
		// Placeholders, as build pipelines have them.
		{`{"family": "<FAMILY>", "cpu": "256", "memory": "512", "unknown": {"a": 1}, "tags": null, "containerDefinitions": [{"name": "<NAME>", "image": "<IMAGE1_NAME>"}]}`,
			"<FAMILY> 1 250m 512Mi\nassumed: <FAMILY>: its name is a placeholder, because ECS takes only letters, digits, dashes and underscores\n" + strings.ReplaceAll(notePlain, "web:", "<FAMILY>:")},
		{`{"containerDefinitions": [{"name": "app", "memory": 64}]}`, "app 1 0m 64Mi\nassumed: app: no family: named after its first container\n" + strings.ReplaceAll(noteHard+noteAlone, "web", "app") + "assumed: app (cpu of app): missing requests are counted as 0\n"},
	} {
		if got := workloadtest.Describe(workloadtest.MustRead(t, c.text)); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.text, got, c.want)
		}
	}
}

func TestServices(t *testing.T) {
	const arn = "arn:aws:ecs:eu-west-3:111122223333:task-definition/web"
	const other = "arn:aws:ecs:eu-west-1:111122223333:task-definition/web"
	const twoRegions = "assumed: eu-west-3, eu-west-1: the objects are in several regions, so --region decides\n"
	definition := func(arn string, revision int, cpu string) string {
		return fmt.Sprintf(`{"taskDefinition": {"taskDefinitionArn": "%s:%d", "family": "web", "revision": %d, "status": "ACTIVE", "cpu": "%s", "memory": "1024", "containerDefinitions": [{"name": "app"}]}}`, arn, revision, revision, cpu)
	}
	two, ten := definition(arn, 2, "512"), definition(arn, 10, "1024")
	size := strings.Replace(noteSize, "web:", "shop/web:", 1)
	const old = "skipped: task definition web:2: another revision is newer or used by a service\n"
	awsvpc := `"networkConfiguration": {"awsvpcConfiguration": {"securityGroups": ["sg-1"]}}`
	for _, c := range []struct {
		files []string
		want  string
	}{
		{[]string{ofTask(arn+":2", ""), two, ten}, "shop/web 3 500m 1024Mi\n" + size + "skipped: task definition web:10: another revision is newer or used by a service\n"},
		// A family alone is its newest revision, by number.
		{[]string{ofTask("web", ""), two, ten}, "shop/web 3 1000m 1024Mi\n" + size + old},
		{[]string{ofTask("web:2", ""), two}, "shop/web 3 500m 1024Mi\n" + size},
		{[]string{two, ten}, "web 1 1000m 1024Mi\n" + notePlain + old},
		// One that is still to be registered is newer, and stands in for those that are not there.
		{[]string{ofTask("web", ""), two, task(sized, "")}, "shop/web 3 500m 1024Mi\n" + size + old},
		{[]string{ofTask(arn+":7", ""), two, task(sized, "")}, "shop/web 3 500m 1024Mi\n" + size + "assumed: shop/web (web:7): its revision is not in the input; the definition without a revision is used\n" + old},
		{[]string{ofTask(arn+":7", ""), two}, "web 1 500m 1024Mi\n" + notePlain + "unread-object: service shop/web (web:7): its task definition is not in the input: add the output of aws ecs describe-task-definition\n"},
		// Another region's definition is another one.
		{[]string{ofTask(arn+":2", ""), definition(other, 2, "256")}, "web 1 250m 1024Mi\n" + notePlain + twoRegions + "unread-object: service shop/web (web:2): its task definition is not in the input: add the output of aws ecs describe-task-definition\n"},
		{[]string{ofTask("web", ""), two, definition(other, 3, "256")}, "shop/web 3 500m 1024Mi\nweb 1 250m 1024Mi\nassumed: shop/web, web: uses the task size, which ECS reserves, not the sizes of its containers\n" + noteAlone + twoRegions},
		// Two services of one definition are two kinds.
		{[]string{ofTask("web:2", ""), strings.Replace(ofTask("web:2", ""), `"web"`, `"api"`, 1), two},
			"shop/api 3 500m 1024Mi\nshop/web 3 500m 1024Mi\nassumed: shop/api, shop/web: uses the task size, which ECS reserves, not the sizes of its containers\n"},
		{[]string{strings.Replace(ofTask("web", ""), `"desiredCount": 3, `, "", 1), two}, "shop/web 1 500m 1024Mi\n" + size + "assumed: shop/web: no desiredCount; counted as one task\n"},
		{[]string{strings.Replace(ofTask("web", ""), `"desiredCount": 3`, `"desiredCount": 0`, 1), two}, "shop/web 0 500m 1024Mi\n" + size},
		{[]string{`{"serviceName": "web", "cluster": "shop", "taskDefinition": "web", "desiredCount": 3}`, two}, "shop/web 3 500m 1024Mi\n" + size},
		{[]string{`{"service": {"serviceName": "web", "taskDefinition": "web", "desiredCount": 3}}`, two}, "web 3 500m 1024Mi\n" + noteSize},
		{[]string{ofTask("web", `"schedulingStrategy": "DAEMON"`), two}, "daemonset web 500m 1024Mi host-network=false security-groups=false\n" + strings.Replace(noteSize, "web:", "DaemonSet shop/web:", 1)},
		{[]string{ofTask("web", `"placementConstraints": [{"type": "distinctInstance"}]`), two}, "shop/web 3 500m 1024Mi one-per-node\n" + size},
		{[]string{ofTask("web", `"volumeConfigurations": [{"name": "a", "managedEBSVolume": {}}]`), two}, "shop/web 3 500m 1024Mi volumes=1\n" + size},
		{[]string{ofTask("web", `"launchType": "FARGATE"`), two}, "shop/web 3 500m 1024Mi\n" + size + "assumed: shop/web: runs on Fargate today; planned on nodes\n"},
		// A capacity provider of its own is a group of EC2 instances.
		{[]string{ofTask("web", `"capacityProviderStrategy": [{"capacityProvider": "spot-asg"}]`), task(sized+`, "requiresCompatibilities": ["FARGATE"]`, "")}, "shop/web 3 500m 1024Mi\n" + size},
		{[]string{ofTask("web", awsvpc), task(sized+`, "networkMode": "awsvpc"`, "")}, "shop/web 3 500m 1024Mi security-groups\n" + size + "assumed: shop/web: awsvpc gives each task its own ENI today; with its security groups each pod needs a branch ENI\n"},
		{[]string{ofTask("web", awsvpc+`, "schedulingStrategy": "DAEMON"`), task(sized+`, "networkMode": "awsvpc"`, "")},
			"daemonset web 500m 1024Mi host-network=false security-groups=true\n" + strings.Replace(noteSize, "web:", "DaemonSet shop/web:", 1) + "assumed: DaemonSet shop/web: awsvpc gives each task its own ENI today; with its security groups each pod needs a branch ENI\n"},
		{[]string{ofTask("", ""), two}, "web 1 500m 1024Mi\n" + notePlain + "unread-object: service shop/web: has no task definition of its own; task sets are not read\n"},
		{[]string{ofTask("web", `"status": "DRAINING"`), two}, "skipped: service shop/web: not active\nskipped: task definition web:2: its service is not active\n"},
		// A Deployment of the same name.
		{[]string{task(sized, ""), workloadtest.Deployment(workloadtest.OneContainer)}, "web.deployment 1 100m 64Mi\nweb.task-definition 1 500m 1024Mi\n" +
			strings.ReplaceAll(notePlain, "web:", "web.task-definition:")},
		{[]string{"services:\n- {serviceName: web, clusterArn: 'arn:aws:ecs:eu-west-3:111122223333:cluster/shop', taskDefinition: '" + arn + ":2', desiredCount: 3}\nfailures: [{arn: x, reason: MISSING}]\n", two},
			"shop/web 3 500m 1024Mi\n" + size + "unread-object: x: ECS could not describe it: MISSING\n"},
	} {
		got := workloadtest.Describe(workloadtest.MustRead(t, c.files...))
		if got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.files, got, c.want)
		}
	}
}

// The limits of an autoscaler, as aws application-autoscaling
// describe-scalable-targets prints them.
func TestScalableTargets(t *testing.T) {
	target := func(resource string, least, most int) string {
		return fmt.Sprintf(`{"ScalableTargets": [{"ServiceNamespace": "dynamodb", "ResourceId": "table/x"}, {"ServiceNamespace": "ecs", "ResourceId": %q, "MinCapacity": %d, "MaxCapacity": %d}]}`, resource, least, most)
	}
	for _, c := range []struct{ target, want string }{
		{target("service/shop/web", 2, 10), "shop/web 3..10 500m 1024Mi"},
		// What is desired is moved to within the limits, as the autoscaler does.
		{target("service/shop/web", 5, 10), "shop/web 5..10 500m 1024Mi"},
		{target("service/shop/web", 1, 2), "shop/web 2..2 500m 1024Mi"},
		{target("service/other/web", 5, 10), "shop/web 3 500m 1024Mi"},
	} {
		got := workloadtest.Describe(workloadtest.MustRead(t, c.target, ofTask("web", ""), task(sized, "")))
		if !strings.HasPrefix(got, c.want+"\n") || strings.Contains(got, "service/other/web: scales a service that is not in the input") != strings.Contains(c.target, "other") {
			t.Errorf("%s\n got %s\nwant %s", c.target, got, c.want)
		}
	}
	_, err := workloadtest.Read(target("service/shop/web", 5, 4))
	if want := `a.yaml:1: scalable target service/shop/web: MaxCapacity "4": must not be below MinCapacity, 5`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// Running tasks count where no service in the input does.
func TestRunningTasks(t *testing.T) {
	running := func(id, group, rest string) string {
		return fmt.Sprintf(`{"taskArn": "arn:aws:ecs:eu-west-3:111122223333:task/shop/%s", "clusterArn": "arn:aws:ecs:eu-west-3:111122223333:cluster/shop", "taskDefinitionArn": "arn:aws:ecs:eu-west-3:111122223333:task-definition/web:7", "group": %q, "lastStatus": "RUNNING", "cpu": "512", "memory": "1024"%s}`, id, group, comma(rest))
	}
	tasks := func(all ...string) string {
		return `{"tasks": [` + strings.Join(all, ", ") + `], "failures": [{"arn": "c", "reason": "MISSING"}]}`
	}
	const (
		missing = "unread-object: c: ECS could not describe it: MISSING\n"
		size    = "assumed: shop/web: uses the task size, which ECS reserves, not the sizes of its containers\n"
		gone    = "counted: shop/web: its service is not in the input: its running tasks are counted\n"
		alone   = "assumed: shop/web: no service keeps these tasks running: counted as if they always ran\n"
	)
	for _, c := range []struct {
		files []string
		want  string
	}{
		{[]string{tasks(running("1", "service:web", ""), running("2", "service:web", ""))}, "shop/web 2 500m 1024Mi\n" + size + gone + missing},
		{[]string{tasks(running("1", "family:web", ""), running("1", "family:web", ""))}, "shop/web 1 500m 1024Mi\n" + size + alone + missing},
		{[]string{tasks(running("1", "family:web", ""), running("2", "family:web", `"lastStatus": "STOPPED"`))}, "shop/web 1 500m 1024Mi\n" + size + alone + missing + "skipped: task 2: has ended\n"},
		// Their own size counts, not that of their definition, which has the rest.
		{[]string{tasks(running("1", "family:web", "")), task(`"revision": 7, "cpu": "256", "memory": "2048"`, `"resourceRequirements": [{"type": "GPU", "value": "1"}]`)},
			"shop/web 1 500m 1024Mi map[nvidia.com/gpu:1]\n" + size + alone + missing},
		{[]string{tasks(running("1", "service:web", `"attributes": [{"name": "ecs.cpu-architecture", "value": "arm64"}], "launchType": "FARGATE"`))},
			"shop/web 1 500m 1024Mi arch=[arm64]\n" + size + "assumed: shop/web: runs on Fargate today; planned on nodes\n" + gone + missing},
		// The service counts its tasks.
		{[]string{tasks(running("1", "service:web", "")), ofTask("web:7", ""), task(sized, "")}, "shop/web 3 500m 1024Mi\n" + size + "assumed: shop/web (web:7): its revision is not in the input; the definition without a revision is used\n" + missing},
		// Without the task's own size, the sizes of its containers.
		{[]string{`{"tasks": [{"taskArn": "a", "group": "g", "containers": [{"name": "a", "cpu": "128", "memory": "64"}, {"name": "b", "cpu": "0", "memoryReservation": "32"}]}]}`},
			"g 1 125m 96Mi\nassumed: g (a): the task has no memory size: the memory (hard limit) of each container is its request\nassumed: g (b): the task has no memory size: the memoryReservation (soft limit) of each container is its request\n" +
				"assumed: g: no service keeps these tasks running: counted as if they always ran\nassumed: g (cpu of b): missing requests are counted as 0\n"},
	} {
		if got := workloadtest.Describe(workloadtest.MustRead(t, c.files...)); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.files, got, c.want)
		}
	}
}

func TestECSErrors(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{task("", "\n\"cpu\": \"1 vcpuu\""), `a.yaml:1: task definition web: container app: cpu "1 vcpuu": must be CPU units such as 512 (1024 to a vCPU), or vCPUs such as 0.5 vCPU`},
		{task(`"cpu": "x vCPU"`, ""), `a.yaml:1: task definition web: cpu "x vCPU": must be CPU units such as 512 (1024 to a vCPU), or vCPUs such as 0.5 vCPU`},
		{task(`"cpu": -1`, ""), `a.yaml:1: task definition web: cpu "-1": must be CPU units such as 512 (1024 to a vCPU), or vCPUs such as 0.5 vCPU`},
		{task(`"cpu": "1.2.3 vCPU"`, ""), `a.yaml:1: task definition web: cpu "1.2.3 vCPU": must be CPU units such as 512 (1024 to a vCPU), or vCPUs such as 0.5 vCPU`},
		{task(`"cpu": 99999999999`, ""), `a.yaml:1: task definition web: cpu "99999999999": must be at most 10k`},
		{task(`"memory": "1 TB"`, ""), `a.yaml:1: task definition web: memory "1 TB": must be MiB such as 512, or an amount such as 0.5 GB`},
		{task(`"memory": " GB"`, ""), `a.yaml:1: task definition web: memory " GB": must be MiB such as 512, or an amount such as 0.5 GB`},
		{task(`"memory": {}`, ""), `a.yaml:1: task definition web: memory "{}": must be MiB such as 512, or an amount such as 0.5 GB`},
		{task("", `"memory": "9999999999999"`), `a.yaml:1: task definition web: container app: memory "9999999999999": must be at most 1Pi`},
		{task("", `"memoryReservation": "much"`), `a.yaml:1: task definition web: container app: memoryReservation "much": must be MiB such as 512, or an amount such as 0.5 GB`},
		{task("", `"resourceRequirements": [{"type": "GPU", "value": "one"}]`), `a.yaml:1: task definition web: container app: GPU "one": must be a whole number, such as 1`},
		{task("", `"essential": 1`), "a.yaml:1: task definition web: containerDefinitions.essential: must be true or false, not number"},
		{`{"family": "web", "containerDefinitions": []}`, "a.yaml:1: task definition web: containerDefinitions: must have at least one container"},
		{`{"family": "web", "containerDefinitions": [{"name": "a", "essential": false, "dependsOn": [{"containerName": "a", "condition": "SUCCESS"}]}]}`, "a.yaml:1: task definition web: dependsOn: every container waits for another one to end"},
		{`{"family": "we\tb", "containerDefinitions": [{"name": "a"}]}`, "a.yaml:1: task definition we\tb: family must be printable"},
		{task(`"revision": -3`, ""), `a.yaml:1: task definition web: revision "-3": must be 1 or more`},
		{task("", "") + "\n" + task("", ""), "a.yaml:2: task definition web: duplicate of a.yaml:1"},
		{ofTask("web:x", ""), `a.yaml:1: service shop/web: taskDefinition "web:x": must be an ARN, a family or family:revision`},
		{ofTask("web:0", ""), `a.yaml:1: service shop/web: taskDefinition "web:0": must be an ARN, a family or family:revision`},
		{ofTask("web", "") + ofTask("web", ""), "a.yaml:2: service shop/web: duplicate of a.yaml:1"},
		{strings.Replace(ofTask("web", ""), `"desiredCount": 3`, `"desiredCount": -3`, 1), `a.yaml:1: service shop/web: desiredCount "-3": must be 0 to 1000000`},
		{strings.Replace(ofTask("web", ""), `"desiredCount": 3`, `"desiredCount": "3"`, 1), "a.yaml:1: service shop/web: desiredCount: must be a whole number, not string"},
		{`{"services": [{"desiredCount": 1}]}`, "a.yaml:1: no kind: " + workloadtest.Expected},
		{`? "\x01"` + "\n: 1\n", "a.yaml:1: no kind: " + workloadtest.Expected}, // which JSON writes in another way
		{`{"services": 3}`, "a.yaml:1: services: must be a list"},
		{`{"services": [], "failures": []}`, "a.yaml: nothing in it: " + workloadtest.Expected},
		{"{\"services\": [\n {\"serviceName\": \"web\"},\n {\"serviceName\": web}]}", "a.yaml:3:18: invalid character 'w' looking for beginning of value"},
		{`{"serviceArns": ["arn:aws:ecs:eu-west-3:111122223333:service/shop/web"]}`, "a.yaml:1: only a list of names: import the output of aws ecs describe-services and describe-task-definition"},
	} {
		if _, err := workloadtest.Read(c.text); err == nil || err.Error() != c.want {
			t.Errorf("%s\n got %v\nwant %s", c.text, err, c.want)
		}
	}
}

// In whatever order and in how many files ECS's answers come, all of the
// import is the same.
func TestECSInAnyOrder(t *testing.T) {
	var files []string
	for i := range 6 {
		family := fmt.Sprint("f", i%4)
		files = append(files,
			fmt.Sprintf(`{"taskDefinition": {"family": %q, "revision": %d, "cpu": "%d", "networkMode": "awsvpc", "containerDefinitions": [{"name": "a", "memory": 64}]}}`, family, i+1, 256*(i+1)),
			fmt.Sprintf(`{"services": [{"serviceName": "s%d", "desiredCount": %d, "taskDefinition": %q, "placementStrategy": [{"type": "spread", "field": "host"}]}], "failures": [{"arn": "s%d", "reason": "MISSING"}]}`, i, i, family, 9-i))
	}
	files = append(files, task(sized, ""), `{"family": "z", "containerDefinitions": [{"name": "a"}]}`)
	want := workloadtest.MustRead(t, strings.Join(files, "\n"))
	random := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		random.Shuffle(len(files), func(i, j int) { files[i], files[j] = files[j], files[i] })
		for _, got := range []workload.Import{workloadtest.MustRead(t, files...), workloadtest.MustRead(t, strings.Join(files, " "))} {
			if !reflect.DeepEqual(got, want) {
				t.Fatalf("%s\n got %s\nwant %s", files, workloadtest.Describe(got), workloadtest.Describe(want))
			}
		}
	}
}

// quoted is a text as JSON has it, whose bytes that are no UTF-8 are lost.
func quoted(text string) string {
	b, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// FuzzTaskSize: whatever the sizes of a task are said to be, they are read
// within bounds or refused by their name.
func FuzzTaskSize(f *testing.F) {
	for _, text := range []string{"512", "1 vCPU", ".5 vcpu", "0.5 GB", "512 MB", "-1", "1e9 vCPU", "9999999999999999999", "0.0000001 vCPU"} {
		f.Add(text, text)
	}
	f.Fuzz(func(t *testing.T, cpu, memory string) {
		im, err := workloadtest.Read(task(fmt.Sprintf(`"cpu": %s, "memory": %s`, quoted(cpu), quoted(memory)), ""))
		if err != nil {
			if !strings.HasPrefix(err.Error(), "a.yaml:1: task definition web: cpu ") && !strings.HasPrefix(err.Error(), "a.yaml:1: task definition web: memory ") {
				t.Error(err)
			}
			return
		}
		k := im.Workload[0]
		if len(im.Workload) != 1 || k.Request.CPU < 0 || k.Request.CPU > 10_000_000 || k.Request.Memory < 0 || k.Request.Memory > 1<<50 {
			t.Errorf("%+v", im.Workload)
		}
	})
}
