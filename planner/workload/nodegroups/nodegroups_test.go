package nodegroups_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"podfit/planner"
	_ "podfit/planner/sample/steady"
	"podfit/planner/workload"
	"podfit/planner/workload/importer"
	"podfit/planner/workload/nodegroups"
	"podfit/planner/workload/workloadtest"
)

// Which nodes does a cluster have?
func Example() {
	r := workload.NewReader()
	err := r.Read("nodegroup.json", strings.NewReader(`{"nodegroup": {"nodegroupName": "web", "clusterName": "shop", "capacityType": "SPOT",
		"scalingConfig": {"minSize": 1, "maxSize": 5, "desiredSize": 3}, "instanceTypes": ["m5.large"]}}`))
	im, _ := r.Import()
	for _, g := range im.Today.Groups {
		fmt.Println(g.Name, g.Nodes, g.InstanceType, g.CapacityType.Or(0), err)
	}
	// Output:
	// web 3 m5.large spot <nil>
}

const (
	noZones    = ": the zones of its nodes are not in the input: add the output of kubectl get nodes -o json\n"
	noType     = ": the instance type of its nodes is not in the input: add the output of kubectl get nodes -o json\n"
	noBought   = ": which of its nodes are Spot Instances is not in the input: add the output of kubectl get nodes -o json\n"
	noNumber   = ": its nodes do not count, as their number is not in the input: add the output of kubectl get nodes -o json\n"
	onDemand   = ": counted as On-Demand, unless its launch template says otherwise, which is not read\n"
	userData   = ": the labels and taints of its nodes are in its user data, which is not in the input: those in its tags for the Cluster Autoscaler count\n"
	noLabels   = ": its nodes count as without labels and taints: add the output of aws eks describe-nodegroup\n"
	firstType  = ": all its nodes count as the first of its instance types, which EKS launches as long as there are some: add the output of kubectl get nodes -o json\n"
	untagged   = ": no tag says that it is of a cluster"
	attributes = ": it chooses instance types by attributes, which are not read\n"
)

// jobber is what aws eks describe-nodegroup prints of a node group of eksctl, as a course of
// Uzochukwu Eddie Odozi's on microservices shows it.
const jobber = `{
    "nodegroup": {
        "nodegroupName": "ng-fa2d9068",
        "nodegroupArn": "arn:aws:eks:us-west-2:111122223333:nodegroup/jobber/ng-fa2d9068/fecaf619-4c89-f89f-dd67-76dd217605d3",
        "clusterName": "jobber",
        "version": "1.32",
        "releaseVersion": "1.32.1-20250317",
        "createdAt": "2025-03-31T14:34:56.441000+02:00",
        "status": "ACTIVE",
        "capacityType": "ON_DEMAND",
        "scalingConfig": {"minSize": 2, "maxSize": 4, "desiredSize": 3},
        "instanceTypes": ["m5.large"],
        "subnets": ["subnet-0e096700420b9035a", "subnet-0007eb0d55b6beb0c"],
        "amiType": "AL2_x86_64",
        "nodeRole": "arn:aws:iam::111122223333:role/eksctl-jobber",
        "labels": {"alpha.eksctl.io/nodegroup-name": "ng-fa2d9068"},
        "taints": [{"key": "dedicated", "value": "web", "effect": "PREFER_NO_SCHEDULE"}, {"key": "gpu", "effect": "NO_EXECUTE"}],
        "resources": {"autoScalingGroups": [{"name": "eks-ng-fa2d9068-fecaf619"}]},
        "health": {"issues": []},
        "updateConfig": {"maxUnavailable": 1},
        "tags": {}
    }
}
`

const jobberLabels = " labels=map[alpha.eksctl.io/nodegroup-name:ng-fa2d9068 eks.amazonaws.com/nodegroup:ng-fa2d9068] taints=[dedicated=web:PreferNoSchedule gpu:NoExecute]\n"

func managed(name, more string) string {
	return fmt.Sprintf(`{"nodegroup": {"nodegroupName": %q, "capacityType": "ON_DEMAND", "scalingConfig": {"minSize": 0, "maxSize": 9, "desiredSize": 4}, %s}}`, name, more)
}

func label(name string) string { return " labels=map[eks.amazonaws.com/nodegroup:" + name + "]" }

func TestManagedNodeGroups(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{jobber, "node-group ng-fa2d9068 types=[m5.large] capacity=[on-demand] nodes=3 least=2 most=4" + jobberLabels + "today ng-fa2d9068 3 × m5.large - on-demand\nignored: node group ng-fa2d9068" + noZones},
		// On-Demand Instances are launched in the order of the types, Spot Instances by capacity.
		{managed("a", `"instanceTypes": ["m5.large", "m5a.large"]`) + managed("b", `"capacityType": "SPOT", "instanceTypes": ["m5.large", "m5a.large"]`),
			"node-group a types=[m5.large m5a.large] capacity=[on-demand] nodes=4 least=0 most=9" + label("a") + "\n" +
				"node-group b types=[m5.large m5a.large] capacity=[spot] nodes=4 least=0 most=9" + label("b") + "\n" +
				"today a 4 × m5.large - on-demand\ntoday b 4 × - - spot\nassumed: node group a" + firstType + "ignored: node group a, node group b" + noZones + "ignored: node group b" + noType},
		// The launch template has the type; a Capacity Block is neither.
		{managed("a", `"capacityType": "CAPACITY_BLOCK", "launchTemplate": {"id": "lt-1"}`),
			"node-group a capacity=[on-demand] nodes=4 least=0 most=9" + label("a") + "\ntoday a 4 × - - on-demand\n" +
				"assumed: node group a: its Capacity Block counts as On-Demand: AWS sells it ahead, at another price\nignored: node group a" + noType + "ignored: node group a" + noZones},
		// An item, as --query nodegroup prints it; no size is not 0 nodes.
		{`[{"nodegroupName": "a", "instanceTypes": ["m5.large"], "capacityType": "SPOT"}]`,
			"node-group a types=[m5.large] capacity=[spot]" + label("a") + "\nignored: node group a" + noNumber},
		{managed("a", `"scalingConfig": {"desiredSize": 0}, "instanceTypes": ["m5.large"]`), "node-group a types=[m5.large] capacity=[on-demand] nodes=0 least=0 most=9" + label("a") + "\n"},
		{managed("a", `"amiType": "WINDOWS_CORE_2022_x86_64"`) + managed("b", `"status": "DELETING"`), "skipped: node group a: its nodes run Windows\nskipped: node group b: its status is DELETING\n"},
		// The last one counts; another cluster has one of the same name.
		{managed("a", `"clusterName": "x", "instanceTypes": ["m5.large"]`) + managed("a", `"clusterName": "x", "instanceTypes": ["m6i.large"]`) + managed("a", `"clusterName": "y", "instanceTypes": ["m7i.large"]`),
			"node-group a types=[m6i.large] capacity=[on-demand] nodes=4 least=0 most=9" + label("a") + "\nnode-group a types=[m7i.large] capacity=[on-demand] nodes=4 least=0 most=9" + label("a") + "\n" +
				"today a 4 × m6i.large - on-demand\ntoday a 4 × m7i.large - on-demand\nassumed: x, y: node groups of several clusters count as those of one: import those of one cluster\n" +
				"ignored: node group a, node group a" + noZones + "counted: node group a: in the input more than once: the last one counts\n"},
	} {
		check(t, c.want, c.text)
	}
}

func check(t *testing.T, want string, texts ...string) {
	t.Helper()
	im, err := workloadtest.Read(texts...)
	if err != nil {
		t.Errorf("%s: %v", texts, err)
		return
	}
	if got := workloadtest.Describe(im); got != want {
		t.Errorf("%s\n got %s\nwant %s", strings.Join(texts, "---\n"), got, want)
	}
}

// scaling is what aws autoscaling describe-auto-scaling-groups prints of groups
// (awscli/examples/autoscaling/describe-auto-scaling-groups.rst of aws/aws-cli).
func scaling(groups ...string) string {
	return `{"AutoScalingGroups": [` + strings.Join(groups, ", ") + `]}`
}

func group(name, more string) string {
	return fmt.Sprintf(`{"AutoScalingGroupName": %q, "AutoScalingGroupARN": "arn:aws:autoscaling:us-west-2:111122223333:autoScalingGroup:930d940e:autoScalingGroupName/a",
		"MinSize": 1, "MaxSize": 9, "DesiredCapacity": 4, "AvailabilityZones": ["us-west-2a", "us-west-2c"], "HealthCheckType": "EC2", "SuspendedProcesses": [], %s}`, name, more)
}

// instances are TYPE ZONE STATE, separated by commas.
func instances(list string) string {
	var all []string
	for one := range strings.SplitSeq(list, ", ") {
		f := strings.Fields(one)
		all = append(all, fmt.Sprintf(`{"InstanceId": "i-4ba0837f", "InstanceType": %q, "AvailabilityZone": %q, "HealthStatus": "Healthy", "LifecycleState": %q, "ProtectedFromScaleIn": false}`, f[0], f[1], f[2]))
	}
	return `"Instances": [` + strings.Join(all, ", ") + `]`
}

// tags are KEY=VALUE.
func tags(list ...string) string {
	var all []string
	for _, one := range list {
		key, value, _ := strings.Cut(one, "=")
		all = append(all, fmt.Sprintf(`{"ResourceId": "a", "ResourceType": "auto-scaling-group", "Key": %q, "Value": %q, "PropagateAtLaunch": true}`, key, value))
	}
	return `"Tags": [` + strings.Join(all, ", ") + `]`
}

// mixed is a mixed instances policy, as create-auto-scaling-group takes it.
func mixed(base, percent int, types ...string) string {
	var all []string
	for _, name := range types {
		all = append(all, fmt.Sprintf(`{"InstanceType": %q}`, name))
	}
	return fmt.Sprintf(`"MixedInstancesPolicy": {"LaunchTemplate": {"LaunchTemplateSpecification": {"LaunchTemplateId": "lt-1", "Version": "1"}, "Overrides": [%s]},
		"InstancesDistribution": {"OnDemandAllocationStrategy": "prioritized", "OnDemandBaseCapacity": %d, "OnDemandPercentageAboveBaseCapacity": %d, "SpotAllocationStrategy": "capacity-optimized"}}`,
		strings.Join(all, ", "), base, percent)
}

const owned = "kubernetes.io/cluster/shop=owned"

func TestAutoScalingGroups(t *testing.T) {
	const bounds = " least=1 most=9"
	zones := "zones=[us-west-2a us-west-2c]"
	for _, c := range []struct{ name, text, want string }{
		{"instances by type and zone", scaling(group("a", tags(owned)+","+instances("m5.large us-west-2c InService, m5.large us-west-2a InService, m5.large us-west-2a Pending:Wait, m5.large us-west-2a Terminating:Wait, m5.large us-west-2a Warmed:Stopped"))),
			"auto-scaling-group a types=[m5.large] " + zones + " capacity=[on-demand] nodes=3" + bounds + "\n" +
				"today a 2 × m5.large us-west-2a on-demand\ntoday a 1 × m5.large us-west-2c on-demand\nassumed: Auto Scaling group a" + onDemand + "assumed: Auto Scaling group a" + userData},
		{"all Spot", scaling(group("a", tags(owned)+","+mixed(0, 0, "m5.large", "m5a.large")+","+instances("m5a.large us-west-2c InService"))),
			"auto-scaling-group a types=[m5.large m5a.large] " + zones + " capacity=[spot] nodes=1" + bounds + "\ntoday a 1 × m5a.large us-west-2c spot\nassumed: Auto Scaling group a" + userData},
		{"both, by instance", scaling(group("a", tags(owned)+","+mixed(1, 50, "m5.large")+","+instances("m5.large us-west-2a InService, m5.large us-west-2a InService"))),
			"auto-scaling-group a types=[m5.large] " + zones + " capacity=[on-demand spot] nodes=2" + bounds + "\ntoday a 2 × m5.large us-west-2a -\nassumed: Auto Scaling group a" + userData + "ignored: Auto Scaling group a" + noBought},
		// 2 of the base, and half of the 2 above it.
		{"both, by number", scaling(group("a", tags(owned)+","+mixed(2, 50, "m5.large")+`, "Instances": []`)),
			"auto-scaling-group a types=[m5.large] " + zones + " capacity=[on-demand spot] nodes=4" + bounds + "\ntoday a 3 × m5.large - on-demand\ntoday a 1 × m5.large - spot\nassumed: Auto Scaling group a" + userData + "ignored: Auto Scaling group a" + noZones},
		{"both, but no whole number", scaling(group("a", tags(owned)+","+mixed(0, 30, "m5.large")+`, "Instances": []`)),
			"auto-scaling-group a types=[m5.large] " + zones + " capacity=[on-demand spot] nodes=4" + bounds + "\ntoday a 4 × m5.large - -\nassumed: Auto Scaling group a" + userData + "ignored: Auto Scaling group a" + noZones + "ignored: Auto Scaling group a" + noBought},
		{"no instances yet, and no type", scaling(group("a", tags(owned)+`, "AvailabilityZones": ["us-west-2a"]`)),
			"auto-scaling-group a zones=[us-west-2a] capacity=[on-demand] nodes=4" + bounds + "\ntoday a 4 × - us-west-2a on-demand\nassumed: Auto Scaling group a" + onDemand + "assumed: Auto Scaling group a" + userData + "ignored: Auto Scaling group a" + noType},
		// Capacity in weights or vCPUs is no number of nodes.
		{"weights", scaling(group("a", tags(owned)+`, "MixedInstancesPolicy": {"LaunchTemplate": {"Overrides": [{"InstanceType": "m5.large", "WeightedCapacity": "2"}]}}`), group("b", tags(owned)+`, "DesiredCapacityType": "vcpu", `+mixed(0, 0))),
			"auto-scaling-group a types=[m5.large] " + zones + " capacity=[on-demand]\nauto-scaling-group b " + zones + " capacity=[spot]\nassumed: Auto Scaling group a, Auto Scaling group b" + userData + "ignored: Auto Scaling group a, Auto Scaling group b" + noNumber},
		{"attributes", scaling(group("a", tags(owned)+`, "MixedInstancesPolicy": {"LaunchTemplate": {"Overrides": [{"InstanceRequirements": {"VCpuCount": {"Min": 2}, "MemoryMiB": {"Min": 4096}}}]}}, `+instances("m5.large us-west-2a InService"))),
			"auto-scaling-group a " + zones + " capacity=[on-demand] nodes=1" + bounds + "\ntoday a 1 × m5.large us-west-2a on-demand\nassumed: Auto Scaling group a" + attributes + "assumed: Auto Scaling group a" + userData},
		// As extractLabelsFromAsg, extractTaintsFromAsg and extractAllocatableResourcesFromAsg of
		// cluster-autoscaler/cloudprovider/aws/aws_manager.go read them.
		{"tags of the Cluster Autoscaler", scaling(group("a", `"DesiredCapacity": 0, `+mixed(0, 100, "g4dn.xlarge")+","+tags("k8s.io/cluster-autoscaler/enabled=true", "k8s.io/cluster-autoscaler/node-template/label/vllm.ci/gpu-pool=l4x4",
			"k8s.io/cluster-autoscaler/node-template/label/topology.kubernetes.io/zone=us-west-2a", "k8s.io/cluster-autoscaler/node-template/taint/nvidia.com/gpu=true:NoSchedule", "k8s.io/cluster-autoscaler/node-template/taint/odd=NoSchedule",
			"k8s.io/cluster-autoscaler/node-template/resources/ephemeral-storage=100G", "k8s.io/cluster-autoscaler/node-template/resources/smarter-devices/fuse=20"))),
			"auto-scaling-group a types=[g4dn.xlarge] " + zones + " capacity=[on-demand] nodes=0" + bounds + " labels=map[vllm.ci/gpu-pool:l4x4] taints=[nvidia.com/gpu=true:NoSchedule] extended=map[smarter-devices/fuse:20]\nassumed: Auto Scaling group a" + userData},
		{"of no cluster", scaling(group("a", mixed(0, 0, "m5.large")+`, "DesiredCapacity": 0`), group("db", `"DesiredCapacity": 0, `+mixed(0, 0)+","+tags("Name=db")), group("web", `"DesiredCapacity": 0, `+mixed(0, 0, "m5.large")+","+tags(owned)), group("old", tags(owned)+`, "Status": "Delete in progress"`)),
			"auto-scaling-group web types=[m5.large] " + zones + " capacity=[spot] nodes=0" + bounds + "\nassumed: Auto Scaling group web" + userData + "skipped: Auto Scaling group a, Auto Scaling group db" + untagged + "\nskipped: Auto Scaling group old: it is being deleted\n"},
		{"none of a cluster", scaling(group("a", `"DesiredCapacity": 0, `+mixed(0, 0, "m5.large"))),
			"auto-scaling-group a types=[m5.large] " + zones + " capacity=[spot] nodes=0" + bounds + "\nassumed: Auto Scaling group a" + untagged + ", but it counts\nassumed: Auto Scaling group a" + userData},
		{"Windows", scaling(group("a", tags(owned, "k8s.io/cluster-autoscaler/node-template/label/kubernetes.io/os=windows"))), "skipped: Auto Scaling group a: its nodes run Windows\n"},
		{"of a managed node group", scaling(group("eks-web-1", `"DesiredCapacity": 0, `+mixed(0, 100, "m5.large")+","+tags("eks:cluster-name=shop", "eks:nodegroup-name=web", "kubernetes.io/cluster/shop=owned"))),
			"node-group web types=[m5.large] " + zones + " capacity=[on-demand] nodes=0" + bounds + label("web") + "\nassumed: node group web" + noLabels},
	} {
		t.Run(c.name, func(t *testing.T) { check(t, c.want, c.text) })
	}
}

// A managed node group and its Auto Scaling group are one: EKS knows its labels, and the
// group which instances there are, whichever comes first.
func TestSameGroup(t *testing.T) {
	asg := scaling(group("eks-ng-fa2d9068-fecaf619", mixed(0, 100, "m5.large")+","+tags("eks:cluster-name=jobber", "eks:nodegroup-name=ng-fa2d9068", "k8s.io/cluster-autoscaler/node-template/taint/old=x:NoSchedule")+","+
		instances("m5.large us-west-2a InService, m5.large us-west-2c InService")))
	want := "node-group ng-fa2d9068 types=[m5.large] zones=[us-west-2a us-west-2c] capacity=[on-demand] nodes=2 least=2 most=4" + jobberLabels +
		"today ng-fa2d9068 1 × m5.large us-west-2a on-demand\ntoday ng-fa2d9068 1 × m5.large us-west-2c on-demand\n"
	config := "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: jobber, region: us-west-2}\nmanagedNodeGroups:\n- {name: ng-fa2d9068, instanceType: m4.large, maxPodsPerNode: 20, labels: {old: x}}\n"
	check(t, want, jobber, asg)
	check(t, want, asg, jobber)
	check(t, strings.Replace(want, " most=4", " most=4 max-pods=20", 1), asg, config, jobber)
}

// What eksctl was to make of a group is not what there is; the labels are.
func TestOldConfig(t *testing.T) {
	check(t, "auto-scaling-group b types=[m5.large] zones=[us-west-2a us-west-2c] capacity=[on-demand spot] nodes=4 least=1 most=9 labels=map[alpha.eksctl.io/cluster-name:shop alpha.eksctl.io/nodegroup-name:b team:a]\ntoday b 4 × m5.large - -\n"+
		"ignored: Auto Scaling group b"+noZones+"ignored: Auto Scaling group b"+noBought,
		"apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: shop, region: us-west-2}\nnodeGroups: [{name: b, desiredCapacity: 2, labels: {team: a}, instancesDistribution: {instanceTypes: [m4.large], onDemandPercentageAboveBaseCapacity: 50}}]\n",
		scaling(group("eksctl-shop-nodegroup-b", tags("alpha.eksctl.io/cluster-name=shop", "alpha.eksctl.io/nodegroup-name=b")+","+mixed(0, 30, "m5.large")+`, "Instances": []`)))
}

func TestRegionAndZones(t *testing.T) {
	im := workloadtest.MustRead(t, scaling(group("a", tags(owned)+","+instances("m5.large us-west-2c InService"))))
	if got := fmt.Sprint(im.Region, im.Zones); got != "us-west-2[us-west-2a us-west-2c]" {
		t.Error(got)
	}
	im = workloadtest.MustRead(t, jobber)
	if got := fmt.Sprint(im.Region, im.Zones); got != "us-west-2[]" {
		t.Error(got)
	}
}

// Nodes in the input are what there is. What was guessed of a group then matters to those
// alone who ask what it could launch.
func TestNodesCount(t *testing.T) {
	im := workloadtest.MustRead(t, scaling(group("a", tags(owned)+`, "Instances": []`)), "kind: Node\napiVersion: v1\nmetadata: {name: a}\n")
	if got, want := workloadtest.Describe(im), "auto-scaling-group a zones=[us-west-2a us-west-2c] capacity=[on-demand] nodes=4 least=1 most=9\ntoday  1 × - - -\n"; !strings.HasPrefix(got, want) || strings.Contains(got, "Auto Scaling group a") {
		t.Error(got)
	}
	if notes := im.Today.Launchers[0].Notes; len(notes) != 2 {
		t.Errorf("%q", notes)
	}
}

func TestErrors(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`{"nodegroups": ["a", "b"]}`, "a.yaml:1: only a list of names: import the output of aws eks describe-nodegroup for each"},
		{managed("a", `"scalingConfig": {"desiredSize": -1}`), `a.yaml:1: node group a: desired size "-1": must be 0 to 1000000`},
		{managed("a", `"taints": [{"key": "x", "effect": "NO"}]`), `a.yaml:1: node group a: taint x: effect "NO": must be NoSchedule, PreferNoSchedule or NoExecute`},
		{managed("a", `"instanceTypes": ["M5 large"]`), `a.yaml:1: node group a: instance type "M5 large": must consist of lower-case letters, digits, dots and dashes`},
		{managed("a", `"labels": {"a b": "c"}`), `a.yaml:1: node group a: label "a b=c": Kubernetes takes letters, digits, dots, dashes and underscores`},
		{managed("", `"labels": {}`), `a.yaml:1: node group : missing name`},
		{managed("a\u200b", `"labels": {}`), "a.yaml:1: node group a\u200b: its name has a character that is not printable"},
		{managed("a", `"instanceTypes": "m5.large"`), "a.yaml:1: node group a: nodegroup.instanceTypes: must be a list, not string"},
		{scaling(group("a", `"MinSize": -1`)), `a.yaml:1: Auto Scaling group a: minimum size "-1": must be 0 to 1000000`},
		{scaling(group("a", `"AvailabilityZones": ["West 2"]`)), `a.yaml:1: Auto Scaling group a: zone "West 2": must be a name such as eu-west-3a`},
		{scaling(`{"Instances": 3}`), "a.yaml:1: AutoScalingGroups.Instances: must be a list, not number"},
	} {
		if _, err := workloadtest.Read(c.text); err == nil || err.Error() != c.want {
			t.Errorf("%s\n got %v\nwant %s", c.text, err, c.want)
		}
	}
}

// Whatever a mixed instances policy is, its nodes add up, and the base is On-Demand.
func TestDistribution(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		nodes, base, percent := rapid.IntRange(0, 50).Draw(t, "nodes"), rapid.Int64Range(0, 60).Draw(t, "base"), rapid.Int64Range(0, 100).Draw(t, "percent")
		l := &importer.Launcher{Launcher: planner.Launcher{Nodes: planner.Known(nodes)}}
		nodegroups.Distribution{OnDemandBase: &base, OnDemandPercent: &percent}.Apply(l)
		sum, onDemand, known := 0, 0, true
		for _, g := range l.Groups() {
			c, is := g.CapacityType.Value()
			known = known && is
			if sum += g.Nodes; c == planner.OnDemand {
				onDemand += g.Nodes
			}
		}
		above := max(0, int64(nodes)-base)
		exact := above*percent%100 == 0
		switch {
		case sum != nodes:
			t.Fatalf("%d of %d nodes: %+v", sum, nodes, l)
		case known && int64(onDemand)*100 != int64(nodes)*100-above*(100-percent):
			t.Fatalf("%d On-Demand of %d: %+v", onDemand, nodes, l)
		case known != (exact || len(l.CapacityTypes) == 1):
			t.Fatalf("%+v", l)
		}
	})
}
