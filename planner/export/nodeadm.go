package export

import (
	"fmt"
	"slices"
	"strings"

	"podfit/eni"
	"podfit/planner"
)

// Placeholders for what only the cluster knows.
const (
	sampleEndpoint = "https://EXAMPLE0123456789.gr7.%s.eks.amazonaws.com"
	sampleCA       = "RVhBTVBMRQ==" // EXAMPLE
	sampleCIDR     = "10.100.0.0/16"
)

var nodeadm = Exporter{
	Reads:   Reads{Cluster: true},
	Tool:    "nodeadm",
	Summary: "NodeConfig for self-managed nodes of each type; fill in your cluster's endpoint, CA and service CIDR",
	Formats: []Format{{File: "nodeadm.yaml", write: nodeConfigs}},
}

// nodeConfigs is a NodeConfig (node.eks.aws/v1alpha1) for each instance type of a pool:
// the user data of self-managed nodes.
func nodeConfigs(r *Request) ([]byte, error) {
	if r.settings().Windows() {
		return nil, fmt.Errorf("nodeadm: Windows nodes do not use it; export eksctl, karpenter or terraform")
	}
	if r.settings().AMI == planner.Bottlerocket {
		return nil, fmt.Errorf("nodeadm: Bottlerocket does not use it; plan with --ami al2023, or export eksctl, karpenter or terraform")
	}
	var documents []document
	var seen []string
	parts := r.parts()
	for i := range parts {
		p := &parts[i]
		if slices.Contains(seen, className(p.NodeGroup)) {
			continue
		}
		seen = append(seen, className(p.NodeGroup))
		_, remarks := p.labels()
		head := append([]string{"for " + strings.Join(namesLike(p, parts), ", ")}, remarks...)
		if i == 0 {
			head = append(slices.Clone(r.Header), head...)
		}
		documents = append(documents, document{head, r.nodeConfig(p)})
	}
	return writeYAML(documents), nil
}

// namesLike are the names of the parts of a type and a pool.
func namesLike(p *part, parts []part) []string {
	var names []string
	for i := range parts {
		if className(parts[i].NodeGroup) == className(p.NodeGroup) {
			names = append(names, parts[i].name)
		}
	}
	return names
}

func (r *Request) nodeConfig(p *part) object {
	cluster := object{
		{"name", r.Cluster, ""},
		{"apiServerEndpoint", fmt.Sprintf(sampleEndpoint, r.settings().Region), "fill in yours: aws eks describe-cluster --name " + r.Cluster},
		{"certificateAuthority", sampleCA, "fill in yours"},
		{"cidr", sampleCIDR, "fill in yours: the service CIDR"},
	}
	return nodeConfigOf(object{{"cluster", cluster, ""}, {"kubelet", r.kubelet(p), ""}})
}

// nodeConfigOf is a NodeConfig, or a part that nodeadm merges into one.
func nodeConfigOf(spec object) object {
	return object{{"apiVersion", "node.eks.aws/v1alpha1", ""}, {"kind", "NodeConfig", ""}, {"spec", spec, ""}}
}

// kubelet is its options. nodeadm evaluates an expression on each node, so the
// expression is written in place of the number.
func (r *Request) kubelet(p *part) object {
	s := r.settings()
	var config, kubelet object
	n, why := p.maxPods()
	if expression := s.MaxPods.Expression; s.MaxPods.Policy == eni.PolicyExpression && !p.Option.Override.MaxPods.Known() {
		kubelet.add("maxPodsExpression", expression.String(), why)
	} else {
		config.add("maxPods", n, why)
	}
	config = append(config, reserves(s)...)
	kubelet.addObject("config", config, "")
	if flags := r.kubeletFlags(p); len(flags) > 0 {
		kubelet.add("flags", flags, "what its pods select and tolerate")
	}
	return kubelet
}

func (r *Request) kubeletFlags(p *part) []string {
	var labels, taints, flags []string
	chosen, _ := p.labels()
	for _, l := range chosen {
		labels = append(labels, fmt.Sprintf("%s=%s", l.key, l.value))
	}
	for _, t := range r.taints(p) {
		taints = append(taints, t.String())
	}
	if len(labels) > 0 {
		flags = append(flags, "--node-labels="+strings.Join(labels, ","))
	}
	if len(taints) > 0 {
		flags = append(flags, "--register-with-taints="+strings.Join(taints, ","))
	}
	return flags
}
