package export

import (
	"encoding/json"
	"fmt"
	"strings"

	"podfit/eni"
	"podfit/planner"
)

// variable is one of the CNI's environment.
type variable struct{ name, value, why string }

// environment is what the settings want of aws-node besides its defaults.
func environment(s *planner.Settings) []variable {
	var all []variable
	set := func(is bool, name, value, why string) {
		if is {
			all = append(all, variable{name, value, why})
		}
	}
	prefixes := s.CNI.Mode == eni.PrefixDelegation && s.CNI.Family == eni.IPv4
	set(prefixes, "ENABLE_PREFIX_DELEGATION", "true", fmt.Sprintf("a /28 in each slot of an ENI: %d addresses in the place of one", eni.PrefixIPs))
	warm := s.Warm
	set(prefixes, "WARM_PREFIX_TARGET", fmt.Sprint(warm.Prefix.Or(1)), "so many prefixes more than are in use; the CNI takes no 0")
	set(warm.ENI.Known(), "WARM_ENI_TARGET", fmt.Sprint(warm.ENI.Or(1)), "so many ENIs more than are in use")
	set(warm.IP > 0, "WARM_IP_TARGET", fmt.Sprint(warm.IP), "so many addresses more than are in use, in the place of whole ENIs or prefixes")
	set(warm.MinimumIP > 0, "MINIMUM_IP_TARGET", fmt.Sprint(warm.MinimumIP), "so many addresses from the start")
	set(s.CNI.CustomNetworking, "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG", "true", "pods are in the subnets of ENIConfigs, and the primary ENI carries none")
	set(s.CNI.CustomNetworking, "ENI_CONFIG_LABEL_DEF", "topology.kubernetes.io/zone", "the ENIConfig of a node has the name of its zone: make one for each")
	set(s.CNI.SecurityGroupsForPods, "ENABLE_POD_ENI", "true", "security groups for pods, by branch ENIs of a trunk")
	set(s.CNI.MaxENI > 0, "MAX_ENI", fmt.Sprint(s.CNI.MaxENI), "the most ENIs of a node, the primary included")
	return all
}

// addOn is the configuration of the vpc-cni add-on; empty with the defaults.
func addOn(s *planner.Settings) object {
	var env object
	for _, v := range environment(s) {
		env.add(v.name, v.value, v.why)
	}
	var o object
	o.addObject("env", env, "")
	return o
}

// addOnJSON is the same as EKS's API has it.
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

// whys are the reasons for the add-on's configuration, for comments.
func whys(s *planner.Settings) string {
	var all []string
	for _, v := range environment(s) {
		all = append(all, v.name+": "+v.why)
	}
	return strings.Join(all, "\n")
}

// CNIEnvironment is commands that set up the VPC CNI, where it is no add-on of EKS.
func CNIEnvironment(r *Request) ([]byte, error) {
	if err := r.noAutoMode("cni"); err != nil {
		return nil, err
	}
	s := r.settings()
	var b strings.Builder
	b.WriteString(comment(r.Header))
	all := environment(s)
	switch {
	case s.CNI.Family == eni.IPv6:
		b.WriteString("# IPv6 is chosen when a cluster is made, and EKS sets up the CNI for it.\n")
	case len(all) == 0:
		b.WriteString("# The plan counts on the CNI as EKS installs it: nothing to set.\n")
	}
	for _, v := range all {
		fmt.Fprintf(&b, "# %s\nkubectl set env daemonset aws-node -n kube-system %s=%s\n", v.why, v.name, v.value)
	}
	return []byte(b.String()), nil
}

// CNIAddOn is the configuration values of the vpc-cni add-on, as JSON, which has
// no comments.
func CNIAddOn(r *Request) ([]byte, error) {
	if err := r.noAutoMode("cni"); err != nil {
		return nil, err
	}
	text, err := addOnJSON(r.settings())
	return []byte(text), err
}
