package kubernetes_test

import (
	"fmt"
	"strings"
	"testing"

	"podfit/planner/workload/workloadtest"
)

// pool is a NodePool of karpenter.sh/v1 with the spec of its template, and what follows
// that.
func pool(name, template, more string) string {
	return fmt.Sprintf("---\napiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: %s}\nspec:\n  template:\n    spec: {%s}\n%s\n", name, template, more)
}

func claim(name, pool, more string) string {
	return fmt.Sprintf("---\napiVersion: karpenter.sh/v1\nkind: NodeClaim\nmetadata: {name: %s, labels: {karpenter.sh/nodepool: %s, %s\n", name, pool, more)
}

const (
	launched = "node.kubernetes.io/instance-type: m5.large, topology.kubernetes.io/zone: eu-west-3a, karpenter.sh/capacity-type: %s}}\nstatus: {providerID: aws:///eu-west-3a/i-1}"
	// ours is a node class of the pools in these tests.
	ours         = "nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: default}"
	class        = "---\napiVersion: karpenter.k8s.aws/v1\nkind: EC2NodeClass\nmetadata: {name: default}\nspec: {role: node, amiSelectorTerms: [{alias: al2023@latest}]%s}\nstatus: {%s}\n"
	uncounted    = "ignored: NodePool a: its nodes do not count, as their number is not in the input: add the output of kubectl get nodes -o json\n"
	withoutClass = "assumed: NodePool a: its EC2NodeClass default is not in the input, which may set zones and max pods\n"
)

func requires(list ...string) string {
	var all []string
	for _, one := range list {
		f := strings.Fields(one)
		more := ""
		if len(f) > 3 {
			more = ", minValues: " + f[3]
		}
		values := ""
		if len(f) > 2 && f[2] != "-" {
			values = `"` + strings.ReplaceAll(f[2], ",", `", "`) + `"`
		}
		all = append(all, fmt.Sprintf("{key: %s, operator: %s, values: [%s]%s}", f[0], f[1], values, more))
	}
	return "requirements: [" + strings.Join(all, ", ") + "]"
}

func TestNodePools(t *testing.T) {
	const labels = " labels=map[karpenter.k8s.aws/ec2nodeclass:default karpenter.sh/nodepool:a"
	emptyClass := fmt.Sprintf(class, "", "")
	for _, c := range []struct{ name, text, want string }{
		// As the NodePools page of Karpenter's documentation has it (karpenter.sh/docs/concepts/nodepools).
		{"requirements, labels, taints, limits, weight", `apiVersion: karpenter.sh/v1
kind: NodePool
metadata: {name: a}
spec:
  template:
    metadata: {labels: {billing-team: my-team}, annotations: {example.com/owner: my-team}}
    spec:
      nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: default}
      taints: [{key: example.com/special-taint, effect: NoSchedule}]
      startupTaints: [{key: example.com/another-taint, effect: NoSchedule}]
      expireAfter: 720h
      terminationGracePeriod: 48h
      requirements:
      - {key: karpenter.k8s.aws/instance-category, operator: In, values: [c, m, r], minValues: 2}
      - {key: karpenter.k8s.aws/instance-cpu, operator: In, values: ["4", "8"]}
      - {key: karpenter.k8s.aws/instance-generation, operator: Gt, values: ["2"]}
      - {key: topology.kubernetes.io/zone, operator: In, values: [us-west-2a, us-west-2b]}
      - {key: kubernetes.io/arch, operator: In, values: [arm64, amd64]}
      - {key: karpenter.sh/capacity-type, operator: In, values: [spot, on-demand, reserved]}
  disruption: {consolidationPolicy: WhenEmptyOrUnderutilized, consolidateAfter: 1m}
  limits: {cpu: "1000", memory: 1000Gi, nvidia.com/gpu: 2}
  weight: 10
status: {resources: {cpu: "20", memory: 8192Mi, nodes: "3", pods: "87"}}
` + emptyClass,
			`node-pool a requires=["karpenter.k8s.aws/instance-category in (c,m,r)" "karpenter.k8s.aws/instance-cpu in (4,8)" "karpenter.k8s.aws/instance-generation>2" "kubernetes.io/arch in (arm64,amd64)"] zones=[us-west-2a us-west-2b] capacity=[on-demand spot] nodes=3` +
				" labels=map[billing-team:my-team karpenter.k8s.aws/ec2nodeclass:default karpenter.sh/nodepool:a] taints=[example.com/special-taint:NoSchedule] cpu-limit=1000000 memory-limit=1073741824000 weight=10\ntoday a 3 × - - -\n" +
				"assumed: NodePool a: minValues of karpenter.k8s.aws/instance-category is ignored: with fewer values than that Karpenter launches nothing\nassumed: NodePool a: its limit of nvidia.com/gpu is ignored\n" +
				"ignored: NodePool a: the instance type of its nodes is not in the input: add the output of kubectl get nodes -o json\nignored: NodePool a: the zones of its nodes are not in the input: add the output of kubectl get nodes -o json\n" +
				"ignored: NodePool a: which of its nodes are Spot Instances is not in the input: add the output of kubectl get nodes -o json\n"},
		// The operators of Karpenter and what they mean for zones and capacity types.
		{"operators", pool("a", ours+", "+requires("team In x", "tier NotIn y,z", "disk Exists", "gpu DoesNotExist", "karpenter.k8s.aws/instance-cpu Gte 4", "karpenter.k8s.aws/instance-cpu Lte 16", "karpenter.k8s.aws/instance-memory Lt 65536",
			"topology.kubernetes.io/zone NotIn eu-west-3c", "karpenter.sh/capacity-type NotIn spot,reserved", "beta.kubernetes.io/arch In arm64", "kubernetes.io/os In linux,windows"), "") + emptyClass,
			`node-pool a requires=["team=x" "tier notin (y,z)" "disk" "!gpu" "karpenter.k8s.aws/instance-cpu>3" "karpenter.k8s.aws/instance-cpu<17" "karpenter.k8s.aws/instance-memory<65536" "topology.kubernetes.io/zone!=eu-west-3c" "kubernetes.io/arch=arm64"] capacity=[on-demand]` + labels + "]\n" + uncounted},
		{"conditions on one key add up", pool("a", ours+", "+requires("topology.kubernetes.io/zone In eu-west-3a,eu-west-3b", "failure-domain.beta.kubernetes.io/zone In eu-west-3b,eu-west-3c", "karpenter.sh/capacity-type In spot,on-demand", "karpenter.sh/capacity-type NotIn on-demand"), "") + emptyClass,
			"node-pool a zones=[eu-west-3b] capacity=[spot]" + labels + "]\n" + uncounted},
		{"conditions that nothing meets", pool("a", ours+", "+requires("topology.kubernetes.io/zone In eu-west-3a", "topology.kubernetes.io/zone In eu-west-3c"), "") + emptyClass,
			`node-pool a requires=["podfit/no-such-label"]` + labels + "]\n" + uncounted},
		{"reserved alone", pool("a", ours+", "+requires("karpenter.sh/capacity-type In reserved"), "") + emptyClass,
			"node-pool a capacity=[on-demand]" + labels + "]\nassumed: NodePool a: its reserved capacity counts as On-Demand\n" + uncounted},
		// Nothing says which zones and capacity types; the node class is elsewhere.
		{"no requirements", pool("a", ours, ""), "node-pool a" + labels + "]\n" + withoutClass + uncounted},
		// The node class decides on zones, images and max pods; it may come first.
		{"a node class", fmt.Sprintf(class, ", kubelet: {maxPods: 42, podsPerCore: 8}", "subnets: [{id: subnet-2, zone: eu-west-3b, zoneID: euw3-az2}, {id: subnet-1, zone: eu-west-3a}, {id: subnet-3, zone: eu-west-3a}], amis: [{id: ami-1, requirements: [{key: kubernetes.io/arch, operator: In, values: [amd64]}]}]") + pool("a", ours, ""),
			"node-pool a requires=[\"kubernetes.io/arch=amd64\"] zones=[eu-west-3a eu-west-3b] max-pods=42" + labels + "]\nassumed: NodePool a: podsPerCore is ignored: its nodes may take fewer pods\n" + uncounted},
		{"a node class and zones of one's own", pool("a", ours+", "+requires("topology.kubernetes.io/zone In eu-west-3b,eu-west-3c"), "") +
			fmt.Sprintf(class, "", "subnets: [{zone: eu-west-3a}, {zone: eu-west-3b}], amis: [{requirements: [{key: kubernetes.io/arch, operator: In, values: [amd64]}]}, {requirements: [{key: kubernetes.io/arch, operator: In, values: [arm64]}]}]"),
			"node-pool a zones=[eu-west-3b]" + labels + "]\n" + uncounted},
		{"a node class in other zones", pool("a", ours+", "+requires("topology.kubernetes.io/zone In eu-west-3c"), "") + fmt.Sprintf(class, "", "subnets: [{zone: eu-west-3a}]"),
			`node-pool a requires=["podfit/no-such-label"]` + labels + "]\nassumed: NodePool a: its node class has no subnet in its zones, so that it launches nothing\n" + uncounted},
		// Its node class needs no kind; a limit beyond all sizes is as good as none.
		{"v1beta1", strings.Replace(pool("a", "kubelet: {maxPods: 20}, nodeClassRef: {apiVersion: karpenter.k8s.aws/v1beta1, name: default}", "  limits: {nodes: 5, cpu: 100k, memory: 1.5Ti}"), "karpenter.sh/v1\n", "karpenter.sh/v1beta1\n", 1),
			"node-pool a most=5 max-pods=20" + labels + "] memory-limit=1649267441664\n" + withoutClass + uncounted},
		// EKS Auto Mode's built-in general-purpose, and its node class.
		{"Auto Mode", pool("general-purpose", "nodeClassRef: {group: eks.amazonaws.com, kind: NodeClass, name: default}, "+requires("eks.amazonaws.com/instance-generation Gt 4"), "status: {resources: {nodes: \"0\"}}") +
			"---\napiVersion: eks.amazonaws.com/v1\nkind: NodeClass\nmetadata: {name: default}\nspec: {ephemeralStorage: {size: 80Gi}}\nstatus: {subnets: [{id: subnet-1, zone: eu-west-3a}]}\n",
			`node-pool general-purpose requires=["eks.amazonaws.com/instance-generation>4"] zones=[eu-west-3a] nodes=0 labels=map[eks.amazonaws.com/compute-type:auto eks.amazonaws.com/nodeclass:default karpenter.sh/nodepool:general-purpose]` + "\n"},
		{"Windows", pool("a", ours+", "+requires("kubernetes.io/os In windows"), "") + pool("b", ours, "") + strings.Replace(fmt.Sprintf(class, "", ""), "al2023", "windows2022", 1), "skipped: NodePool a, NodePool b: its nodes run Windows\n"},
		// NodeClaims are nodes by type and zone, once they are launched.
		{"NodeClaims", pool("a", ours, "status: {resources: {nodes: \"9\"}}") + emptyClass + claim("a-1", "a", fmt.Sprintf(launched, "spot")) + claim("a-2", "a", fmt.Sprintf(launched, "on-demand")) + claim("a-3", "a", fmt.Sprintf(launched, "spot")) +
			claim("a-4", "a", "x: y}}") + claim("b-1", "b", fmt.Sprintf(launched, "spot")) + claim("a-3", "a", fmt.Sprintf(launched, "spot")),
			"node-pool a nodes=3" + labels + "]\ntoday a 2 × m5.large eu-west-3a spot\ntoday a 1 × m5.large eu-west-3a on-demand\nskipped: NodeClaim b-1: its NodePool is not in the input\n"},
		{"static capacity", pool("a", ours, "  replicas: 2") + emptyClass, "node-pool a nodes=2" + labels + "]\ntoday a 2 × - - -\n" +
			"ignored: NodePool a: the instance type of its nodes is not in the input: add the output of kubectl get nodes -o json\nignored: NodePool a: the zones of its nodes are not in the input: add the output of kubectl get nodes -o json\n" +
			"ignored: NodePool a: which of its nodes are Spot Instances is not in the input: add the output of kubectl get nodes -o json\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := workloadtest.Describe(workloadtest.MustRead(t, c.text)); got != c.want {
				t.Errorf("%s\n got %s\nwant %s", c.text, got, c.want)
			}
		})
	}
}

func TestNodePoolErrors(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{requires("x Gte many"), `requirement on x: Gte "many": must be a whole number`},
		{requires("x Lte 1,2"), "requirement on x: Lte takes one whole number"},
		{requires("x In -"), `requirement on x with In "": Karpenter would not accept it`},
		{requires("x Like y"), `requirement on x with Like "y": Karpenter would not accept it`},
		{"taints: [{key: x, effect: Never}]", `taint x: effect "Never": must be NoSchedule, PreferNoSchedule or NoExecute`},
		{"kubelet: {maxPods: -1}", `kubelet.maxPods "-1": must be 1 to 10000`},
		{requires("topology.kubernetes.io/zone In A"), `zone "A": must be a name such as eu-west-3a`},
	} {
		_, err := workloadtest.Read(pool("a", c.text, ""))
		if want := "a.yaml:2: NodePool a: " + c.want; err == nil || err.Error() != want {
			t.Errorf("%s\n got %v\nwant %s", c.text, err, want)
		}
	}
	_, err := workloadtest.Read(pool("a", "", "  limits: {cpu: many}"))
	if want := `a.yaml:2: NodePool a: spec.limits.cpu "many": not a Kubernetes quantity such as 250m or 2`; err == nil || err.Error() != want {
		t.Error(err)
	}
}
