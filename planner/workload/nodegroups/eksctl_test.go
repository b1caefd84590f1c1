package nodegroups_test

import (
	"fmt"
	"testing"

	"podfit/planner/workload/workloadtest"
)

// config is a ClusterConfig with its further keys.
func config(text string) string {
	return "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: shop, region: eu-west-2}\n" + text + "\n"
}

func eksctlLabels(name, more string, managed bool) string {
	text := " labels=map[alpha.eksctl.io/cluster-name:shop alpha.eksctl.io/nodegroup-name:" + name
	if managed {
		text += " eks.amazonaws.com/nodegroup:" + name
	}
	return text + more + "]"
}

func TestClusterConfig(t *testing.T) {
	const defaults = "assumed: node group a: no instance type: eksctl's default is m5.large\nassumed: node group a: no desired or minimum size: eksctl's default is 2 nodes\n"
	for _, c := range []struct{ name, text, want string }{
		// As examples/15-managed-nodes.yaml of eksctl-io/eksctl has it.
		{"managed", `managedNodeGroups: [{name: a, instanceType: m5.large, minSize: 2, desiredCapacity: 3, maxSize: 4, availabilityZones: [eu-west-2a], volumeSize: 20, maxPodsPerNode: 50,
    labels: {role: worker}, taints: [{key: key1, value: value1, effect: NoSchedule}, {key: key2, effect: NoExecute}], tags: {nodegroup-role: worker}, iam: {withAddonPolicies: {externalDNS: true}}}]`,
			"node-group a types=[m5.large] zones=[eu-west-2a] capacity=[on-demand] nodes=3 least=2 most=4 max-pods=50" + eksctlLabels("a", " role:worker", true) + " taints=[key1=value1:NoSchedule key2:NoExecute]\n" +
				"today a 3 × m5.large eu-west-2a on-demand\n"},
		{"defaults", "managedNodeGroups: [{name: a}]", "node-group a types=[m5.large] capacity=[on-demand] nodes=2 least=2 most=2" + eksctlLabels("a", "", true) + "\ntoday a 2 × m5.large - on-demand\n" + defaults + "ignored: node group a" + noZones},
		// Each bound defaults to the others; a maximum of 0 is 1, as EKS takes no other.
		{"sizes", "managedNodeGroups: [{name: a, instanceType: m5.large, desiredCapacity: 0}, {name: b, instanceType: m5.large, minSize: 1, maxSize: 5, availabilityZones: [eu-west-2a]}]\nnodeGroups: [{name: c, instanceType: m5.large, desiredCapacity: 0}]",
			"node-group a types=[m5.large] capacity=[on-demand] nodes=0 least=0 most=1" + eksctlLabels("a", "", true) + "\nnode-group b types=[m5.large] zones=[eu-west-2a] capacity=[on-demand] nodes=1 least=1 most=5" + eksctlLabels("b", "", true) +
				"\nauto-scaling-group c types=[m5.large] capacity=[on-demand] nodes=0 least=0 most=0" + eksctlLabels("c", "", false) + "\ntoday b 1 × m5.large eu-west-2a on-demand\n"},
		// As examples/05-advanced-nodegroups.yaml and 08-spot-instances.yaml.
		{"self-managed", `nodeGroups: [{name: a, instanceType: c3.8xlarge, desiredCapacity: 4, privateNetworking: true, availabilityZones: [eu-west-2a], taints: {special: "true:NoSchedule", bare: NoExecute}},
  {name: b, minSize: 2, maxSize: 5, instancesDistribution: {maxPrice: 0.017, instanceTypes: [t3.small, t3.medium], onDemandBaseCapacity: 0, onDemandPercentageAboveBaseCapacity: 50, spotInstancePools: 2}}]
availabilityZones: [eu-west-2b, eu-west-2a]`,
			"auto-scaling-group a types=[c3.8xlarge] zones=[eu-west-2a] capacity=[on-demand] nodes=4 least=4 most=4" + eksctlLabels("a", "", false) + " taints=[bare:NoExecute special=true:NoSchedule]\n" +
				"auto-scaling-group b types=[t3.small t3.medium] zones=[eu-west-2a eu-west-2b] capacity=[on-demand spot] nodes=2 least=2 most=5" + eksctlLabels("b", "", false) + "\n" +
				"today a 4 × c3.8xlarge eu-west-2a on-demand\ntoday b 1 × - - on-demand\ntoday b 1 × - - spot\nignored: Auto Scaling group b" + noType + "ignored: Auto Scaling group b" + noZones},
		{"spot, several types", "managedNodeGroups: [{name: a, spot: true, desiredCapacity: 1, instanceTypes: [c3.large, c4.large], availabilityZones: [eu-west-2a]}]",
			"node-group a types=[c3.large c4.large] zones=[eu-west-2a] capacity=[spot] nodes=1 least=1 most=1" + eksctlLabels("a", "", true) + "\ntoday a 1 × - eu-west-2a spot\nignored: node group a" + noType},
		// As examples/04-existing-vpc.yaml; a subnet may have a name of its own.
		{"zones of subnets", `vpc: {subnets: {private: {eu-west-2a: {id: subnet-1}, other: {id: subnet-2, az: eu-west-2c}}, public: {eu-west-2b: {id: subnet-3}}}}
managedNodeGroups: [{name: a, desiredCapacity: 0, instanceType: m5.large, privateNetworking: true}, {name: b, desiredCapacity: 0, instanceType: m5.large}, {name: c, desiredCapacity: 0, instanceType: m5.large, subnets: [other, subnet-3]}, {name: d, desiredCapacity: 0, instanceType: m5.large, subnets: [subnet-9]}]`,
			"node-group a types=[m5.large] zones=[eu-west-2a eu-west-2c] capacity=[on-demand] nodes=0 least=0 most=1" + eksctlLabels("a", "", true) + "\nnode-group b types=[m5.large] zones=[eu-west-2b] capacity=[on-demand] nodes=0 least=0 most=1" + eksctlLabels("b", "", true) +
				"\nnode-group c types=[m5.large] zones=[eu-west-2b eu-west-2c] capacity=[on-demand] nodes=0 least=0 most=1" + eksctlLabels("c", "", true) + "\nnode-group d types=[m5.large] capacity=[on-demand] nodes=0 least=0 most=1" + eksctlLabels("d", "", true) + "\n"},
		{"types that it does not say", "managedNodeGroups: [{name: a, desiredCapacity: 0, instanceSelector: {vCPUs: 2, memory: 4}}, {name: b, desiredCapacity: 0, launchTemplate: {id: lt-1}}]",
			"node-group a capacity=[on-demand] nodes=0 least=0 most=1" + eksctlLabels("a", "", true) + "\nnode-group b capacity=[on-demand] nodes=0 least=0 most=1" + eksctlLabels("b", "", true) +
				"\nassumed: node group a: eksctl chooses its instance types by instanceSelector, which is not read\nassumed: node group b: its instance type is in its launch template, which is not in the input\n"},
		{"what has no nodes", "managedNodeGroups: [{name: w, amiFamily: WindowsServer2022CoreContainer}]\nfargateProfiles: [{name: fp, selectors: [{namespace: default}]}]\nautoModeConfig: {enabled: true}",
			"skipped: node group w: its nodes run Windows\nskipped: Fargate profile fp: a Fargate profile needs no nodes\nskipped: ClusterConfig shop: EKS Auto Mode launches nodes by NodePools: add the output of kubectl get nodepools,nodeclasses -o yaml\n"},
		{"extended resources", `managedNodeGroups: [{name: a, instanceType: m5.large, desiredCapacity: 0, labels: {on: true}, propagateASGTags: true, tags: {"k8s.io/cluster-autoscaler/node-template/resources/example.com/fuse": "3", "k8s.io/cluster-autoscaler/node-template/taint/x": "y:NoSchedule"}}]`,
			"node-group a types=[m5.large] capacity=[on-demand] nodes=0 least=0 most=1" + eksctlLabels("a", " on:true", true) + " extended=map[example.com/fuse:3]\n"},
	} {
		t.Run(c.name, func(t *testing.T) { check(t, c.want, config(c.text)) })
	}
}

// In JSON, all keys are read wherever the kind is.
func TestClusterConfigInJSON(t *testing.T) {
	check(t, "node-group a types=[m5.large] zones=[eu-west-2a] capacity=[on-demand] nodes=1 least=1 most=1"+eksctlLabels("a", "", true)+"\ntoday a 1 × m5.large eu-west-2a on-demand\n",
		`{"kind": "ClusterConfig", "apiVersion": "eksctl.io/v1alpha5", "metadata": {"name": "shop", "region": "eu-west-2"}, "availabilityZones": ["eu-west-2a"], "managedNodeGroups": [{"name": "a", "instanceType": "m5.large", "desiredCapacity": 1}]}`)
}

func TestClusterConfigRegion(t *testing.T) {
	im := workloadtest.MustRead(t, config("managedNodeGroups: [{name: a}]"))
	if got := fmt.Sprint(im.Region, im.Zones); got != "eu-west-2[]" {
		t.Error(got)
	}
}

func TestClusterConfigErrors(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"managedNodeGroups: [{name: a}, {}]", "a.yaml:1: ClusterConfig: managedNodeGroups[1]: missing name: eksctl makes one up, so give it that of the group in the cluster"},
		{"nodeGroups: [{name: a, minSize: 3, desiredCapacity: 2}]", "a.yaml:1: ClusterConfig: nodeGroups[0] a: desiredCapacity 2: must be from minSize 3 to maxSize 2"},
		{"nodeGroups: [{name: a, taints: {x: NoSchedul}}]", `a.yaml:1: ClusterConfig: nodeGroups[0] a: taint x: effect "NoSchedul": must be NoSchedule, PreferNoSchedule or NoExecute`},
		{"nodeGroups: [{name: a, taints: [{key: x, value: y}]}]", `a.yaml:1: ClusterConfig: nodeGroups[0] a: taint x: effect "": must be NoSchedule, PreferNoSchedule or NoExecute`},
		{"nodeGroups: [{name: a, maxPodsPerNode: -1}]", `a.yaml:1: ClusterConfig: nodeGroups[0] a: maxPodsPerNode "-1": must be 1 to 10000`},
		{"nodeGroups: [{name: a, desiredCapacity: many}]", "a.yaml:1: ClusterConfig: nodeGroups.desiredCapacity: must be a whole number, not string"},
	} {
		if _, err := workloadtest.Read(config(c.text)); err == nil || err.Error() != c.want {
			t.Errorf("%s\n got %v\nwant %s", c.text, err, c.want)
		}
	}
}
