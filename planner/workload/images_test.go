package workload_test

import (
	"strings"
	"testing"

	"podfit/planner/workload/workloadtest"
)

// The images of pods, in every format that has some; none if one of them is not known.
func TestImages(t *testing.T) {
	const service = `{"serviceName": "web", "taskDefinition": "web:1", "desiredCount": 2}`
	ecs := func(containers string) string {
		return `{"services": [` + service + `]}` + "\n" + `{"taskDefinition": {"family": "web", "revision": 1, "taskDefinitionArn": "arn:aws:ecs:eu-west-3:123456789012:task-definition/web:1", "cpu": "256", "memory": "512", "containerDefinitions": ` + containers + `}}`
	}
	pod := func(name, image string) string {
		return "apiVersion: v1\nkind: Pod\nmetadata: {name: " + name + ", labels: {pod-template-hash: \"1\"}, ownerReferences: [{kind: ReplicaSet, name: web-1, controller: true}]}\nspec: {containers: [{name: app, image: " + image + ", resources: {requests: {cpu: 100m, memory: 64Mi}}}]}\nstatus: {phase: Running}\n"
	}
	const copilot = "name: web\ntype: Backend Service\ncpu: 256\nmemory: 512\n"
	for _, c := range []struct{ text, want string }{
		{workloadtest.Deployment("containers: [{name: app, image: 'team/app:1'}]"), "team/app:1"},
		// init containers and sidecars run as well; each image once, in order
		{workloadtest.Deployment("initContainers: [{name: wait, image: busybox}, {name: proxy, image: envoy, restartPolicy: Always}]\ncontainers: [{name: app, image: 'team/app:1'}, {name: b, image: busybox}]"), "busybox envoy team/app:1"},
		{workloadtest.Deployment("containers: [{name: app, image: 'team/app:1'}, {name: injected}]"), ""},
		{workloadtest.Deployment("containers: [{name: app, image: '{{ .Values.image }}'}]"), ""},
		{workloadtest.Deployment("containers: [{name: app, image: {a: 1}}]"), ""},
		{workloadtest.Deployment("containers: [{name: app, image: 7}]"), "7"},
		// a rollout has pods of two templates
		{pod("web-1-a", "team/app:2") + "---\n" + pod("web-1-b", "team/app:1") + "---\n" + pod("web-1-c", "team/app:2"), "team/app:1 team/app:2"},
		{pod("web-1-a", "team/app:2") + "---\n" + pod("web-1-b", "''"), ""},
		{ecs(`[{"name": "app", "image": "team/app:1"}, {"name": "log", "image": "amazon/aws-for-fluent-bit"}]`), "amazon/aws-for-fluent-bit team/app:1"},
		{ecs(`[{"name": "app", "image": "team/app:1"}, {"name": "log"}]`), ""},
		{"Resources: {Task: {Type: 'AWS::ECS::TaskDefinition', Properties: {Cpu: 256, Memory: 512, ContainerDefinitions: [{Name: app, Image: 'team/app:1'}]}}}\n", "team/app:1"},
		{"Resources: {Task: {Type: 'AWS::ECS::TaskDefinition', Properties: {Cpu: 256, Memory: 512, ContainerDefinitions: [{Name: app, Image: !Sub '${AWS::AccountId}.dkr.ecr.aws/app'}]}}}\n", ""},
		{"services: {web: {image: nginx, mem_reservation: 1g, cpus: 1}}\n", "nginx"},
		{"services: {web: {image: 'nginx:${TAG:-1.27}', mem_reservation: 1g, cpus: 1}}\n", "nginx:1.27"},
		{"services: {web: {image: 'nginx:${TAG}', mem_reservation: 1g, cpus: 1}}\n", ""},
		{"services: {web: {build: ., mem_reservation: 1g, cpus: 1}}\n", ""},
		{copilot + "image: {location: 'team/app:1'}\nsidecars: {proxy: {image: envoy}}\n", "envoy team/app:1"},
		{copilot + "image: {build: Dockerfile}\n", ""},
		{"name,replicas,cpu,memory\nweb,1,100m,64Mi\n", ""},
	} {
		im := workloadtest.MustRead(t, c.text)
		if len(im.Workload) != 1 {
			t.Errorf("%s\nhas %d workloads", c.text, len(im.Workload))
			continue
		}
		if got := strings.Join(im.Workload[0].Images, " "); got != c.want {
			t.Errorf("%s\nhas images %q, want %q", c.text, got, c.want)
		}
	}
}
