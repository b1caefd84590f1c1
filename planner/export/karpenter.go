package export

import (
	"fmt"
	"slices"
	"strings"

	"podfit/eni"
	"podfit/planner"
)

// Karpenter is a NodePool (karpenter.sh/v1) for each pool of the plan and an
// EC2NodeClass (karpenter.k8s.aws/v1) for each of its instance types; in Auto
// Mode the pools have EKS's own node class.
func Karpenter(r *Request) ([]byte, error) {
	var documents []document
	var classes []string
	pools := r.pools()
	for i := range pools {
		p := &pools[i]
		if class := typeLabel(p.Option); !r.autoMode() && !slices.Contains(classes, class) {
			classes = append(classes, class)
			documents = append(documents, document{nil, r.ec2NodeClass(p)})
		}
		documents = append(documents, document{r.aboutZoned(p), r.nodePool(p)})
	}
	documents[0].head = append(slices.Clone(r.Header), documents[0].head...)
	return writeYAML(documents), nil
}

func (r *Request) ec2NodeClass(p *pool) object {
	discovery := []element{{"", object{{"tags", object{{"karpenter.sh/discovery", r.Cluster, ""}}, ""}}}}
	alias := map[planner.AMI]string{planner.AL2023: "al2023@latest", planner.Bottlerocket: "bottlerocket@latest"}[r.settings().AMI]
	spec := object{
		{"role", "KarpenterNodeRole-" + r.Cluster, "yours, if it has another name"},
		{"amiSelectorTerms", []element{{"", object{{"alias", alias, "pin a version where nodes must not change under you"}}}}, ""},
		{"subnetSelectorTerms", discovery, ""},
		{"securityGroupSelectorTerms", discovery, ""},
	}
	var kubelet object
	n, why, set := p.onKarpenter()
	if set {
		kubelet.add("maxPods", n, why)
	}
	policy := r.settings().MaxPods
	if set || !policy.Policy.Reads(eni.ParamPodsPerCore) {
		policy.PodsPerCore, policy.ReservedENIs = 0, 0 // of which no other rule knows
	}
	if policy.PodsPerCore > 0 {
		kubelet.add("podsPerCore", policy.PodsPerCore, why)
	}
	kubelet.addObject("systemReserved", reserved(r.settings()), "")
	spec.addObject("kubelet", kubelet, "")
	var whys []string
	if !set && policy.PodsPerCore == 0 {
		whys = append(whys, "max pods: "+why)
	}
	if policy.ReservedENIs > 0 {
		whys = append(whys, fmt.Sprintf("Karpenter itself has to run with RESERVED_ENIS=%d, settings.reservedENIs of its chart", policy.ReservedENIs))
	}
	o := object{{"apiVersion", "karpenter.k8s.aws/v1", ""}, {"kind", "EC2NodeClass", ""}, {"metadata", object{{"name", typeLabel(p.Option), ""}}, ""}}
	o.add("spec", spec, strings.Join(whys, "\n"))
	return o
}

func (r *Request) nodePool(p *pool) object {
	metadata := object{}
	labels, _ := p.labels()
	metadata.addObject("labels", labels, "")
	class := object{{"group", "karpenter.k8s.aws", ""}, {"kind", "EC2NodeClass", ""}, {"name", typeLabel(p.Option), ""}}
	if r.autoMode() {
		class = object{{"group", "eks.amazonaws.com", ""}, {"kind", "NodeClass", ""}, {"name", "default", ""}}
	}
	node := object{{"nodeClassRef", class, ""}, {"requirements", r.requirements(p), ""}}
	if taints := r.taints(p); len(taints) > 0 {
		node.add("taints", taintElements(taints), taintWhy)
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
		spec.add("weight", 10, "filled up to its limits before the pool of spot nodes")
	}
	return object{{"apiVersion", "karpenter.sh/v1", ""}, {"kind", "NodePool", ""}, {"metadata", object{{"name", p.name, ""}}, ""}, {"spec", spec, ""}}
}

func (p *pool) disruptionWhy() string {
	if p.SpareNodes > 0 {
		return fmt.Sprintf("removes nodes that hold nothing: %s of the plan, to stay, wants pods of low priority", counted(p.SpareNodes, "spare node"))
	}
	return ""
}

func (r *Request) requirements(p *pool) []element {
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

// limits are what the most nodes have as advertised; the types of a pool have
// the same.
func (p *pool) limits() object {
	t := p.Option.Type
	return object{
		{"cpu", fmt.Sprint(p.most * t.VCPUs), fmt.Sprintf("%s × %d vCPUs, %s; the replicas asked for want %d", counted(p.most, "node"), t.VCPUs, p.mostWhy(), p.nodes)},
		{"memory", quantity(planner.Memory(p.most) * t.Memory), fmt.Sprintf("%s × %s", counted(p.most, "node"), quantity(t.Memory))},
	}
}
