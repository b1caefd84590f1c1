package workload_test

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"

	"podfit/planner/workload"
	"podfit/planner/workload/workloadtest"
)

// dump is a list of n objects, made as it is read.
type dump struct {
	open, close string
	item        func(n int) string
	n, at       int
	rest        []byte
	peak        uint64
}

func (d *dump) Read(p []byte) (int, error) {
	for len(d.rest) == 0 {
		switch {
		case d.at == 0:
			d.rest = []byte(d.open)
		case d.at <= d.n:
			d.rest = d.object()
		case d.at == d.n+1:
			d.rest = []byte(d.close)
		default:
			return 0, io.EOF
		}
		d.at++
	}
	n := copy(p, d.rest)
	d.rest = d.rest[n:]
	return n, nil
}

func (d *dump) object() []byte {
	if d.at%100 == 0 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		d.peak = max(d.peak, m.HeapAlloc)
	}
	comma := ","
	if d.at == d.n {
		comma = ""
	}
	return []byte(d.item(d.at) + comma + "\n")
}

// A dump takes the memory of its largest object, not its own. Pods have the
// 4 kB of managed fields and environment that real ones have, and services
// their events.
func TestBoundedMemory(t *testing.T) {
	for _, d := range []*dump{
		{n: 2000, open: "{\n  \"apiVersion\": \"v1\",\n  \"items\": [\n", close: "  ],\n  \"kind\": \"List\"\n}\n", item: func(n int) string {
			return fmt.Sprintf(`{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web-%d","namespace":"shop","managedFields":[%q],"ownerReferences":[{"kind":"ReplicaSet","name":"web-1","controller":true}]},
"spec":{"containers":[{"name":"app","resources":{"requests":{"cpu":"100m","memory":"64Mi"}}}]},"status":{"phase":"Running"}}`, n, strings.Repeat("f:metadata ", 400))
		}},
		{n: 400, open: `{"services": [`, close: `], "failures": []}` + `{"family": "web", "cpu": "512", "memory": "1024", "containerDefinitions": [{"name": "app"}]}`, item: func(n int) string {
			return fmt.Sprintf(`{"serviceName": "web-%d", "taskDefinition": "web", "desiredCount": 5, "events": [%q]}`, n, strings.Repeat("(service web) ", 2000))
		}},
	} {
		im, grown := importDump(t, d)
		if n := im.Total().Pods; n != 2000 {
			t.Errorf("%d pods", n)
		}
		if grown > 4<<20 {
			t.Errorf("%s: the heap grew by %d kB", d.open, grown>>10)
		}
	}
}

func importDump(t *testing.T, d *dump) (im workload.Import, grown int64) {
	t.Helper()
	var before runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	r := workload.NewReader()
	if err := r.Read("dump.json", d); err != nil {
		t.Fatal(err)
	}
	im, err := r.Import()
	if err != nil {
		t.Fatal(err)
	}
	return im, int64(d.peak) - int64(before.HeapAlloc)
}

// An object, or a YAML document, of a size that no cluster has is refused
// before it is read.
func TestTooLarge(t *testing.T) {
	long := strings.Repeat("x", 1<<20)
	for text, want := range map[string]string{
		`{"kind": "Pod", "metadata": "`: "a.yaml:1: object larger than 16 MiB, which no cluster stores",
		"kind: Pod\nmetadata: ":         "a.yaml:1: YAML document larger than 32 MiB; use kubectl get -o json, which is read object by object",
	} {
		readers := []io.Reader{strings.NewReader(text)}
		for range 64 {
			readers = append(readers, strings.NewReader(long))
		}
		r := workload.NewReader()
		if err := r.Read("a.yaml", io.MultiReader(readers...)); err != nil {
			t.Error(err)
		}
		if _, err := r.Import(); err == nil || err.Error() != want {
			t.Error(err)
		}
	}
}

// Whatever is read, it takes no long time and does not panic; what is
// imported has unique names.
func FuzzRead(f *testing.F) {
	for _, file := range []string{"testdata/shop.yaml", "testdata/dump.json", "testdata/ecs.json"} {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	f.Add(workloadtest.Deployment(workloadtest.OneContainer))
	f.Add("a: &a [*a, *a]\n<<: *a")
	f.Add(`{"items": [{"kind": "Pod", "apiVersion": "v1", "metadata": {"name": "a"}, "spec": {"containers": [{}]}}]}`)
	f.Add("name,replicas,cpu,memory,securityGroups,hoursPerMonth\nweb,3,250m,512Mi,true,60\n\"a, b\",1,,1Gi,,\n")
	f.Add("services: [{serviceName: web, taskDefinition: 'web:1'}]\n---\nfamily: web\ncontainerDefinitions: [{name: a, memory: 64}]\n")
	f.Add("Parameters: {A: {Default: 2}}\nConditions: {C: !Equals [!Ref A, 2]}\nResources:\n  T: {Type: 'AWS::ECS::TaskDefinition', Properties: {Cpu: !Sub '${A}56', Memory: !If [C, 512, !Ref B], ContainerDefinitions: [{Name: a}]}}\n" +
		"  S: {Type: 'AWS::ECS::Service', Properties: {TaskDefinition: !Ref T, DesiredCount: !Select [0, !Split [',', '3,4']]}}\n")
	f.Add(`{"format_version": "1.0", "values": {"root_module": {"resources": [{"address": "aws_ecs_task_definition.a", "type": "aws_ecs_task_definition", "values": {"family": "a", "cpu": "256", "container_definitions": "[{\"name\": \"a\"}]"}},
		{"address": "aws_ecs_service.a", "type": "aws_ecs_service", "values": {"name": "a", "desired_count": 3}}]}}}`)
	f.Add("services: {a: {image: x, cpus: '${C:-1}', mem_limit: 1g, deploy: {replicas: 2}}, b: {extends: a, scale: 3}}\n---\ntask_definition: {task_size: {cpu_limit: 512, mem_limit: 1GB}}\n")
	f.Add("name: a\ntype: Backend Service\ncpu: 256\ncount: {range: 1-10}\n")
	f.Add("apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: a}\nspec: {limits: {cpu: 9}, template: {spec: {nodeClassRef: {kind: EC2NodeClass, name: b}, taints: [{key: c, effect: NoSchedule}], requirements: [{key: topology.kubernetes.io/zone, operator: In, values: [eu-west-3a]}, {key: karpenter.k8s.aws/instance-cpu, operator: Gte, values: ['4']}]}}}\n" +
		"---\napiVersion: karpenter.k8s.aws/v1\nkind: EC2NodeClass\nmetadata: {name: b}\nspec: {kubelet: {maxPods: 9}}\nstatus: {subnets: [{zone: eu-west-3a}]}\n---\napiVersion: karpenter.sh/v1\nkind: NodeClaim\nmetadata: {name: c, labels: {karpenter.sh/nodepool: a, karpenter.sh/capacity-type: spot}}\nstatus: {providerID: x}\n")
	f.Add("apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: a, region: eu-west-3}\nmanagedNodeGroups: [{name: b, taints: {c: 'd:NoSchedule'}}]\nnodeGroups: [{name: c, desiredCapacity: 4, instancesDistribution: {instanceTypes: [m5.large], onDemandBaseCapacity: 2, onDemandPercentageAboveBaseCapacity: 50}}]\n")
	f.Add(`{"nodegroup": {"nodegroupName": "a", "clusterName": "x", "capacityType": "SPOT", "scalingConfig": {"desiredSize": 3}, "instanceTypes": ["m5.large"], "taints": [{"key": "c", "effect": "NO_SCHEDULE"}]}}
		{"AutoScalingGroups": [{"AutoScalingGroupName": "b", "DesiredCapacity": 3, "Tags": [{"Key": "eks:nodegroup-name", "Value": "a"}], "Instances": [{"InstanceType": "m5.large", "AvailabilityZone": "eu-west-3a", "LifecycleState": "InService"}],
		"MixedInstancesPolicy": {"InstancesDistribution": {"OnDemandPercentageAboveBaseCapacity": 50}, "LaunchTemplate": {"Overrides": [{"InstanceType": "m5.large", "WeightedCapacity": "1"}]}}}]}`)
	f.Add(`{"format_version": "1.0", "values": {"root_module": {"resources": [{"address": "aws_eks_node_group.a", "type": "aws_eks_node_group", "values": {"node_group_name": "a", "scaling_config": [{"desired_size": 3}], "subnet_ids": ["s"]}},
		{"address": "aws_subnet.s", "type": "aws_subnet", "values": {"id": "s", "availability_zone": "eu-west-3a"}}]}}}`)
	f.Fuzz(func(t *testing.T, text string) {
		im, err := workloadtest.Read(text)
		if err != nil {
			return
		}
		names := map[string]bool{}
		for _, k := range im.Workload {
			if k.Name == "" || names[k.Name] || k.Replicas < 0 || k.Request.CPU < 0 || k.Request.Memory < 0 {
				t.Errorf("%+v", k)
			}
			names[k.Name] = true
		}
		for i := range im.Today.Launchers {
			l, sum := &im.Today.Launchers[i], 0
			for _, g := range l.Groups() {
				sum += g.Nodes
			}
			if n := l.Nodes.Or(0); l.Name == "" || n < 0 || sum != n {
				t.Errorf("%d nodes in groups of %+v", sum, l)
			}
		}
	})
}
