package export

import (
	"encoding/json"
	"fmt"
	"strings"

	"podfit/eni"
	"podfit/planner"
)

var cni = Exporter{
	Tool:    "cni",
	Summary: "VPC CNI configuration: kubectl commands or, with --format addon, the add-on's JSON",
	Formats: []Format{{"env", "cni.sh", cniCommands}, {"addon", "cni-addon.json", cniAddOn}},
}

// variable is an environment variable of the CNI.
type variable struct{ name, value, why string }

// environment is what has to change in the default environment of aws-node.
func environment(s *planner.Settings) []variable {
	var all []variable
	set := func(is bool, name, value, why string) {
		if is {
			all = append(all, variable{name, value, why})
		}
	}
	prefixes := s.CNI.Mode == eni.PrefixDelegation && s.CNI.Family == eni.IPv4
	set(prefixes, "ENABLE_PREFIX_DELEGATION", "true", fmt.Sprintf("each slot of an ENI holds a /28: %d addresses instead of one", eni.PrefixIPs))
	warm := s.Warm
	set(prefixes, "WARM_PREFIX_TARGET", fmt.Sprint(warm.Prefix.Or(1)), "unused prefixes to keep; the CNI does not accept 0")
	set(warm.ENI.Known(), "WARM_ENI_TARGET", fmt.Sprint(warm.ENI.Or(1)), "unused ENIs to keep")
	set(warm.IP > 0, "WARM_IP_TARGET", fmt.Sprint(warm.IP), "unused addresses to keep, instead of whole ENIs or prefixes")
	set(warm.MinimumIP > 0, "MINIMUM_IP_TARGET", fmt.Sprint(warm.MinimumIP), "addresses to allocate when the node starts")
	set(s.CNI.CustomNetworking, "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG", "true", "pods are in the subnets of ENIConfigs; none use the primary ENI")
	set(s.CNI.CustomNetworking, "ENI_CONFIG_LABEL_DEF", "topology.kubernetes.io/zone", "a node uses the ENIConfig named after its zone: create one per zone")
	set(s.CNI.SecurityGroupsForPods, "ENABLE_POD_ENI", "true", "security groups for pods, on branch ENIs")
	set(s.CNI.MaxENI > 0, "MAX_ENI", fmt.Sprint(s.CNI.MaxENI), "maximum ENIs per node, including the primary")
	return all
}

// addOn is the configuration of the vpc-cni add-on; empty for the defaults.
func addOn(s *planner.Settings) object {
	var env object
	for _, v := range environment(s) {
		env.add(v.name, v.value, v.why)
	}
	var o object
	o.addObject("env", env, "")
	return o
}

// addOnJSON is the same in JSON, as the EKS API takes it.
func addOnJSON(s *planner.Settings) (string, error) {
	config := map[string]map[string]string{}
	for _, v := range environment(s) {
		if config["env"] == nil {
			config["env"] = map[string]string{}
		}
		config["env"][v.name] = v.value
	}
	text, err := json.MarshalIndent(config, "", "  ")
	return string(text) + "\n", err
}

// whys explain the add-on's configuration, for comments.
func whys(s *planner.Settings) string {
	var all []string
	for _, v := range environment(s) {
		all = append(all, v.name+": "+v.why)
	}
	return strings.Join(all, "\n")
}

// cniCommands set the environment of aws-node, if it is not an EKS add-on.
func cniCommands(r *Request) ([]byte, error) {
	s := r.settings()
	var b strings.Builder
	b.WriteString(comment(r.Header))
	all := environment(s)
	switch {
	case s.CNI.Family == eni.IPv6:
		b.WriteString("# IPv6 is chosen when the cluster is created; EKS configures the CNI for it.\n")
	case len(all) == 0:
		b.WriteString("# The plan uses the CNI as EKS installs it: nothing to set.\n")
	}
	for _, v := range all {
		fmt.Fprintf(&b, "# %s\nkubectl set env daemonset aws-node -n kube-system %s=%s\n", v.why, v.name, v.value)
	}
	return []byte(b.String()), nil
}

// cniAddOn is the configuration values of the vpc-cni add-on in JSON, which has no
// comments.
func cniAddOn(r *Request) ([]byte, error) {
	text, err := addOnJSON(r.settings())
	return []byte(text), err
}
