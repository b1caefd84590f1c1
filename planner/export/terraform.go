package export

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"podfit/eni"
	"podfit/planner"
)

var terraform = Exporter{
	Reads:             Reads{Cluster: true, Version: true},
	Tool:              "terraform",
	Summary:           "inputs of the module terraform-aws-modules/eks 21; expects a module vpc",
	ManagedNodeGroups: true,
	Formats:           []Format{{File: "node-groups.tf", write: terraformModule}},
}

// terraformModule is a call of the module terraform-aws-modules/eks, version 21,
// with a managed node group for each part of the plan. It refers to a module vpc
// (terraform-aws-modules/vpc) with private subnets in the order of the plan's zones.
func terraformModule(r *Request) ([]byte, error) {
	s := r.settings()
	inputs := object{
		{"source", "terraform-aws-modules/eks/aws", ""},
		{"version", "~> 21.0", ""},
		{"name", r.Cluster, ""},
		{"kubernetes_version", r.Version, ""},
		{"vpc_id", reference("module.vpc.vpc_id"), "your VPC"},
		{"subnet_ids", reference("module.vpc.private_subnets"), "your subnets, in the order of the plan's zones"},
	}
	if s.CNI.Family == eni.IPv6 {
		inputs.add("ip_family", "ipv6", "")
		inputs.add("create_cni_ipv6_iam_policy", true, "")
	}
	if s.CNI.SecurityGroupsForPods {
		policy := fmt.Sprintf("arn:%s:iam::aws:policy/AmazonEKSVPCResourceController", partition(s.Region))
		inputs.add("iam_role_additional_policies", object{{"AmazonEKSVPCResourceController", policy, "lets the cluster create branch ENIs"}}, "")
	}
	inputs.add("addons", terraformAddOns(s), "")
	var groups object
	for _, p := range r.parts() {
		about := p.about()
		if _, why, set := p.onManaged(); !set {
			about = append(about, "max pods: "+why)
		}
		groups.add(p.name, r.terraformGroup(&p), strings.Join(about, "\n"))
	}
	inputs.add("eks_managed_node_groups", groups, "")
	return writeHCL(r.Header, "eks", inputs), nil
}

func partition(region string) string {
	switch {
	case strings.HasPrefix(region, "cn-"):
		return "aws-cn"
	case strings.HasPrefix(region, "us-gov-"):
		return "aws-us-gov"
	}
	return "aws"
}

// terraformAddOns installs the CNI before the nodes, which use its configuration as
// they start.
func terraformAddOns(s *planner.Settings) object {
	cni := object{{"before_compute", true, "nodes use its configuration as they start"}}
	if config := addOn(s); len(config) > 0 {
		cni.add("configuration_values", encoded(config), "")
	}
	return object{{"coredns", object{}, ""}, {"kube-proxy", object{}, ""}, {"vpc-cni", cni, ""}}
}

func (r *Request) terraformGroup(p *part) object {
	g := object{{"ami_type", amiType(r.settings(), p.Option.Type), ""}}
	g.add("instance_types", p.types(), p.typesWhy())
	g.add("capacity_type", map[planner.CapacityType]string{planner.OnDemand: "ON_DEMAND", planner.Spot: "SPOT"}[p.capacity], "")
	g.add("min_size", p.nodes, p.nodesWhy())
	g.add("desired_size", p.nodes, "used only on the first apply; the module ignores later changes")
	g.add("max_size", p.most, p.mostWhy())
	if subnets, why := r.subnets(p); subnets != "" {
		g.add("subnet_ids", subnets, why)
	}
	if len(p.name) > maxGroupPrefix {
		g.add("use_name_prefix", false, "the name is too long for a prefix")
	}
	if len(p.name) > maxRolePrefix {
		g.add("iam_role_use_name_prefix", false, "with the module's suffix, the name is too long for a prefix")
		g.add("iam_role_name", shortened(r.Cluster+"-"+p.name, maxRole), "")
	}
	labels, _ := p.labels()
	g.addObject("labels", labels, "")
	g.addObject("taints", terraformTaints(r.taints(p)), p.taintWhy())
	r.addUserData(p, &g)
	return g
}

// subnets are those of the part's zones; empty for all that the module has.
func (r *Request) subnets(p *part) (subnets reference, why string) {
	if p.Zone > 0 {
		return subnetsAt(p.Zone - 1), fmt.Sprintf("zone %d: its pods have EBS volumes, which stay in one zone", p.Zone)
	}
	if p.Pool == nil || len(p.Pool.Zones) == 0 {
		return "", ""
	}
	var at []int
	for _, zone := range p.Pool.Zones {
		if i := slices.Index(r.ZoneNames, zone); i >= 0 {
			at = append(at, i)
		}
	}
	_, why = r.zones(p)
	why += ": " + strings.Join(p.Pool.Zones, ", ")
	if len(at) < len(p.Pool.Zones) {
		return "module.vpc.private_subnets", "leave only those in " + why
	}
	return subnetsAt(at...), why
}

func subnetsAt(indexes ...int) reference {
	all := make([]string, len(indexes))
	for i, at := range indexes {
		all[i] = fmt.Sprintf("module.vpc.private_subnets[%d]", at)
	}
	return reference("[" + strings.Join(all, ", ") + "]")
}

// maxRole is how long the name of an IAM role may be, and maxGroupPrefix the prefix of a
// node group's: Terraform's AWS provider adds 26 characters to it, the module a dash.
const (
	maxRole        = 64
	maxGroupPrefix = 63 - 26 - len("-")
)

// maxRolePrefix: Terraform's AWS provider accepts 38 characters as the prefix of a
// role name; the module's own suffix is part of them.
const maxRolePrefix = 38 - len("-eks-node-group-")

var effects = map[string]string{"NoSchedule": "NO_SCHEDULE", "NoExecute": "NO_EXECUTE", "PreferNoSchedule": "PREFER_NO_SCHEDULE"}

func terraformTaints(taints []planner.Taint) object {
	var o object
	for i, t := range taints {
		t.Effect = effects[t.Effect]
		o.add(fmt.Sprintf("taint-%d", i+1), taintObject(t), "")
	}
	return o
}

func amiType(s *planner.Settings, t *planner.InstanceType) string {
	arch := map[string]string{"amd64": "x86_64", "arm64": "ARM_64"}[t.Arch]
	if s.Windows() {
		return "WINDOWS_CORE_2022_" + arch
	}
	if s.AMI == planner.Bottlerocket {
		return "BOTTLEROCKET_" + arch + map[imageKind]string{nvidiaImage: "_NVIDIA"}[image(t)]
	}
	return "AL2023_" + arch + map[imageKind]string{plainImage: "_STANDARD", nvidiaImage: "_NVIDIA", neuronImage: "_NEURON"}[image(t)]
}

// addUserData configures the kubelet where it differs from EKS's defaults: with part
// of a NodeConfig for nodeadm, or TOML for Bottlerocket.
func (r *Request) addUserData(p *part, g *object) {
	s := r.settings()
	n, why, set := p.onManaged()
	kept := reserves(s)
	switch {
	case !set && len(kept) == 0, s.Windows():
	case s.AMI == planner.Bottlerocket:
		g.add("bootstrap_extra_args", bottlerocketTOML(n, set, bottlerocketKeys(kept)), "max pods: "+why)
	default:
		var config object
		if set {
			config.add("maxPods", n, why)
		}
		config = append(config, kept...)
		content := yamlText(nodeConfigOf(object{{"kubelet", object{{"config", config, ""}}, ""}}))
		g.add("cloudinit_pre_nodeadm", []element{{"", object{{"content_type", "application/node.eks.aws", ""}, {"content", literal(content), ""}}}}, "")
	}
}

func bottlerocketTOML(maxPods int, set bool, kept object) literal {
	var b strings.Builder
	if set {
		fmt.Fprintf(&b, "[settings.kubernetes]\nmax-pods = %d\n", maxPods)
	}
	for _, reserve := range kept {
		fmt.Fprintf(&b, "[settings.kubernetes.%s]\n", reserve.key)
		for _, f := range reserve.value.(object) {
			fmt.Fprintf(&b, "%s = %q\n", tomlKey(f.key), f.value)
		}
	}
	return literal(b.String())
}

// tomlKey quotes keys with dots, which would be tables.
func tomlKey(key string) string {
	if strings.Contains(key, ".") {
		return strconv.Quote(key)
	}
	return key
}
