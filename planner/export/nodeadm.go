package export

import (
	"fmt"
	"slices"
	"strings"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/density"
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

// nodeConfigs is a NodeConfig (node.eks.aws/v1alpha1) for each instance type: the
// user data of self-managed nodes.
func nodeConfigs(r *Request) ([]byte, error) {
	if r.settings().Windows() {
		return nil, fmt.Errorf("nodeadm: Windows nodes do not use it; export eksctl, karpenter or terraform")
	}
	if r.settings().AMI == planner.Bottlerocket {
		return nil, fmt.Errorf("nodeadm: Bottlerocket does not use it; plan with --ami al2023, or export eksctl, karpenter or terraform")
	}
	var documents []document
	var seen []*density.Option
	pools := r.pools()
	for i := range pools {
		p := &pools[i]
		if slices.Contains(seen, p.Option) {
			continue
		}
		seen = append(seen, p.Option)
		_, remarks := p.labels()
		head := append([]string{"for " + strings.Join(namesOf(pools, p.Option), ", ")}, remarks...)
		if i == 0 {
			head = append(slices.Clone(r.Header), head...)
		}
		documents = append(documents, document{head, r.nodeConfig(p)})
	}
	return writeYAML(documents), nil
}

// namesOf are the names of the pools of a type.
func namesOf(pools []pool, o *density.Option) []string {
	var names []string
	for i := range pools {
		if pools[i].Option == o {
			names = append(names, pools[i].name)
		}
	}
	return names
}

func (r *Request) nodeConfig(p *pool) object {
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
func (r *Request) kubelet(p *pool) object {
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

func (r *Request) kubeletFlags(p *pool) []string {
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
