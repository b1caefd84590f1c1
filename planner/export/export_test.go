package export_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/export"
	"podfit/planner/plan"
	"podfit/planner/report/words"
	"podfit/planner/sample"
)

// A tool that cannot create the nodes says which one can.
func TestErrors(t *testing.T) {
	auto := request(t, planner.Workloads{pods("web", 1, 1, 1)}, func(s *planner.Settings) { s.MaxPods.Policy = eni.PolicyAutoMode }, asked, "m5.large")
	bottlerocket := request(t, planner.Workloads{pods("web", 1, 1, 1)}, func(s *planner.Settings) { s.AMI = planner.Bottlerocket }, asked, "m5.large")
	const noNodes = ": EKS Auto Mode (max pods auto-mode) launches its own nodes; export karpenter"
	for _, c := range []struct {
		tool    string
		request *export.Request
		want    string
	}{
		{"eksctl", auto, "eksctl" + noNodes},
		{"terraform", auto, "terraform" + noNodes},
		{"nodeadm", auto, "nodeadm" + noNodes},
		{"cni", auto, "cni" + noNodes},
		{"cni-addon", auto, "cni" + noNodes},
		{"nodeadm", bottlerocket, "nodeadm: Bottlerocket does not use it; plan with --ami al2023, or export eksctl, karpenter or terraform"},
	} {
		if text, err := everyTool[c.tool](c.request); err == nil || err.Error() != c.want || len(text) > 0 {
			t.Errorf("%s: %v and %q, want %s", c.tool, err, text, c.want)
		}
	}
}

// Why max pods are what they are, and who sets them.
func TestMaxPodsComments(t *testing.T) {
	with := func(m eni.MaxPods, mode eni.Mode) func(*planner.Settings) {
		return func(s *planner.Settings) { s.MaxPods, s.CNI.Mode = m, mode }
	}
	number := eni.MaxPods{Policy: eni.PolicyNumber, Number: 150}
	for _, c := range []struct {
		name, tool, instanceType string
		change                   func(*planner.Settings)
		want                     string
	}{
		{"EKS does it", "eksctl", "m5.xlarge", asSet, "# max pods: 58 = 4 ENIs × (15 − 1) + 2, the EKS default\n"},
		{"EKS would set more", "eksctl", "m5.large", with(eni.MaxPods{}, eni.PrefixDelegation), "maxPodsPerNode: 29 # 29 = 3 ENIs × (10 − 1) + 2; the EKS default is 110\n"},
		{"above the cap", "eksctl", "m5.large", with(number, eni.PrefixDelegation), "maxPodsPerNode: 150 # 150 = maxPods as set; EKS caps it at 110 unless the group has a custom AMI\n"},
		{"a large type's cap", "eksctl", "m5.8xlarge", with(number, eni.PrefixDelegation), "maxPodsPerNode: 150 # 150 = maxPods as set; the EKS default is 250\n"},
		{"at the cap", "eksctl", "m5.large", with(eni.MaxPods{Policy: eni.PolicyNumber, Number: 110}, 0), "maxPodsPerNode: 110 # 110 = maxPods as set; the EKS default is 29\n"},
		{"Karpenter does it", "karpenter", "m5.xlarge", asSet, "# max pods: 58 = 4 ENIs × (15 − 1) + 2\nspec:\n"},
		{"a cap that Karpenter has not", "karpenter", "m5.8xlarge", with(eni.MaxPods{Policy: eni.PolicyManaged}, eni.PrefixDelegation), "maxPods: 250 # 250 = managed node group: 3712 pod IPs + 2, at most 250; Karpenter's default is 234 on m5.8xlarge\n"},
		{"podsPerCore", "karpenter", "m5.large", with(eni.MaxPods{Policy: eni.PolicyKarpenter, PodsPerCore: 7}, 0), "podsPerCore: 7 # 14 = Karpenter: 3 ENIs × (10 − 1) + 2, at most 7 × 2 vCPUs\n"},
		{"an expression", "karpenter", "m5.large", with(eni.MaxPods{Policy: eni.PolicyExpression, Expression: constant(12)}, 0), "maxPods: 12 # 12 = 12 + 0 (default_enis 3, ips_per_eni 10); Karpenter's default is 29 on m5.large\n"},
		{"an expression where it is one", "nodeadm", "m5.large", with(eni.MaxPods{Policy: eni.PolicyExpression, Expression: constant(12)}, 0), "maxPodsExpression: 12 + 0 # 12 = 12 + 0 (default_enis 3, ips_per_eni 10)\n"},
		{"an expression overridden", "nodeadm", "m5.large", func(s *planner.Settings) {
			s.MaxPods = eni.MaxPods{Policy: eni.PolicyExpression, Expression: constant(12)}
			s.Overrides = map[string]planner.Override{"m5.large": {MaxPods: planner.Known(21)}}
		}, "config:\n      maxPods: 21 # 21 = overridden for m5.large\n"},
		{"a number", "nodeadm", "m5.large", with(number, 0), "maxPods: 150 # 150 = maxPods as set\n"},
		// An override stands above the policy.
		{"overridden", "karpenter", "m5.large", func(s *planner.Settings) {
			s.MaxPods.Policy = eni.PolicyKarpenter
			s.Overrides = map[string]planner.Override{"m5.large": {MaxPods: planner.Known(21)}}
		}, "maxPods: 21 # 21 = overridden for m5.large\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, err := everyTool[c.tool](request(t, planner.Workloads{pods("web", 3, 100, 100)}, c.change, asked, c.instanceType))
			if err != nil || !strings.Contains(string(text), c.want) {
				t.Errorf("%v\n%s\nhas no\n%s", err, text, c.want)
			}
		})
	}
}

// Nodes of several types have the lowest max pods of them, and no more types
// than EKS takes: those of the lowest spot price, and of the same image.
func TestAlternatives(t *testing.T) {
	r := request(t, planner.Workloads{pods("web", 3, 1000, 1000)}, func(s *planner.Settings) {
		s.Capacity.OnDemandPercent = 0
		s.Overrides = map[string]planner.Override{"m6a.xlarge": {MaxPods: planner.Known(40)}}
	}, asked, "m5.xlarge", "m6a.xlarge", "g4dn.xlarge")
	for i := range 30 {
		o := r.Candidates[0]
		alike := *o.Type
		alike.Name, o.Type = fmt.Sprintf("m%d.xlarge", 50+i), &alike
		o.Cost.SpotMonth = planner.Known(planner.Money(100 - i))
		r.Candidates = append(r.Candidates, o)
		r.Plan.Groups[0].Alternatives = append(r.Plan.Groups[0].Alternatives, alike.Name)
	}
	text, err := eksctl(r)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"instanceTypes: [m5.xlarge, m61.xlarge, m62.xlarge,", "m79.xlarge] # m5.xlarge is planned; 19 other types of the same vCPUs and memory can hold the same pods\n",
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
	r.Candidates[len(r.Candidates)-1].Type.Spot = false
	r.Plan.Groups[0].Alternatives = []string{"m6a.xlarge", "g4dn.xlarge", "m79.xlarge"}
	if text, err = karpenter(r); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"values: [m5.xlarge, m6a.xlarge] #", "maxPods: 40 # 40 = overridden for m6a.xlarge; m6a.xlarge has the lowest of the types; Karpenter's default is 58 on m6a.xlarge\n",
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
}

// A taint is what all pods of a group tolerate and others do not.
func TestTaints(t *testing.T) {
	for _, c := range []struct {
		name    string
		web, db []string
		want    string
	}{
		{"none", nil, nil, ""},
		{"a key, a value and an effect", nil, []string{"a=b:NoExecute"}, "--register-with-taints=a=b:NoExecute"},
		{"any value", nil, []string{"a:NoSchedule"}, "--register-with-taints=a:NoSchedule"},
		{"any effect", nil, []string{"a=b"}, "--register-with-taints=a=b:NoSchedule"},
		{"several", nil, []string{"a:NoSchedule", "b=c"}, "--register-with-taints=a:NoSchedule,b=c:NoSchedule"},
		{"twice the same", nil, []string{"a", "a:NoSchedule"}, "--register-with-taints=a:NoSchedule"},
		// Nobody would be kept away.
		{"all of the workload", []string{"a"}, []string{"a"}, ""},
		{"whatever there is", nil, []string{"*"}, ""},
		{"of Kubernetes", nil, []string{"node.kubernetes.io/disk-pressure:NoSchedule"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := set()
			w[0].Nodes.Tolerations, w[1].Nodes.Tolerations, w[1].Nodes.Labels = c.web, c.db, nil
			text, err := nodeadm(request(t, w, asSet, asked, "m5.large", "m7g.large"))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, document := range documents(t, text) {
				kubelet := document["spec"].(map[string]any)["kubelet"].(map[string]any)
				if flags, any := kubelet["flags"].([]any); any {
					got = append(got, flags[0].(string))
				}
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// One node has no two values of a label; what cannot be said is remarked.
func TestLabels(t *testing.T) {
	w := planner.Workloads{pods("a", 2, 100, 100), pods("b", 2, 100, 100)}
	w[0].Nodes.Labels = sample.Conditions("disk=fast", "team", "eks.amazonaws.com/nodegroup=x")
	w[1].Nodes.Labels = sample.Conditions("disk=slow", "disk=fast")
	w[1].Nodes.Zones = []string{"us-east-1a", "use1-az2"}
	inZone := func(q *plan.Question) { q.Zones, q.ZoneNames = 1, []string{"us-east-1a"} }
	text, err := eksctl(request(t, w, asSet, inZone, "m5.large"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"    labels:\n      disk: fast # selected by a\n  ",
		"  # a selects nodes by \"team\": make sure that these match\n",
		"  # a selects nodes by \"eks.amazonaws.com/nodegroup=x\": make sure that these match\n",
		"  # b selects nodes by \"disk=slow\", but these have another value\n",
		"  # b runs only in us-east-1a, use1-az2: make sure that there are nodes\n",
	} {
		if !strings.Contains(string(text)+"  ", want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

// Names are the user's: none ends the comment or the value that it stands in.
func TestNoWayOutOfAComment(t *testing.T) {
	const evil = "x\nkind: Evil\r\u0085\u2028kind: Evil"
	read := func(name string, tool func(*export.Request) ([]byte, error)) []map[string]any {
		w := planner.Workloads{pods(name, 2, 100, 100)}
		w[0].Nodes.Labels = append(sample.Conditions("disk=fast"), planner.Requirement{Key: "team", Values: []string{name, "b"}})
		r := request(t, w, asSet, asked, "m5.large")
		r.Header = []string{name}
		text, err := tool(r)
		if err != nil {
			t.Fatal(err)
		}
		return documents(t, text)
	}
	for tool, write := range yamlTools {
		if got, want := read(evil, write), read("x", write); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %v\nwant %v", tool, got, want)
		}
	}
	r := request(t, planner.Workloads{pods("x", 2, 100, 100)}, asSet, asked, "m5.large")
	r.Cluster = "${path.module}%{ if true }\"\n}"
	r.Header = []string{evil}
	text, err := terraform(r)
	if err != nil {
		t.Fatal(err)
	}
	if got := module(t, text)["name"].AsString(); got != r.Cluster {
		t.Errorf("%q became %q", r.Cluster, got)
	}
}

// crafted is an expression that Terraform would read as a template.
type crafted struct{ constant }

func (crafted) String() string { return "size('${path.module}%{ if true }')" }

// Nor does an expression reach Terraform from within a heredoc.
func TestNoTemplateInAHeredoc(t *testing.T) {
	text, err := terraform(request(t, planner.Workloads{pods("web", 3, 100, 100)}, func(s *planner.Settings) {
		s.MaxPods = eni.MaxPods{Policy: eni.PolicyExpression, Expression: crafted{12}}
	}, asked, "m5.large"))
	if err != nil {
		t.Fatal(err)
	}
	part := module(t, text)["eks_managed_node_groups"].GetAttr("m5-large").GetAttr("cloudinit_pre_nodeadm").AsValueSlice()[0]
	if content := part.GetAttr("content").AsString(); !strings.Contains(content, "maxPods: 12 # 12 = size('${path.module}%{ if true }') (") {
		t.Errorf("%s", content)
	}
}

// Reserved memory is told also where EKS sets max pods itself.
func TestReservedAlone(t *testing.T) {
	r := request(t, planner.Workloads{pods("web", 3, 100, 100)}, func(s *planner.Settings) { s.SystemReserved.Memory = 1 << 20 }, asked, "m5.large")
	for _, tool := range []string{"terraform", "eksctl", "karpenter", "nodeadm"} {
		if text, err := everyTool[tool](r); err != nil || !strings.Contains(string(text), "systemReserved:\n") {
			t.Errorf("%s: %v and\n%s", tool, err, text)
		}
	}
}

// What the settings reserve is in every configuration; the kubelet would drop the
// thresholds of the disk if they were not listed.
func TestReserves(t *testing.T) {
	change := func(s *planner.Settings) {
		s.KubeReserved = planner.Resources{CPU: 120, Memory: 700 * planner.MiB}
		s.EvictionMemory = 300 * planner.MiB
	}
	r := request(t, planner.Workloads{pods("web", 3, 100, 100)}, change, asked, "m5.large")
	bottlerocket := request(t, planner.Workloads{pods("web", 3, 100, 100)}, func(s *planner.Settings) { change(s); s.AMI = planner.Bottlerocket }, asked, "m5.large")
	for _, c := range []struct {
		tool string
		of   *export.Request
		want []string
	}{
		{"nodeadm", r, []string{"kubeReserved:\n", "cpu: 120m\n", "memory: 700Mi\n", "memory.available: 300Mi\n", "nodefs.available: 10%", "nodefs.inodesFree: 5%"}},
		{"karpenter", r, []string{"kubeReserved:\n", "memory: 700Mi\n", "memory.available: 300Mi\n", "nodefs.available: 10%"}},
		{"eksctl", r, []string{"kubeReserved:\n", "memory.available: 300Mi\n"}},
		{"terraform", r, []string{"kubeReserved:\n", "memory.available: 300Mi\n"}},
		{"eksctl", bottlerocket, []string{"kube-reserved:\n", "eviction-hard:\n", "memory.available: 300Mi\n"}},
		{"terraform", bottlerocket, []string{"[settings.kubernetes.kube-reserved]\n", "memory = \"700Mi\"\n", "[settings.kubernetes.eviction-hard]\n", "\"memory.available\" = \"300Mi\"\n"}},
	} {
		text, err := everyTool[c.tool](c.of)
		for _, want := range c.want {
			if err != nil || !strings.Contains(strings.ReplaceAll(string(text), "'", ""), want) {
				t.Errorf("%s: no %q: %v and\n%s", c.tool, want, err, text)
			}
		}
	}
}

// EKS sets the CNI of an IPv6 cluster up itself; the cluster has to be one.
func TestIPv6(t *testing.T) {
	r := request(t, planner.Workloads{pods("web", 3, 100, 100)}, func(s *planner.Settings) {
		s.CNI.Family, s.CNI.Mode = eni.IPv6, eni.PrefixDelegation
	}, asked, "m5.large")
	for tool, want := range map[string]string{
		"eksctl":    "kubernetesNetworkConfig:\n  ipFamily: IPv6\n",
		"terraform": "ip_family                  = \"ipv6\"\n  create_cni_ipv6_iam_policy = true\n",
		"cni":       "# podfit export\n# IPv6 is chosen when the cluster is created; EKS configures the CNI for it.\n",
		"cni-addon": "{}\n",
	} {
		text, err := everyTool[tool](r)
		if err != nil || !strings.Contains(string(text), want) || strings.Contains(string(text), "ENABLE_PREFIX_DELEGATION") {
			t.Errorf("%s: %v and\n%s", tool, err, text)
		}
	}
}

// Long names of types leave no room for the prefix of a role's name.
func TestLongNames(t *testing.T) {
	r := request(t, planner.Workloads{pods("web", 3, 100, 100)}, func(s *planner.Settings) { s.Capacity.OnDemandPercent = 0 }, asked, "m5.large")
	r.Plan.Groups[0].Option.Type.Name = "u7in-32tb.224xlarge"
	text, err := terraform(r)
	if err != nil {
		t.Fatal(err)
	}
	group := module(t, text)["eks_managed_node_groups"].GetAttr("u7in-32tb-224xlarge-spot")
	if got := group.GetAttr("iam_role_name").AsString(); got != "shop-u7in-32tb-224xlarge-spot" || group.GetAttr("iam_role_use_name_prefix").True() {
		t.Errorf("role %q in\n%s", got, text)
	}
}

// The image is that of the type.
func TestImages(t *testing.T) {
	for _, c := range []struct {
		arch, gpu, accelerator string
		ami                    planner.AMI
		want                   string
	}{
		{"amd64", "", "", planner.AL2023, "AL2023_x86_64_STANDARD"},
		{"arm64", "", "", planner.AL2023, "AL2023_ARM_64_STANDARD"},
		{"amd64", "NVIDIA T4", "", planner.AL2023, "AL2023_x86_64_NVIDIA"},
		{"amd64", "AMD Radeon Pro V520", "", planner.AL2023, "AL2023_x86_64_STANDARD"},
		{"amd64", "", "Trainium2", planner.AL2023, "AL2023_x86_64_NEURON"},
		{"amd64", "", "Inferentia", planner.AL2023, "AL2023_x86_64_NEURON"},
		{"amd64", "", "", planner.Bottlerocket, "BOTTLEROCKET_x86_64"},
		{"arm64", "NVIDIA T4g", "", planner.Bottlerocket, "BOTTLEROCKET_ARM_64_NVIDIA"},
	} {
		r := request(t, planner.Workloads{pods("web", 3, 100, 100)}, func(s *planner.Settings) { s.AMI = c.ami }, asked, "m5.large")
		instance := r.Plan.Groups[0].Option.Type
		instance.Arch, instance.Devices, instance.Accelerator = c.arch, devices(c.gpu), c.accelerator
		text, err := terraform(r)
		if err != nil {
			t.Fatal(err)
		}
		if got := module(t, text)["eks_managed_node_groups"].GetAttr("m5-large").GetAttr("ami_type").AsString(); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}

// The partition of a region is that of the policies' names.
func TestPartitions(t *testing.T) {
	for region, want := range map[string]string{"us-east-1": "arn:aws:", "cn-north-1": "arn:aws-cn:", "us-gov-west-1": "arn:aws-us-gov:"} {
		r := request(t, planner.Workloads{pods("web", 3, 100, 100)}, func(s *planner.Settings) {
			s.Region, s.CNI.SecurityGroupsForPods = region, true
		}, asked, "m5.large")
		text, err := terraform(r)
		if err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%s: %v and\n%s", region, err, text)
		}
	}
}

// EKS caps max pods of managed node groups by the smallest type: 110, or 250 from
// 30 vCPUs.
func TestCapped(t *testing.T) {
	for _, c := range []struct {
		instanceType string
		maxPods      int
		want         string
	}{
		{"m5.large", 110, ""},
		{"m5.large", 111, "m5-large: the plan has 111 max pods, but EKS caps managed node groups at 110 unless they have a custom AMI; plan with --max-pods managed"},
		{"m5.8xlarge", 250, ""},
		{"m5.8xlarge", 251, "m5-8xlarge: the plan has 251 max pods, but EKS caps managed node groups at 250 unless they have a custom AMI; plan with --max-pods managed"},
	} {
		r := request(t, planner.Workloads{pods("web", 3, 100, 100)}, func(s *planner.Settings) {
			s.MaxPods, s.CNI.Mode = eni.MaxPods{Policy: eni.PolicyNumber, Number: c.maxPods}, eni.PrefixDelegation
		}, asked, c.instanceType)
		got := ""
		for _, w := range r.Capped() {
			got += words.Warn(w).Line()
		}
		if got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

// Each tool and each of its formats is found by name, and no other is.
func TestTable(t *testing.T) {
	if got := strings.Join(export.Tools(), " "); got != "eksctl karpenter terraform nodeadm cni requests" {
		t.Error(got)
	}
	for _, tool := range export.Tools() {
		if e, known := export.Named(tool); !known || e.Tool != tool || e.Summary == "" {
			t.Errorf("%s: %+v", tool, e)
		}
	}
	if _, known := export.Named("helm"); known {
		t.Error("helm")
	}
	cni, _ := export.Named("cni")
	if got := strings.Join(cni.FormatNames(), " "); got != "env addon" {
		t.Error(got)
	}
	r := request(t, planner.Workloads{pods("web", 1, 1, 1)}, asSet, asked, "m5.large")
	if _, err := cni.Write(r, "xml"); err == nil || err.Error() != `cni: format "xml": must be one of env, addon` {
		t.Error(err)
	}
	eksctl, _ := export.Named("eksctl")
	if eksctl.FormatNames() != nil {
		t.Error(eksctl.FormatNames())
	}
	for name, want := range map[string]bool{"shop": true, "my-shop2": true, "my_shop": false, "2shop": false, "": false, strings.Repeat("a", 100): true, strings.Repeat("a", 101): false} {
		if err := eksctl.CheckCluster(name); (err == nil) != want {
			t.Errorf("%q: %v", name, err)
		}
	}
}
