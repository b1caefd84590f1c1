package export

import (
	"errors"
	"regexp"
	"strings"
	"sync"

	"podfit/eni"
	"podfit/planner"
)

var eksctl = Exporter{
	Reads:             Reads{Cluster: true, Version: true},
	Tool:              "eksctl",
	Summary:           "ClusterConfig with managed node groups; a mix of on-demand and spot becomes two",
	ManagedNodeGroups: true,
	Formats:           []Format{{File: "cluster.yaml", write: eksctlConfig}},
	CheckCluster:      checkEksctlName,
}

// eksctlName is what eksctl accepts: the name is part of a CloudFormation stack's.
var eksctlName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z][0-9A-Za-z-]{0,99}$`) })

func checkEksctlName(name string) error {
	if !eksctlName().MatchString(name) {
		return errors.New("eksctl requires a letter, then only letters, digits and dashes")
	}
	return nil
}

// eksctlConfig is a ClusterConfig (eksctl.io/v1alpha5) with a managed node group
// for each part of the plan.
func eksctlConfig(r *Request) ([]byte, error) {
	s := r.settings()
	config := object{
		{"apiVersion", "eksctl.io/v1alpha5", ""},
		{"kind", "ClusterConfig", ""},
		{"metadata", object{{"name", r.Cluster, ""}, {"region", s.Region, ""}, {"version", r.Version, ""}}, ""},
	}
	if s.CNI.Family == eni.IPv6 {
		config.add("kubernetesNetworkConfig", object{{"ipFamily", "IPv6", ""}}, "")
	}
	if len(r.ZoneNames) > 1 {
		config.add("availabilityZones", r.ZoneNames, "also for the cluster's subnets; otherwise eksctl picks its own zones")
	}
	config.add("iam", object{{"withOIDC", true, "gives add-ons their own IAM permissions"}}, "")
	addons, err := eksctlAddOns(s)
	if err != nil {
		return nil, err
	}
	config.add("addons", addons, "")
	var groups []element
	for _, p := range r.parts() {
		about := r.aboutZoned(&p)
		if _, why, set := p.onManaged(); !set {
			about = append(about, "max pods: "+why)
		}
		groups = append(groups, element{strings.Join(about, "\n"), r.eksctlGroup(&p)})
	}
	config.add("managedNodeGroups", groups, "")
	return writeYAML([]document{{r.Header, config}}), nil
}

func eksctlAddOns(s *planner.Settings) ([]element, error) {
	cni := object{{"name", "vpc-cni", ""}}
	if len(environment(s)) > 0 {
		text, err := addOnJSON(s)
		if err != nil {
			return nil, err
		}
		cni.add("configurationValues", literal(text), whys(s))
	}
	return []element{{"", cni}, {"", object{{"name", "coredns", ""}}}, {"", object{{"name", "kube-proxy", ""}}}}, nil
}

var eksctlImages = map[planner.AMI]string{planner.AL2023: "AmazonLinux2023", planner.Bottlerocket: "Bottlerocket"}

func eksctlImage(s *planner.Settings) string {
	if s.Windows() {
		return "WindowsServer2022CoreContainer"
	}
	return eksctlImages[s.AMI]
}

func (r *Request) eksctlGroup(p *part) object {
	g := object{{"name", p.name, ""}}
	g.add("amiFamily", eksctlImage(r.settings()), "")
	g.add("instanceTypes", p.types(), p.typesWhy())
	if p.capacity == planner.Spot {
		g.add("spot", true, "")
	}
	g.add("minSize", p.nodes, p.nodesWhy())
	g.add("desiredCapacity", p.nodes, "")
	g.add("maxSize", p.most, p.mostWhy())
	if zones, why := r.zones(p); len(zones) > 0 {
		g.add("availabilityZones", zones, why)
	}
	labels, _ := p.labels()
	g.addObject("labels", labels, "")
	if taints := r.taints(p); len(taints) > 0 {
		g.add("taints", taintElements(taints), p.taintWhy())
	}
	if n, why, set := p.onManaged(); set {
		g.add("maxPodsPerNode", n, why)
	}
	if kubelet := reserves(r.settings()); len(kubelet) > 0 && !r.settings().Windows() {
		g.addReserved(r.settings().AMI, kubelet)
	}
	return g
}

// addReserved passes the kubelet what has no key in eksctl.
func (o *object) addReserved(ami planner.AMI, kubelet object) {
	if ami == planner.Bottlerocket {
		o.add("bottlerocket", object{{"settings", object{{"kubernetes", bottlerocketKeys(kubelet), ""}}, ""}}, "")
		return
	}
	spec := object{{"kubelet", object{{"config", kubelet, ""}}, ""}}
	o.add("overrideBootstrapCommand", literal(yamlText(nodeConfigOf(spec))), "merged into the node's configuration")
}

// bottlerocketKeys are the kubelet's reserves under the names of Bottlerocket's
// settings.
func bottlerocketKeys(kubelet object) object {
	names := map[string]string{"kubeReserved": "kube-reserved", "systemReserved": "system-reserved", "evictionHard": "eviction-hard"}
	var o object
	for _, f := range kubelet {
		o.add(names[f.key], f.value, f.why)
	}
	return o
}
