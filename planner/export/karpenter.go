package export

import (
	"fmt"
	"slices"
	"strings"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/report/words"
)

var karpenter = Exporter{
	Reads:    Reads{Cluster: true},
	Tool:     "karpenter",
	Summary:  "NodePools, limited to the plan's maximum of nodes, and EC2NodeClasses",
	AutoMode: true,
	Formats:  []Format{{File: "karpenter.yaml", write: karpenterPools}},
}

// karpenterPools is a NodePool (karpenter.sh/v1) for each part of the plan and an
// EC2NodeClass (karpenter.k8s.aws/v1) for each instance type of a pool. In Auto Mode, the
// NodePools use EKS's default node class.
func karpenterPools(r *Request) ([]byte, error) {
	var documents []document
	var classes []string
	parts := r.parts()
	for i := range parts {
		p := &parts[i]
		if class := className(p.NodeGroup); !r.autoMode() && !slices.Contains(classes, class) {
			classes = append(classes, class)
			documents = append(documents, document{nil, r.ec2NodeClass(p)})
		}
		documents = append(documents, document{r.aboutZoned(p), r.nodePool(p)})
	}
	documents[0].head = append(slices.Clone(r.Header), documents[0].head...)
	return writeYAML(documents), nil
}

func (r *Request) ec2NodeClass(p *part) object {
	discovery := []element{{"", object{{"tags", object{{"karpenter.sh/discovery", r.Cluster, ""}}, ""}}}}
	alias := map[planner.AMI]string{planner.AL2023: "al2023@latest", planner.Bottlerocket: "bottlerocket@latest"}[r.settings().AMI]
	if r.settings().Windows() {
		alias = "windows2022@latest"
	}
	spec := object{
		{"role", "KarpenterNodeRole-" + r.Cluster, "change it if your role has another name"},
		{"amiSelectorTerms", []element{{"", object{{"alias", alias, "pin a version to avoid unplanned node replacement"}}}}, ""},
		{"subnetSelectorTerms", discovery, ""},
		{"securityGroupSelectorTerms", discovery, ""},
	}
	var kubelet object
	n, why, set := p.onKarpenter()
	if set {
		kubelet.add("maxPods", n, why)
	}
	policy := r.settings().KubeletMaxPods()
	if set || !policy.Policy.Reads(eni.ParamPodsPerCore) {
		policy.PodsPerCore, policy.ReservedENIs = 0, 0 // only Karpenter's own rule uses them
	}
	if policy.PodsPerCore > 0 {
		kubelet.add("podsPerCore", policy.PodsPerCore, why)
	}
	kubelet = append(kubelet, reserves(r.settings())...)
	spec.addObject("kubelet", kubelet, "")
	var whys []string
	if !set && policy.PodsPerCore == 0 {
		whys = append(whys, "max pods: "+why)
	}
	if policy.ReservedENIs > 0 {
		whys = append(whys, fmt.Sprintf("run Karpenter itself with RESERVED_ENIS=%d (settings.reservedENIs in its chart)", policy.ReservedENIs))
	}
	o := object{{"apiVersion", "karpenter.k8s.aws/v1", ""}, {"kind", "EC2NodeClass", ""}, {"metadata", object{{"name", className(p.NodeGroup), ""}}, ""}}
	o.add("spec", spec, strings.Join(whys, "\n"))
	return o
}

func (r *Request) nodePool(p *part) object {
	metadata := object{}
	labels, _ := p.labels()
	metadata.addObject("labels", labels, "")
	class := object{{"group", "karpenter.k8s.aws", ""}, {"kind", "EC2NodeClass", ""}, {"name", className(p.NodeGroup), ""}}
	if r.autoMode() {
		class = object{{"group", "eks.amazonaws.com", ""}, {"kind", "NodeClass", ""}, {"name", "default", ""}}
	}
	node := object{{"nodeClassRef", class, ""}, {"requirements", r.requirements(p), ""}}
	if taints := r.taints(p); len(taints) > 0 {
		node.add("taints", taintElements(taints), p.taintWhy())
	}
	var template object
	template.addObject("metadata", metadata, "")
	template.add("spec", node, "")
	spec := object{{"template", template, ""}}
	spec.add("limits", p.limits(), "")
	spec.add("disruption", object{
		{"consolidationPolicy", "WhenEmptyOrUnderutilized", p.disruptionWhy()},
		{"consolidateAfter", "1m", ""},
	}, "")
	if p.mixed && p.capacity == planner.OnDemand {
		spec.add("weight", 10, "used up to its limits before the spot pool")
	}
	return object{{"apiVersion", "karpenter.sh/v1", ""}, {"kind", "NodePool", ""}, {"metadata", object{{"name", p.name, ""}}, ""}, {"spec", spec, ""}}
}

func (p *part) disruptionWhy() string {
	if p.SpareNodes > 0 {
		return fmt.Sprintf("removes empty nodes: to keep the plan's %s, run low-priority placeholder pods", words.Counted(p.SpareNodes, "spare node"))
	}
	return ""
}

func (r *Request) requirements(p *part) []element {
	in := func(key string, why string, values ...string) element {
		return element{"", object{{"key", key, ""}, {"operator", "In", ""}, {"values", values, why}}}
	}
	all := []element{
		in("node.kubernetes.io/instance-type", p.typesWhy(), p.types()...),
		in("karpenter.sh/capacity-type", "", p.capacity.String()),
		in("kubernetes.io/arch", "", p.Option.Type.Arch),
	}
	if zones, why := r.zones(p); len(zones) > 0 {
		all = append(all, in("topology.kubernetes.io/zone", why, zones...))
	}
	return all
}

// limits are the nominal capacity of the maximum number of nodes; all types of a
// part have the same.
func (p *part) limits() object {
	t := p.Option.Type
	return object{
		{"cpu", fmt.Sprint(p.most * t.VCPUs), fmt.Sprintf("%s × %d vCPUs, %s; the minimum replicas need %d", words.Counted(p.most, "node"), t.VCPUs, p.mostWhy(), p.nodes)},
		{"memory", quantity(planner.Memory(p.most) * t.Memory), fmt.Sprintf("%s × %s", words.Counted(p.most, "node"), quantity(t.Memory))},
	}
}
